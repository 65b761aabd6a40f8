import { type Context, Hono } from 'hono';
import { approve, previewApproval } from '../application/approve.ts';
import { confirmRestored } from '../application/confirm-copy.ts';
import { beginConnection, finishConnection } from '../application/connect.ts';
import { doctor } from '../application/doctor.ts';
import { listAccounts } from '../application/list-accounts.ts';
import {
  hold,
  type Order,
  type OrderReport,
  reject,
  release,
  rerunEveryWeek,
  rerunFailed,
} from '../application/orders.ts';
import { pauseAccounts, pauseAll } from '../application/pause.ts';
import { planBranch } from '../application/plan-branch.ts';
import { resolve } from '../application/resolve.ts';
import { beginRunWeek, type RunWeekRequest, runDocument } from '../application/run-week.ts';
import { rotateKey } from '../application/secrets.ts';
import type { Services } from '../application/services.ts';
import { status } from '../application/status.ts';
import { failure, type Problem, type Result, success } from '../domain/result.ts';
import { answer } from './answer.ts';
import { operations } from './operations.ts';
import { problemResponse } from './problem.ts';
import {
  approveBody,
  connectBody,
  connectedBody,
  orderBody,
  publishingBody,
  type RunWeekBody,
  readBody,
  rerunBody,
  resolveBody,
  runWeekBody,
  selectionOf,
  whoBody,
} from './requests.ts';
import { smokeTests } from './smoke-tests.ts';

/** The HTTP API. The command line is a client of it, over HTTP or in process. */
export function createApi(services: Services): Hono {
  const api = new Hono();
  api.get('/healthz', (context) => context.json({ ok: true }));
  api.notFound((context) =>
    problemResponse(context, {
      code: 'not-found',
      message: `There is nothing at ${context.req.method} ${context.req.path}.`,
      remedy: 'Look at the path and the method.',
    }),
  );
  api.onError((error, context) => problemResponse(context, defect(services, error)));
  runs(api, services);
  deliveries(api, services);
  accounts(api, services);
  health(api, services);
  smokeTests(api, services);
  operations(api, services);
  return api;
}

/** What is no outcome but an error of ours, or a database that went away. */
function defect(services: Services, error: Error): Problem {
  process.stderr.write(`${services.redact(error.stack ?? error.message)}\n`);
  return {
    code: 'internal-error',
    message: `Broadsheet failed: ${services.redact(error.message)}`,
    remedy:
      'Nothing was published because of it. Look at the database; if it is well, report this.',
  };
}

const notAllowed = {
  code: 'repository-not-allowed',
  message: 'This repository is not among those that the configuration allows.',
  remedy: 'Add it to `assets.allow` of the configuration.',
};

const originOf = (
  services: Services,
  repository: string | undefined,
  branch: string | undefined,
) => ({
  repository: repository ?? services.configuration.assets.repo,
  branch: branch ?? services.configuration.assets.branch,
});

/** A saved plan says itself what it is for; else the request does. */
function runRequestOf(
  services: Services,
  { week_id: weekId, assets_repo, assets_branch, rebind, allow_removal, plan }: RunWeekBody,
): Result<Omit<RunWeekRequest, 'trigger'>> {
  if (plan && plan.week_id !== weekId)
    return failure({
      code: 'request-invalid',
      message: `The plan is for ${plan.week_id}, not for ${weekId}.`,
      remedy: 'Leave the week out, or take the plan of that week.',
    });
  const origin = plan
    ? { repository: plan.basis.repository, branch: plan.basis.branch }
    : originOf(services, assets_repo, assets_branch);
  const { repo, allow } = services.configuration.assets;
  // Told at once: who asks without waiting would only find it in the run.
  if (![repo, ...allow].includes(origin.repository)) return failure(notAllowed);
  const asked = plan ? plan.basis : { rebind, allow_removal };
  return success({
    weekId,
    origin,
    rebind: asked.rebind,
    allowRemoval: asked.allow_removal,
    plan,
  });
}

function runs(api: Hono, services: Services): void {
  api.post('/api/webhook/marketing/run-week', async (context) => {
    const body = await readBody(context, runWeekBody);
    if (!body.ok) return problemResponse(context, body.error);
    const { week_id } = body.value;
    const wanted = runRequestOf(services, body.value);
    if (!wanted.ok) return problemResponse(context, wanted.error);
    const trigger = context.req.header('x-broadsheet-trigger') ?? 'webhook';
    const { run, finished } = await beginRunWeek(services, { ...wanted.value, trigger });
    if (!/\bwait\b/.test(context.req.header('prefer') ?? '')) {
      // How it ends is in `automation_runs`; an error of the database has nobody here to hear it.
      finished.catch(() => {});
      const location = `/api/marketing/status?${new URLSearchParams({ week_id })}`;
      return context.json({ run: { id: run.id, status: run.status } }, 202, { location });
    }
    const report = await finished;
    if (report.problem) return problemResponse(context, report.problem);
    return context.json(runDocument(services, report), 200);
  });
  api.post('/api/webhook/marketing/rerun-failed', (context) => rerun(context, services));
  api.get('/api/marketing/status', async (context) =>
    answer(context, await status(services, context.req.query('week_id') ?? null)),
  );
  api.get('/api/marketing/plan', async (context) => {
    const planned = await planBranch(services, {
      weekId: context.req.query('week_id') ?? '',
      origin: originOf(
        services,
        context.req.query('assets_repo'),
        context.req.query('assets_branch'),
      ),
      rebind: context.req.query('rebind') === 'true',
      allowRemoval: context.req.query('allow_removal') === 'true',
    });
    return planned.ok ? context.json(planned.value) : problemResponse(context, planned.error);
  });
}

