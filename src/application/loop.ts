import { type ScheduleStep, scheduleSteps } from '../domain/configuration.ts';
import { lastTick, ticks } from '../domain/cron.ts';
import { addMilliseconds, startOfDay } from '../domain/time.ts';
import { look } from './identity.ts';
import { runStep } from './loop-steps.ts';
import type { LeaseSpan } from './ports/store.ts';
import { endAbandonedRuns } from './runs.ts';
import type { Services } from './services.ts';

/** A step takes seconds; one that is not done by then has lost its process. */
const stepLease = 5 * 60_000;

export interface StepRun {
  readonly step: ScheduleStep;
  readonly at: string;
}

/**
 * Runs the steps whose cron line has passed since they last ran: once each, however many processes
 * look, one after the other, and once for all that was missed while none was running. A step whose
 * process died in the middle of it is run again: each of them may be, since it does what is left to do.
 * In a copy of the database they wait: an import there could change what the original has published.
 */
export async function runDueSteps(services: Services): Promise<readonly StepRun[]> {
  const { problem } = await look(services);
  services.pulse.at = services.elapsed();
  if (problem) return [];
  await endAbandonedRuns(services);
  const due: StepRun[] = [];
  for (const step of scheduleSteps) {
    const at = await latestMissed(services, step);
    if (at !== null) due.push({ step, at });
  }
  due.sort((a, b) => a.at.localeCompare(b.at));
  const ran: StepRun[] = [];
  for (const one of due) {
    const claim = await claimStep(services, one);
    // Another process is at an earlier step: what follows builds on it, and goes on there.
    if (claim === 'busy') break;
    if (claim === 'done') continue;
    await services.failpoint('after-tick-commit');
    await runStep(services, one);
    await services.store.transaction((transaction) => transaction.runs.finishTick(one));
    services.log.write('info', 'step', { ...one });
    ran.push(one);
  }
  return ran;
}

const claimStep = (services: Services, tick: StepRun) => {
  const span = leaseSpan(services);
  const leaseUntil = addMilliseconds(span.realNow, stepLease);
  return services.store.transaction((transaction) =>
    transaction.runs.claimTick({ ...tick, ...span, leaseUntil }),
  );
};

/** The clocks of two machines may differ by a lease; a clock that is set back lengthens none by more. */
function leaseSpan(services: Services): LeaseSpan {
  const realNow = services.realNow();
  return { realNow, latest: addMilliseconds(realNow, 2 * stepLease) };
}

async function latestMissed(services: Services, step: ScheduleStep): Promise<string | null> {
  const now = services.clock.now();
  const zone = services.configuration.timezone;
  const { last, first } = await services.store.transaction(async ({ runs }) => ({
    last: await runs.lastTick(step, { now, ...leaseSpan(services) }),
    first: await runs.firstTick(now),
  }));
  // A step that never ran is as old as the database: one of Fridays may have been missed since. A
  // database without ticks is new: the day's steps so far are still to be done.
  const after = last ?? addMilliseconds(first ?? startOfDay(now, zone), -1);
  return lastTick({ cron: services.configuration.schedule[step], zone, after, until: now });
}

/** The next instant at which a step of the loop runs. */
export function nextStep(services: Services): string | null {
  const { timezone: zone, schedule } = services.configuration;
  const after = services.clock.now();
  const until = addMilliseconds(after, 8 * 24 * 3_600_000);
  const next = scheduleSteps
    .flatMap((step) => ticks({ cron: schedule[step], zone, after, until }).next().value ?? [])
    .sort();
  return next[0] ?? null;
}
