import { isolated } from '../domain/isolate.ts';
import type { Problem } from '../domain/result.ts';
import type { SheetProblem } from './find-sheet.ts';
import type { Run } from './ports/store.ts';
import type { Services } from './services.ts';

/** A webhook that came, by the names under which it would come again. */
export interface WebhookDelivery {
  readonly sender: string;
  readonly ids: readonly string[];
}

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
  return services.store.transaction(async ({ runs, requests }) => {
    const before = delivery && (await requests.runOf(delivery.sender, delivery.ids));
    const earlier = before ? await runs.find(before) : null;
    if (earlier) return { run: earlier, isNew: false };
    await runs.save(run);
    if (delivery) await requests.note(delivery.sender, delivery.ids, services.realNow(), run.id);
    return { run, isNew: true };
  });
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
  services.log.write(error ? 'error' : 'info', 'run', {
    run_id: run.id,
    trigger: run.trigger,
    week_id: run.weekId,
    status: run.status,
    commit: run.commit,
    counts: run.counts,
    code: error?.code,
    message: error?.message,
  });
  return run;
}

/** More are in the run, and by `broadsheet check`. */
const mostPlaces = 20;

/** A run that stopped is told at once, not with the digest. */
export async function reportStop(
  services: Services,
  run: Run,
  problem: Pick<SheetProblem, 'diagnostics'>,
): Promise<void> {
  const places = problem.diagnostics
    .slice(0, mostPlaces)
    .map((one) => `${one.file}:${one.line}:${one.column} ${one.message} ${one.hint}`);
  const more = problem.diagnostics.length - places.length;
  await services.store.transaction((transaction) =>
    transaction.news.report({
      subjectKey: `run:${run.id}`,
      kind: 'failure',
      topic: 'sheet',
      urgent: true,
      deliveryId: null,
      title: `The run of ${run.weekId ?? 'the loop'} stopped`,
      text: services.redact(
        isolated(
          [
            run.error?.message,
            run.error?.remedy,
            ...places,
            more > 0 && `And ${more} more places.`,
            `It is tried again at the next import; at once by \`broadsheet run-week ${run.weekId ?? 'WEEK'}\`.`,
          ]
            .filter(Boolean)
            .join('\n'),
        ),
      ),
      createdAt: services.clock.now(),
    }),
  );
}