async function rerun(context: Context, services: Services): Promise<Response> {
  const body = await readBody(context, rerunBody);
  if (!body.ok) return problemResponse(context, body.error);
  const { week_id: weekId, all, deliveries: names, who, reason = null } = body.value;
  if (weekId === undefined) {
    if (all && !names) {
      const reports = await rerunEveryWeek(services, { who, reason });
      if (!reports.ok) return problemResponse(context, reports.error);
      return context.json({ weeks: reports.value }, 202);
    }
    return problemResponse(context, {
      code: 'request-invalid',
      message: 'It is not clear which week is meant.',
      remedy: 'Give a week_id, or say `all` for every week.',
    });
  }
  const selection = names ? { names } : { all: true as const };
  const report = await rerunFailed(services, { weekId, selection, who, reason });
  return report.ok
    ? context.json({ weeks: [report.value] }, 202)
    : problemResponse(context, report.error);
}

async function order(
  context: Context,
  services: Services,
  carryOut: (services: Services, order: Order) => Promise<Result<OrderReport>>,
): Promise<Response> {
  const body = await readBody(context, orderBody);
  if (!body.ok) return problemResponse(context, body.error);
  const selection = selectionOf(body.value);
  if (!selection.ok) return problemResponse(context, selection.error);
  const { week_id, who, reason } = body.value;
  const wanted = { weekId: week_id, selection: selection.value, who, reason: reason ?? null };
  return answer(context, await carryOut(services, wanted));
}

function deliveries(api: Hono, services: Services): void {
  const orders = { reject, hold, release };
  for (const [name, carryOut] of Object.entries(orders))
    api.post(`/api/deliveries/${name}`, (context) => order(context, services, carryOut));
  for (const [path, run] of Object.entries({ preview: previewApproval, approve: null }))
    api.post(`/api/deliveries/${path}`, async (context) => {
      const body = await readBody(context, approveBody);
      if (!body.ok) return problemResponse(context, body.error);
      const selection = selectionOf(body.value);
      if (!selection.ok) return problemResponse(context, selection.error);
      const { week_id: weekId, who, plan } = body.value;
      if (run) return answer(context, await run(services, weekId, selection.value));
      const wanted = { weekId, selection: selection.value, who, plan: plan ?? null };
      return answer(context, await approve(services, wanted));
    });
  api.post('/api/deliveries/resolve', async (context) => {
    const body = await readBody(context, resolveBody);
    if (!body.ok) return problemResponse(context, body.error);
    const { week_id, delivery, who, posted, not_posted } = body.value;
    if ((posted === undefined) === (not_posted === undefined))
      return problemResponse(context, {
        code: 'request-invalid',
        message: 'Say either where it is posted, or that it is not.',
        remedy: 'Give `posted` with its address, or `not_posted: true`.',
      });
    const verdict = posted === undefined ? { notPosted: true as const } : { posted };
    const wanted = { weekId: week_id, name: delivery, who, verdict };
    return answer(context, await resolve(services, wanted));
  });
}

function accounts(api: Hono, services: Services): void {
  api.get('/api/accounts', async (context) => context.json(await listAccounts(services)));
  api.post('/api/secrets/rotate', async (context) => answer(context, await rotateKey(services)));
  api.post('/api/accounts/:key{.+}/connect', async (context) => {
    const body = await readBody(context, connectBody);
    if (!body.ok) return problemResponse(context, body.error);
    const key = context.req.param('key');
    return answer(context, await beginConnection(services, key, body.value.redirect_uri));
  });
  api.post('/api/accounts/:key{.+}/connected', async (context) => {
    const body = await readBody(context, connectedBody);
    if (!body.ok) return problemResponse(context, body.error);
    const { callback_url: callbackUrl, state, verifier, who } = body.value;
    const consent = { callbackUrl, state, verifier };
    return answer(
      context,
      await finishConnection(services, context.req.param('key'), consent, who),
    );
  });
  for (const [word, paused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    api.post(`/api/publishing/${word}`, async (context) => {
      const body = await readBody(context, publishingBody);
      if (!body.ok) return problemResponse(context, body.error);
      const { accounts: keys, who } = body.value;
      if (keys) return answer(context, await pauseAccounts(services, keys, paused, who));
      return context.json(await pauseAll(services, paused, who));
    });
    api.post(`/api/accounts/:key{.+}/${word}`, async (context) => {
      const body = await readBody(context, whoBody);
      if (!body.ok) return problemResponse(context, body.error);
      const key = context.req.param('key');
      return answer(context, await pauseAccounts(services, [key], paused, body.value.who));
    });
  }
}

function health(api: Hono, services: Services): void {
  api.get('/api/doctor', async (context) => context.json(await doctor(services)));
  api.post('/api/doctor/restored', async (context) => {
    const body = await readBody(context, whoBody);
    if (!body.ok) return problemResponse(context, body.error);
    return answer(context, await confirmRestored(services, body.value.who));
  });
}
