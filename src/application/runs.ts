import { isolated } from '../domain/isolate.ts';
import type { Problem } from '../domain/result.ts';
import { addMilliseconds } from '../domain/time.ts';
import type { SheetProblem } from './find-sheet.ts';
import type { Run } from './ports/store.ts';
import { redacted } from './redacted.ts';
import type { Services } from './services.ts';

/** A webhook that came, by the names under which it would come again. */
export interface WebhookDelivery {
  readonly sender: string;
  readonly ids: readonly string[];
}

export interface RunEnd {
  readonly commit: string | null;
  readonly counts?: Run['counts'];
  readonly error: Problem | null;
}

export const newRun = (services: Services, trigger: string, weekId: string | null): Run => ({
  id: services.newId(),
  trigger,
  weekId,
  status: 'running',
  commit: null,
  startedAt: services.clock.now(),
  finishedAt: null,
  counts: {},
  error: null,
  day: null,
  steps: {},
  leaseUntil: runLease(services),
});

/** A pull takes minutes at most, and what is due at once leaves within some more. */
const longestRun = 30 * 60_000;

export const runLease = (services: Services): string =>
  addMilliseconds(services.realNow(), longestRun);

/** Notes in `automation_runs` that a run has begun. */
export async function startRun(
  services: Services,
  trigger: string,
  weekId: string | null,
): Promise<Run> {
  return (await startRunOnce(services, trigger, weekId, null)).run;
}

/**
 * The same for a webhook: it is noted in the transaction that creates the run, so that it begins one
 * however often it comes, and however many come at once.
 *
 * @returns the run, and whether it is the caller's to carry out
 */
export async function startRunOnce(
  services: Services,
  trigger: string,
  weekId: string | null,
  delivery: WebhookDelivery | null,
): Promise<{ readonly run: Run; readonly isNew: boolean }> {
  const run = newRun(services, trigger, weekId);
  return services.store.transaction(async ({ runs, requests }) => {
    const before = delivery && (await requests.runOf(delivery.sender, delivery.ids));
    const earlier = before ? await runs.find(before) : null;
    if (earlier && earlier.error?.code !== abandoned.code) return { run: earlier, isNew: false };
    // What its process left undone is done when the webhook comes again.
    if (earlier && delivery)
      await requests.forgetDelivery(delivery.sender, delivery.ids, earlier.id);
    await runs.save(run);
    if (delivery) await requests.note(delivery.sender, delivery.ids, services.realNow(), run.id);
    return { run, isNew: true };
  });
}

/** Notes in `automation_runs` how a run ended. */
export async function finishRun(services: Services, started: Run, end: RunEnd): Promise<Run> {
  const run = endOf(services, started, end);
  await services.store.transaction((transaction) => transaction.runs.save(run));
  noteEnd(services, run);
  return run;
}

/** The run as it is after its end. No secret is in its error. */
export function endOf(services: Services, started: Run, end: RunEnd): Run {
  const error = end.error && redacted(services, end.error);
  return {
    ...started,
    status: error ? 'failed' : 'succeeded',
    commit: end.commit,
    counts: end.counts ?? {},
    finishedAt: services.clock.now(),
    error,
    leaseUntil: null,
  };
}

/** Writes the end of a run to the log. */
export function noteEnd({ log }: Services, run: Run): void {
  log.write(run.error ? 'error' : 'info', 'run', {
    run_id: run.id,
    trigger: run.trigger,
    week_id: run.weekId,
    status: run.status,
    commit: run.commit,
    counts: run.counts,
    code: run.error?.code,
    message: run.error?.message,
  });
}

const abandoned: Problem = {
  code: 'run-abandoned',
  message: 'The process that ran it ended before it was over.',
  remedy: 'What had begun to leave is recorded and settled; run it again for the rest.',
};

/** Ends the runs that have lost their process, and tells people. One that lives after all ends itself. */
export async function endAbandonedRuns(services: Services): Promise<void> {
  const ended = await services.store.transaction(async ({ runs }) => {
    const found = await runs.lockAbandoned(services.realNow());
    const over = found.map((run) => endOf(services, run, { ...run, error: abandoned }));
    for (const run of over) await runs.save(run);
    return over;
  });
  for (const run of ended) {
    noteEnd(services, run);
    await reportStop(services, run, { diagnostics: [] });
  }
}

/** More are in the run, and by `broadsheet check`. */
const mostPlaces = 20;

/**
 * What stopped is told at once, not with the digest.
 *
 * @param stopped the run, and the week that it stopped for; null: it stopped before any
 */
export async function reportStop(
  services: Services,
  stopped: Pick<Run, 'id' | 'weekId' | 'error'>,
  problem: Pick<SheetProblem, 'diagnostics'>,
): Promise<void> {
  const { id, weekId, error } = stopped;
  const places = problem.diagnostics
    .slice(0, mostPlaces)
    .map((one) => `${one.file}:${one.line}:${one.column} ${one.message} ${one.hint}`);
  const more = problem.diagnostics.length - places.length;
  await services.store.transaction((transaction) =>
    transaction.news.report({
      subjectKey: weekId === null ? `run:${id}` : `run:${id}:${weekId}`,
      kind: 'failure',
      topic: 'sheet',
      urgent: true,
      deliveryId: null,
      title: `The run of ${weekId ?? 'the loop'} stopped`,
      text: services.redact(
        isolated(
          [
            error?.message,
            error?.remedy,
            ...places,
            more > 0 && `And ${more} more places.`,
            `It is tried again at the next import; at once by \`broadsheet run-week ${weekId ?? 'WEEK'}\`.`,
          ]
            .filter(Boolean)
            .join('\n'),
        ),
      ),
      createdAt: services.clock.now(),
    }),
  );
}
