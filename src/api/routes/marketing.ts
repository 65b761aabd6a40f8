import { rerunEveryWeek, rerunFailed } from '../../application/orders.ts';
import { planBranch } from '../../application/plan-branch.ts';
import { beginRunWeek, type RunWeekRequest, runDocument } from '../../application/run-week.ts';
import type { Services } from '../../application/services.ts';
import { status } from '../../application/status.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { signature } from '../caller.ts';
import { etagOf, isKnown } from '../etag.ts';
import { problemResponse } from '../problem.ts';
import { planQuery, pushBody, rerunBody, weekQuery } from '../requests.ts';
import { reply, route } from '../route.ts';
import { type RunWeekBody, runWeekBody } from '../run-requests.ts';
import { sharedFindings } from '../shared.ts';

const notAllowed = {
  code: 'repository-not-allowed',
  message: 'This repository is not among those that the configuration allows.',
  remedy: 'Add it to `assets.allow` of the configuration.',
};

const originOf = (
  { configuration: { assets } }: Services,
  repository: string | undefined,
  branch: string | undefined,
) => ({ repository: repository ?? assets.repo, branch: branch ?? assets.branch });

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

const runWeek = route({
  method: 'POST',
  path: '/api/webhook/marketing/run-week',
  scopes: ['publish'],
  signature: 'standard',
  summary: 'Run the steps of the loop once for a week',
  description:
    'Pulls the branch, ingests the week, publishes what is due and tells people. Answers at once; with `Prefer: wait` when it is done.',
  body: runWeekBody,
  // It may hold the saved plan of a whole sheet.
  largestBody: 16_000_000,
  answers: { 200: 'runWhole', 202: 'runBegun' },
  problems: [
    'week-unknown',
    'week-bound-elsewhere',
    'plan-stale',
    'import-overtaken',
    'database-copied',
    'identity-unsettled',
  ],
  async handle({ services, delivery, body, header }) {
    const wanted = runRequestOf(services, body);
    if (!wanted.ok) return wanted;
    const { run, finished } = await beginRunWeek(services, {
      ...wanted.value,
      trigger: header('x-broadsheet-trigger') === 'person' ? 'person' : 'webhook',
      delivery,
    });
    if (!/\bwait\b/.test(header('prefer') ?? '')) {
      // How it ends is in `automation_runs`; an error of the database has nobody here to hear it.
      finished.catch(() => {});
      const location = `/api/marketing/status?${new URLSearchParams({ week_id: body.week_id })}`;
      return reply({ run: { id: run.id, status: run.status } }, 202, { location });
    }
    const report = await finished;
    return report.problem ? failure(report.problem) : success(runDocument(services, report));
  },
});

const rerun = route({
  method: 'POST',
  path: '/api/webhook/marketing/rerun-failed',
  scopes: ['publish'],
  summary: 'Order failed deliveries again',
  description:
    'Of a week, or with `all` of every week; missed ones where they are named. What may be public already is never ordered again.',
  body: rerunBody,
  answers: { 202: 'reports' },
  problems: ['week-unknown', 'delivery-unknown', 'nothing-to-change'],
  async handle({ services, caller, body }) {
    const { week_id: weekId, all, deliveries: names, reason = null } = body;
    const who = signature(caller, body.who, 'webhook');
    if (weekId === undefined) {
      if (!all || names)
        return failure({
          code: 'request-invalid',
          message: 'It is not clear which week is meant.',
          remedy: 'Give a week_id, or say `all` for every week.',
        });
      const reports = await rerunEveryWeek(services, { who, reason });
      return reports.ok ? reply({ weeks: reports.value }, 202) : reports;
    }
    const selection = names ? { names } : { all: true as const };
    const report = await rerunFailed(services, { weekId, selection, who, reason });
    return report.ok ? reply({ weeks: [report.value] }, 202) : report;
  },
});

interface WrittenStatus {
  readonly etag: string;
  readonly text: string;
}

/** Of each house: a dashboard of many people asks the same, and often. */
const findings = new WeakMap<Services, ReturnType<typeof sharedFindings<Result<WrittenStatus>>>>();

function findingsOf(services: Services) {
  const found = findings.get(services) ?? sharedFindings<Result<WrittenStatus>>();
  findings.set(services, found);
  return found;
}

async function writtenStatus(
  services: Services,
  weekId: string | null,
): Promise<Result<WrittenStatus>> {
  const found = await status(services, weekId);
  if (!found.ok) return found;
  // The instant of the question is no part of what is shown.
  const etag = etagOf({ ...found.value, as_of: null });
  return success({ etag, text: JSON.stringify(found.value) });
}

const showStatus = route({
  method: 'GET',
  path: '/api/marketing/status',
  scopes: ['read'],
  summary: 'Where every delivery of a week is, and why',
  description:
    'Without a week_id: the newest week. An `ETag` names what is shown; with `If-None-Match` an unchanged week is answered with 304 and no body.',
  query: weekQuery,
  answers: { 200: 'status' },
  problems: ['week-unknown'],
  async handle({ services, query, header }) {
    const weekId = query.week_id ?? null;
    const found = await findingsOf(services)(weekId ?? '', () => writtenStatus(services, weekId));
    if (!found.ok) return problemResponse(found.error);
    const { etag, text } = found.value;
    if (isKnown(etag, header('if-none-match')))
      return new Response(null, { status: 304, headers: { etag } });
    return new Response(text, { headers: { 'content-type': 'application/json', etag } });
  },
});

const plan = route({
  method: 'GET',
  path: '/api/marketing/plan',
  scopes: ['draft'],
  summary: 'What an ingest of a week would change',
  description: 'Pulls the branch and compares it with what is stored. Changes nothing.',
  query: planQuery,
  answers: { 200: 'plan' },
  problems: ['week-unknown', 'week-bound-elsewhere'],
  async handle({ services, query }) {
    const { week_id: weekId, assets_repo, assets_branch, rebind, allow_removal } = query;
    const origin = originOf(services, assets_repo, assets_branch);
    return planBranch(services, { weekId, origin, rebind, allowRemoval: allow_removal });
  },
});

const push = route({
  method: 'POST',
  path: '/api/webhook/git',
  scopes: ['publish'],
  signature: 'github',
  summary: 'Somebody pushed: pull and ingest',
  description:
    "Takes GitHub's push event. A push to another branch, and another event, is answered with `run: null`.",
  body: pushBody,
  answers: { 200: 'pushIgnored', 202: 'runBegun' },
  async handle({ services, delivery, body, header }) {
    const event = header('x-github-event') ?? 'push';
    if (event !== 'push' || body.ref === undefined) return success({ run: null });
    const { clone_url, ssh_url, html_url } = body.repository ?? {};
    const repositories = [clone_url, ssh_url, html_url].filter((one) => one !== undefined);
    // Loaded when somebody pushes: the command line, in process, does without.
    const { beginPush } = await import('../../application/git-push.ts');
    const begun = await beginPush(services, { ref: body.ref, repositories, delivery });
    if (!begun.ok) return begun;
    const { run, finished } = begun.value;
    if (!run) return success({ run: null });
    // How it ends is in `automation_runs`; an error of the database has nobody here to hear it.
    if (/\bwait\b/.test(header('prefer') ?? '')) await finished;
    else finished.catch(() => {});
    return reply({ run: { id: run.id, status: run.status } }, 202, { location: '/api/runs' });
  },
});

/** The endpoints of a week as a whole. */
export const marketingRoutes = [runWeek, rerun, push, showStatus, plan];
