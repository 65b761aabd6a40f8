import type { ScheduleStep } from '../domain/configuration.ts';
import { lastTick, ticks } from '../domain/cron.ts';
import { failure } from '../domain/result.ts';
import { addMilliseconds, localDate, startOfDay } from '../domain/time.ts';
import { findSheets } from './find-sheet.ts';
import { look } from './identity.ts';
import { ingestWeek, type Origin } from './ingest.ts';
import type { Week } from './ports/store.ts';
import { publishDue } from './publisher.ts';
import { finishRun, reportStop, startRun } from './runs.ts';
import { sendNews } from './send-news.ts';
import type { Services } from './services.ts';

/** The steps of the loop that are built, in the order of a day. */
export const steps = ['pull', 'ingest', 'publish', 'summary', 'notify'] as const;

/** A step takes seconds; one that is not done by then has lost its process. */
const stepLease = 5 * 60_000;

export type Step = (typeof steps)[number] & ScheduleStep;

export interface StepRun {
  readonly step: Step;
  readonly at: string;
}

/**
 * Runs the steps whose cron line has passed since they last ran: once each, however many processes
 * look, and once for all that was missed while none was running. A step whose process died in the
 * middle of it is run again: each of them may be, since it does what is left to do. In a copy of the
 * database they wait: an import there could change what the original has published.
 */
export async function runDueSteps(services: Services): Promise<readonly StepRun[]> {
  if ((await look(services)).problem) return [];
  const due: StepRun[] = [];
  for (const step of steps) {
    const at = await latestMissed(services, step);
    if (at !== null) due.push({ step, at });
  }
  due.sort((a, b) => a.at.localeCompare(b.at));
  const ran: StepRun[] = [];
  for (const one of due) {
    if (!(await claimStep(services, one))) continue;
    await services.failpoint('after-tick-commit');
    await runStep(services, one.step);
    await services.store.transaction((transaction) => transaction.runs.finishTick(one));
    ran.push(one);
  }
  return ran;
}

const claimStep = (services: Services, tick: StepRun): Promise<boolean> => {
  const realNow = services.realNow();
  const leaseUntil = addMilliseconds(realNow, stepLease);
  return services.store.transaction((transaction) =>
    transaction.runs.claimTick({ ...tick, realNow, leaseUntil }),
  );
};

async function latestMissed(services: Services, step: Step): Promise<string | null> {
  const now = services.clock.now();
  const zone = services.configuration.timezone;
  const last = await services.store.transaction((transaction) =>
    transaction.runs.lastTick(step, { now, realNow: services.realNow() }),
  );
  // A database without ticks is new: the day's steps so far are still to be done.
  const after = last ?? addMilliseconds(startOfDay(now, zone), -1);
  return lastTick({ cron: services.configuration.schedule[step], zone, after, until: now });
}

/** The next instant at which a step of the loop runs. */
export function nextStep(services: Services): string | null {
  const { timezone: zone, schedule } = services.configuration;
  const after = services.clock.now();
  const until = addMilliseconds(after, 8 * 24 * 3_600_000);
  const next = steps
    .flatMap((step) => ticks({ cron: schedule[step], zone, after, until }).next().value ?? [])
    .sort();
  return next[0] ?? null;
}

async function runStep(services: Services, step: Step): Promise<void> {
  if (step === 'pull') return pull(services);
  if (step === 'ingest') return void (await ingestBranch(services, 'schedule:ingest'));
  const run = await startRun(services, `schedule:${step}`, null);
  if (step === 'summary')
    return void (await finishRun(services, run, {
      commit: null,
      counts: await stateCounts(services),
      error: null,
    }));
  if (step === 'publish') {
    const counts = { tried: (await publishDue(services, null)).length };
    return void (await finishRun(services, run, { commit: null, counts, error: null }));
  }
  const sent = await sendNews(services, { onlyUrgent: false });
  await finishRun(services, run, {
    commit: null,
    counts: { news: sent.ok ? sent.value : 0 },
    error: sent.ok ? null : sent.error,
  });
}

/** How many deliveries of the active weeks are in each state. */
async function stateCounts(services: Services): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const week of await activeWeeks(services)) {
    const deliveries = await services.store.transaction((transaction) =>
      transaction.deliveries.ofWeek(week.weekId),
    );
    for (const { state } of deliveries) counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

const ownOrigin = (services: Services): Origin => ({
  repository: services.configuration.assets.repo,
  branch: services.configuration.assets.branch,
});

async function pull(services: Services): Promise<void> {
  const run = await startRun(services, 'schedule:pull', null);
  const pulled = await services.source.pull(ownOrigin(services));
  if (pulled.ok) await pulled.value.close();
  const done = await finishRun(services, run, {
    commit: pulled.ok ? pulled.value.commit : null,
    error: pulled.ok ? null : pulled.error,
  });
  if (!pulled.ok) await reportStop(services, done, { diagnostics: [] });
}

/**
 * Ingests every sheet of the branch whose week is not over. One that can't be trusted stops alone.
 *
 * @param trigger of the runs: there is one for each week
 * @returns the commit; null where it could not be pulled
 */
export async function ingestBranch(services: Services, trigger: string): Promise<string | null> {
  const origin = ownOrigin(services);
  const pulled = await services.source.pull(origin);
  if (!pulled.ok) {
    const run = await startRun(services, trigger, null);
    const done = await finishRun(services, run, { commit: null, error: pulled.error });
    await reportStop(services, done, { diagnostics: [] });
    return null;
  }
  const snapshot = pulled.value;
  try {
    for (const found of await findSheets(services, snapshot)) {
      if (found.ok && isOver(services, lastDateOf(found.value))) continue;
      const weekId = found.ok ? found.value.weekId : null;
      const run = await startRun(services, trigger, weekId);
      const planned = found.ok
        ? await ingestWeek(services, snapshot, found.value, origin, {
            rebind: false,
            allowRemoval: false,
          })
        : failure(found.error);
      const done = await finishRun(services, run, {
        commit: snapshot.commit,
        ...(planned.ok && { counts: planned.value.totals }),
        error: planned.ok ? null : planned.error,
      });
      if (!planned.ok) await reportStop(services, done, planned.error);
    }
    return snapshot.commit;
  } finally {
    await snapshot.close();
  }
}

function lastDateOf(found: {
  readonly manifest: { readonly end: string | null } | null;
  readonly sheet: {
    readonly rows: readonly {
      readonly cells: { readonly publish_date?: { readonly text: string } };
    }[];
  };
}): string | null {
  if (found.manifest?.end) return found.manifest.end;
  const dates = found.sheet.rows.flatMap((row) => row.cells.publish_date?.text.trim() ?? []);
  return (
    dates
      .filter((date) => /^\d{4}-\d{2}-\d{2}$/.test(date))
      .sort()
      .at(-1) ?? null
  );
}

function isOver(services: Services, lastDate: string | null): boolean {
  if (lastDate === null) return false;
  const { timezone, lateAfterMilliseconds } = services.configuration;
  const today = localDate(addMilliseconds(services.clock.now(), -lateAfterMilliseconds), timezone);
  return lastDate < today;
}

async function activeWeeks(services: Services): Promise<readonly Week[]> {
  const weeks = await services.store.transaction((transaction) => transaction.weeks.list());
  return weeks.filter((week) => !isOver(services, week.lastDate));
}
