import { type Context, Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { StoreUnavailable } from '../application/ports/store.ts';
import type { WebhookDelivery } from '../application/runs.ts';
import type { Services } from '../application/services.ts';
import { failure, type Problem, type Result, success } from '../domain/result.ts';
import { storable } from '../domain/text.ts';
import { type Caller, owner } from './caller.ts';
import { problemResponse } from './problem.ts';
import { checked, readBody } from './requests.ts';
import type { Call, Reply, Route } from './route.ts';
import { routes } from './routes/all.ts';

/** What a server says of a request beside it; in process it is the owner who asks. */
export interface Surroundings {
  readonly Bindings: { readonly caller?: Caller; readonly delivery?: WebhookDelivery };
}

/** The HTTP API. The command line is a client of it, over HTTP or in process. */
export function createApi(services: Services): Hono<Surroundings> {
  const api = new Hono<Surroundings>();
  api.use(
    methodNotAllowed({
      app: api,
      onMethodNotAllowed: ({ req }, methods) => {
        const allow = methods.join(', ');
        const problem = {
          code: 'method-not-allowed',
          message: `${req.path} is not for ${req.method}.`,
          remedy: `It takes ${allow}.`,
        };
        return problemResponse(problem, { allow });
      },
    }),
  );
  api.notFound((context) =>
    problemResponse({
      code: 'not-found',
      message: `There is nothing at ${context.req.method} ${context.req.path}.`,
      remedy: 'Look at the path and the method.',
    }),
  );
  api.onError((error) =>
    error instanceof StoreUnavailable
      ? problemResponse(databaseAway, { 'retry-after': '1' })
      : problemResponse(defect(services, error)),
  );
  for (const route of routes)
    api.on(route.method, pathOf(route), async (context) => {
      const response = await answer(route, context, services);
      // Nobody reads what HEAD leaves out, and a stream would wait for its reader for ever.
      if (context.req.method === 'HEAD') await response.body?.cancel();
      return response;
    });
  return api;
}

/** As Hono writes it. The key of an account has slashes of its own: `reddit/r/resumes`. */
const pathOf = ({ path }: Route): string =>
  path.replace('{key}', ':key{.+}').replace(/\{(\w+)\}/g, ':$1');

async function answer(
  route: Route,
  context: Context<Surroundings>,
  services: Services,
): Promise<Response> {
  const caller = context.env?.caller ?? owner;
  const delivery = context.env?.delivery ?? null;
  const refused = missingScope(route, caller);
  if (refused) return problemResponse(refused);
  const raw = route.method === 'POST' ? await context.req.text() : '';
  const call = read(route, context, raw, { services, caller, delivery });
  if (!call.ok) return problemResponse(call.error);
  const carryOut = async () => respond(await route.handle(call.value));
  const key = context.req.header('idempotency-key');
  if (route.method === 'GET' || key === undefined) return carryOut();
  const { path } = context.req;
  const { secretAnswer = false } = route;
  // Loaded when it is asked for: the command line, in process, does without.
  const { once } = await import('./once.ts');
  return once(services, { caller: caller.id, key, path, body: raw, secretAnswer }, carryOut);
}

const respond = (reply: Reply): Response => {
  if (reply instanceof Response) return reply;
  return reply.ok ? Response.json(reply.value) : problemResponse(reply.error);
};

function missingScope({ scopes }: Route, caller: Caller): Problem | null {
  const missing = (scopes ?? []).filter((scope) => !caller.scopes.includes(scope));
  if (missing.length === 0) return null;
  return {
    code: 'scope-missing',
    message: `This key is not good for it: it lacks ${missing.join(' and ')}.`,
    remedy: `Make one with \`broadsheet keys create --scopes ${scopes?.join(',')}\`.`,
  };
}

function read(
  route: Route,
  { req }: Context<Surroundings>,
  raw: string,
  house: Pick<Call<unknown, unknown>, 'services' | 'caller' | 'delivery'>,
): Result<Call<unknown, unknown>> {
  const query = route.query && checked(route.query, req.query(), 'The query');
  if (query && !query.ok) return query;
  const body = route.body && readBody(raw, route.body);
  if (body && !body.ok) return body;
  const parts: Readonly<Record<string, string>> = req.param();
  const bad = Object.values(parts).find((one) => storable(one) !== one);
  if (bad !== undefined)
    return failure({
      code: 'request-invalid',
      message: 'The path holds a character that can not be stored.',
      remedy: 'Look at the path.',
    });
  return success({
    ...house,
    body: body?.value,
    query: query?.value,
    part: (name) => parts[name] ?? '',
    header: (name) => req.header(name),
  });
}

const databaseAway: Problem = {
  code: 'database-away',
  message: 'The database went away during the request.',
  remedy: 'Ask again in a second. Whether a change was taken is seen in the status.',
};

/** What is no outcome but an error of ours. */
function defect(services: Services, error: Error): Problem {
  process.stderr.write(`${services.redact(error.stack ?? error.message)}\n`);
  return {
    code: 'internal-error',
    message: `Broadsheet failed: ${services.redact(error.message)}`,
    remedy:
      'Nothing was published because of it. Look at the database; if it is well, report this.',
  };
}
