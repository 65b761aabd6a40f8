import { failure, type Problem, type Result } from '../domain/result.ts';
import type { RunDocument } from './documents/run.ts';
import { findSheets, pickWeek, type SheetProblem } from './find-sheet.ts';
import { admit } from './identity.ts';
import { type IngestOptions, ingestWeek, isOvertaken, mostPulls, newestImport } from './ingest.ts';
import { planDocument } from './plan-document.ts';
import type { Run } from './ports/store.ts';
import { finishRun, reportStop, startRunOnce, type WebhookDelivery } from './runs.ts';
import { movedOn } from './saved-plan.ts';
import { sendNews } from './send-news.ts';
import type { Services } from './services.ts';
import { sweep } from './sweep.ts';
import type { Origin, Plan } from './week-plan.ts';

export type { RunDocument } from './documents/run.ts';

export interface RunWeekRequest extends IngestOptions {
  readonly weekId: string;
  readonly origin: Origin;
  readonly trigger: string;
  /** The signed webhook that asks; one that came before gets the run of then. */
  readonly delivery?: WebhookDelivery | null;
}

export interface RunWeekReport {
  readonly run: Run;
  readonly plan: Plan | null;
  readonly problem: SheetProblem | null;
}

/**
 * Runs the loop's steps once for one week: pull, ingest, publish what is due, summary, news. A
 * sheet that can't be trusted stops the run; the last good import stays in force, and people are
 * told at once. So does a database that may be a copy.
 *
 * @returns the run as it begins, and a promise of how it ends
 */
export async function beginRunWeek(
  services: Services,
  request: RunWeekRequest,
): Promise<{ readonly run: Run; readonly finished: Promise<RunWeekReport> }> {
  const { trigger, weekId, delivery = null } = request;
  const { run, isNew } = await startRunOnce(services, trigger, weekId, delivery);
  const finished = isNew
    ? finish(services, request, run)
    : Promise.resolve({ run, plan: null, problem: null });
  return { run, finished };
}

async function finish(
  services: Services,
  request: RunWeekRequest,
  started: Run,
): Promise<RunWeekReport> {
  const refused = await admit(services);
  if (refused) {
    const run = await finishRun(services, started, { commit: null, error: refused });
    await sendNews(services, { onlyUrgent: true });
    return { run, plan: null, problem: { ...refused, diagnostics: [] } };
  }
  const { commit, planned } = await pullAndIngest(services, request);
  if (!planned.ok) {
    const run = await finishRun(services, started, { commit, error: planned.error });
    // Whoever brought the plan is told; nobody else waits for it.
    if (planned.error.code !== 'plan-stale') await reportStop(services, run, planned.error);
    await sendNews(services, { onlyUrgent: true });
    return { run, plan: null, problem: planned.error };
  }
  const swept = await sweep(services, request.weekId);
  const counts = { ...planned.value.totals, tried: swept.tried.length, missed: swept.missed };
  const error = services.stopping.aborted ? interrupted : null;
  const run = await finishRun(services, started, { commit, counts, error });
  await sendNews(services, { onlyUrgent: false });
  return { run, plan: planned.value, problem: null };
}

const interrupted: Problem = {
  code: 'run-interrupted',
  message: 'The run was told to stop before all that was due had left.',
  remedy: 'What was on its way is recorded. Run it again: the rest is still due.',
};

interface Ingested {
  /** Null where nothing could be pulled. */
  readonly commit: string | null;
  readonly planned: Result<Plan, SheetProblem>;
}

/** Pulls anew where another commit was imported in between. */
async function pullAndIngest(services: Services, request: RunWeekRequest): Promise<Ingested> {
  for (let pulls = 1; ; pulls += 1) {
    const ingested = await ingestCommit(services, request);
    if (pulls === mostPulls || !isOvertaken(ingested.planned)) return ingested;
  }
}

async function ingestCommit(
  services: Services,
  { weekId, origin, rebind, allowRemoval, plan }: RunWeekRequest,
): Promise<Ingested> {
  const knownUntil = await newestImport(services);
  const pulled = await services.source.pull(origin);
  if (!pulled.ok) return { commit: null, planned: failure({ ...pulled.error, diagnostics: [] }) };
  const snapshot = pulled.value;
  const { commit } = snapshot;
  try {
    const moved = plan && movedOn(plan, commit);
    if (moved) return { commit, planned: failure({ ...moved, diagnostics: [] }) };
    const found = pickWeek(await findSheets(services, snapshot), weekId);
    if (!found.ok) return { commit, planned: found };
    const options = { rebind, allowRemoval, plan, knownUntil };
    const planned = await ingestWeek(services, snapshot, found.value, origin, options);
    return { commit, planned };
  } finally {
    await snapshot.close();
  }
}

/** A run as the API shows it. */
export function runDocument(services: Services, { run, plan }: RunWeekReport): RunDocument {
  return {
    schema: 'broadsheet/run@1',
    run: {
      id: run.id,
      status: run.status,
      commit: run.commit,
      started_at: run.startedAt,
      finished_at: run.finishedAt,
      counts: run.counts,
    },
    plan: plan && planDocument(services, plan),
    diagnostics: plan?.checked.diagnostics ?? [],
  };
}
