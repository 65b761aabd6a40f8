import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { recogniseKey } from '../application/keys.ts';
import { isSameSecret } from '../application/same-secret.ts';
import type { Services } from '../application/services.ts';
import { createApi } from './app.ts';
import { type Caller, owner, stranger } from './caller.ts';
import { problemResponse } from './problem.ts';
import { rateLimit } from './rate.ts';
import { type Route, usualBody } from './route.ts';
import { routes } from './routes/all.ts';
import { signedDelivery } from './signature.ts';

/** Of routes that take more than the usual. */
const largestBodies: ReadonlyMap<string, number> = new Map(
  routes.flatMap(({ path, largestBody }) => (largestBody ? [[path, largestBody] as const] : [])),
);

/** Documents of ours are no pages: nothing in them may run or be framed (owasp.org, REST security). */
const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const pathsThat = (holds: (route: Route) => boolean): ReadonlySet<string> =>
  new Set(routes.filter(holds).map(({ path }) => path));
const open = pathsThat(({ scopes }) => scopes === null);
const closed = pathsThat(({ scopes }) => scopes !== null);

/** What there is nothing at tells a stranger so, but not below `/api/`, whose paths have names in them. */
const needsKey = (path: string): boolean =>
  closed.has(path) || (path.startsWith('/api/') && !open.has(path));

/**
 * The API as strangers meet it: with a key, within limits.
 *
 * @param house `token` is of the machine's owner, `id` names this start of the server
 */
export function guardedApi(
  services: Services,
  house: { readonly token: string; readonly id: string },
): Hono {
  const api = createApi(services);
  const held = rateLimit(services.elapsed);
  const guarded = new Hono();
  guarded.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(securityHeaders))
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
  });
  guarded.use((context, next) => {
    const maxSize = largestBodies.get(context.req.path) ?? usualBody;
    const onError = () => problemResponse(tooLarge(maxSize));
    return bodyLimit({ maxSize, onError })(context, next);
  });
  // Public, so that the token is sent to nobody but the process that made it.
  guarded.get('/healthz', (context) => context.json({ ok: true, id: house.id }));
  // Not `route`: that would leave out what the API answers where it has nothing.
  guarded.all('*', async (context) => {
    const { path, raw } = context.req;
    if (!needsKey(path)) return api.fetch(raw, { caller: stranger });
    const signed = await signedDelivery(services, path, raw);
    if (signed && !signed.ok) return problemResponse(signed.error);
    const delivery = signed?.value;
    const caller = delivery
      ? ({ id: delivery.sender, name: delivery.sender, scopes: ['publish'] } as const)
      : await callerOf(services, house.token, raw.headers.get('authorization') ?? '');
    const wait = caller === owner ? null : held(caller?.id ?? 'nobody');
    if (wait !== null) return problemResponse(tooMany, { 'retry-after': String(wait) });
    if (!caller) return problemResponse(unauthorised, { 'www-authenticate': 'Bearer' });
    return api.fetch(raw, { caller, ...(delivery && { delivery }) });
  });
  // What goes wrong before the API is asked: a database that is away, as a rule.
  guarded.onError((error) => {
    process.stderr.write(`${services.redact(error.stack ?? error.message)}\n`);
    return problemResponse({
      code: 'internal-error',
      message: `Broadsheet failed: ${services.redact(error.message)}`,
      remedy: 'Nothing was done. Look at the database; if it is well, report this.',
    });
  });
  return guarded;
}

async function callerOf(
  services: Services,
  token: string,
  authorization: string,
): Promise<Caller | null> {
  if (isSameSecret(authorization, `Bearer ${token}`)) return owner;
  const [, given] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  const key = given === undefined ? null : await recogniseKey(services, given);
  return key && { id: key.id, name: key.name, scopes: key.scopes };
}

const unauthorised = {
  code: 'unauthorised',
  message: 'This needs a key that works.',
  remedy:
    'Send it as `Authorization: Bearer bs_…`; `broadsheet keys create` makes one. On the machine itself the token of server.json will do.',
};

const tooLarge = (maxSize: number) => ({
  code: 'body-too-large',
  message: `The body is larger than ${maxSize / 1_000_000} MB.`,
  remedy: 'Send less: no request needs as much.',
});

const tooMany = {
  code: 'too-many-requests',
  message: 'This key asks more often than 250 times a second.',
  remedy:
    'Wait as long as Retry-After says. Status has an ETag, and /api/events says what changes.',
};
