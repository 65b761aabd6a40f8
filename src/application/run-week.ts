import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Problem } from '../domain/result.ts';
import { failure, type Result } from '../domain/result.ts';
import { findSheets, pickWeek, type SheetProblem } from './find-sheet.ts';
import { type IngestOptions, ingestWeek, type Origin, type Plan } from './ingest.ts';
import { type PlanDocument, planDocument } from './plan-document.ts';
import type { Run } from './ports/store.ts';
import { sendNews } from './send-news.ts';
import type { Services } from './services.ts';
import { sweep } from './sweep.ts';

export interface RunWeekRequest extends IngestOptions {
  readonly weekId: string;
  readonly origin: Origin;
  readonly trigger: string;
}

export interface RunWeekReport {
  readonly run: Run;
  readonly plan: Plan | null;
  readonly problem: SheetProblem | null;
}

/**
 * Runs the loop's steps once for one week: pull, ingest, publish what is due, summary, news. A
 * sheet that can't be trusted stops the run; the last good import stays in force, and people are
 * told at once.
 */
export async function runWeek(services: Services, request: RunWeekRequest): Promise<RunWeekReport> {
  const started = await startRun(services, request.trigger, request.weekId);
  const pulled = await pullAndIngest(services, request);
  if (!pulled.ok) {
    const run = await finishRun(services, started, { commit: null, error: pulled.error });
    await reportStop(services, run, pulled.error);
    return { run, plan: null, problem: pulled.error };
  }
  const swept = await sweep(services, request.weekId);
  const { totals, commit } = pulled.value;
  const counts = { ...totals, tried: swept.tried.length, missed: swept.missed };
  await sendNews(services, { onlyUrgent: false });
  const run = await finishRun(services, started, { commit, counts, error: null });
  return { run, plan: pulled.value, problem: null };
}

async function pullAndIngest(
  services: Services,
  { weekId, origin, ...options }: RunWeekRequest,
): Promise<Result<Plan, SheetProblem>> {
  const pulled = await services.source.pull(origin);
  if (!pulled.ok) return failure({ ...pulled.error, diagnostics: [] });
  try {
    const found = pickWeek(await findSheets(services, pulled.value), weekId);
    if (!found.ok) return found;
    return await ingestWeek(services, pulled.value, found.value, origin, options);
  } finally {
    await pulled.value.close();
  }
}

/** Notes in `automation_runs` that a run has begun. */
export async function startRun(
  services: Services,
  trigger: string,
  weekId: string | null,
): Promise<Run> {
  const run: Run = {
    id: services.newId(),
    trigger,
    weekId,
    status: 'running',
    commit: null,
    startedAt: services.clock.now(),
    finishedAt: null,
    counts: {},
    error: null,
  };
  await services.store.transaction((transaction) => transaction.runs.save(run));
  return run;
}

/** Notes in `automation_runs` how a run ended. */
export async function finishRun(
  services: Services,
  started: Run,
  end: {
    readonly commit: string | null;
    readonly counts?: Run['counts'];
    readonly error: Problem | null;
  },
): Promise<Run> {
  const error = end.error && {
    code: end.error.code,
    message: services.redact(end.error.message),
    remedy: services.redact(end.error.remedy),
  };
  const run: Run = {
    ...started,
    status: error ? 'failed' : 'succeeded',
    commit: end.commit,
    counts: end.counts ?? {},
    finishedAt: services.clock.now(),
    error,
  };
  await services.store.transaction((transaction) => transaction.runs.save(run));
  return run;
}

/** A run that stopped is told at once, not with the digest. */
export async function reportStop(
  services: Services,
  run: Run,
  problem: Pick<SheetProblem, 'diagnostics'>,
): Promise<void> {
  const places = problem.diagnostics.map(
    (one) => `${one.file}:${one.line}:${one.column} ${one.message} ${one.hint}`,
  );
  await services.store.transaction((transaction) =>
    transaction.news.report({
      subjectKey: `run:${run.id}`,
      kind: 'failure',
      urgent: true,
      deliveryId: null,
      title: `The run of ${run.weekId ?? 'the loop'} stopped`,
      text: services.redact(
        [run.error?.message, run.error?.remedy, ...places].filter(Boolean).join('\n'),
      ),
      createdAt: services.clock.now(),
    }),
  );
  await sendNews(services, { onlyUrgent: true });
}

export interface RunDocument {
  readonly schema: 'broadsheet/run@1';
  readonly run: {
    readonly id: string;
    readonly status: string;
    readonly commit: string | null;
    readonly started_at: string;
    readonly finished_at: string | null;
    readonly counts: Run['counts'];
  };
  readonly plan: PlanDocument | null;
  /** What the checks found: errors of rows, and warnings. */
  readonly diagnostics: readonly Diagnostic[];
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
