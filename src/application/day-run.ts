import { localDate } from '../domain/time.ts';
import type { Run, Tick } from './ports/store.ts';
import { endOf, newRun, noteEnd, type RunEnd, runLease } from './runs.ts';
import type { Services } from './services.ts';

/**
 * The run that a step of the loop belongs to. The steps of a day share one, from the pull on, and with
 * it the commit that they work on. Another pull begins another, and so does a step that it has had
 * already; one that is done again since its process died comes back to its own.
 */
export function joinDayRun(services: Services, { step, at }: Tick): Promise<Run> {
  const day = localDate(at, services.configuration.timezone);
  return services.store.transaction(async ({ runs }) => {
    const newest = await runs.lockNewestOfDay(day);
    const had = newest?.steps[step];
    const isNext = had === undefined && step !== 'pull';
    const isMine = newest !== null && (had === at || isNext);
    const run = isMine ? newest : { ...newRun(services, 'schedule', null), day };
    const begun: Run = {
      ...run,
      status: 'running',
      finishedAt: null,
      leaseUntil: runLease(services),
      steps: { ...run.steps, [step]: at },
    };
    await runs.save(begun);
    return begun;
  });
}

/** Adds what a step did to the run of its day, whose error is that of its first step that failed. */
export async function endStep(services: Services, { id }: Run, end: RunEnd): Promise<Run> {
  const run = await services.store.transaction(async ({ runs }) => {
    const before = await runs.lock(id);
    const ended = endOf(services, before, {
      commit: end.commit ?? before.commit,
      counts: { ...before.counts, ...end.counts },
      error: before.error ?? end.error,
    });
    await runs.save(ended);
    return ended;
  });
  noteEnd(services, run);
  return run;
}
