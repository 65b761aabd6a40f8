import type { ScheduleStep } from '../domain/configuration.ts';
import { heartbeatName } from '../domain/configuration.ts';
import { failure, type Problem } from '../domain/result.ts';
import { activeWeeks, isOver } from './active-weeks.ts';
import { addressNews } from './address-news.ts';
import { endStep, joinDayRun } from './day-run.ts';
import { summariseDay } from './day-summary.ts';
import { findSheets } from './find-sheet.ts';
import { type Imported, ingestWeek, isOvertaken, mostPulls, newestImport } from './ingest.ts';
import { lookForNextWeek } from './look-for-next-week.ts';
import type { Snapshot } from './ports/source.ts';
import type { Run } from './ports/store.ts';
import { publishDue } from './publisher.ts';
import { remindOfApproval } from './remind-of-approval.ts';
import { finishRun, type RunEnd, reportStop, startRun } from './runs.ts';
import { mayTell } from './send-notices.ts';
import type { Services } from './services.ts';
import type { Origin } from './week-plan.ts';

type Counts = Run['counts'];

/** What the steps do that are a run each, without a commit. @param at the instant of the step's cron line */
const plain: Readonly<
  Partial<Record<ScheduleStep, (services: Services, at: string) => Promise<Counts>>>
> = {
  remind: async (services, at) => ({ waiting: await remindOfApproval(services, at) }),
  publish: async (services) => ({ tried: (await publishDue(services, null)).length }),
  summary: stateCounts,
  notify: async (services) => {
    await summariseDay(services);
    const news = await addressNews(services, { onlyUrgent: false });
    await showAlive(services);
    return { news };
  },
  // The metrics of posts are not collected yet: the run says that no snapshot was written.
  snapshot: async () => ({ snapshots: 0 }),
};

/** The steps that share the run of their day. The others come at hours of their own, for other days. */
const ofTheDay: ReadonlySet<ScheduleStep> = new Set([
  'pull',
  'ingest',
  'publish',
  'summary',
  'notify',
]);

/** Does what a step of the loop is for, and notes it in `automation_runs`. */
export async function runStep(
  services: Services,
  tick: { readonly step: ScheduleStep; readonly at: string },
): Promise<void> {
  if (!ofTheDay.has(tick.step)) {
    const run = await startRun(services, `schedule:${tick.step}`, null);
    return void (await finishRun(services, run, await carryOut(services, tick, run)));
  }
  const run = await joinDayRun(services, tick);
  await endStep(services, run, await carryOut(services, tick, run));
}

async function carryOut(
  services: Services,
  { step, at }: { readonly step: ScheduleStep; readonly at: string },
  run: Run,
): Promise<RunEnd> {
  if (step === 'ingest') return ingestBranch(services, run);
  if (step === 'pull') return withSnapshot(services, run, async () => ({}));
  if (step === 'weekly')
    return withSnapshot(services, run, async (snapshot) => ({
      next_week: (await lookForNextWeek(services, snapshot)) ? 1 : 0,
    }));
  const counts = (await plain[step]?.(services, at)) ?? {};
  return { commit: null, counts, error: null };
}

/** The loop has come to the end of its day: whoever waits for that is to know. */
async function showAlive(services: Services): Promise<void> {
  const heartbeat = services.channels.find(({ name }) => name === heartbeatName);
  if (!heartbeat || !mayTell(services, heartbeat)) return;
  const notice = {
    id: services.newId(),
    channel: heartbeatName,
    createdAt: services.clock.now(),
  };
  await services.store.transaction(({ notices }) => notices.add(notice, []));
}

/** How many deliveries of the active weeks are in each state. */
async function stateCounts(services: Services): Promise<Counts> {
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

/** Work on the branch as it is now; one that can't be pulled is told at once. */
async function withSnapshot(
  services: Services,
  run: Run,
  work: (snapshot: Snapshot) => Promise<Counts>,
): Promise<RunEnd> {
  const pulled = await services.source.pull(ownOrigin(services));
  if (!pulled.ok) return stopped(services, run, pulled.error);
  const snapshot = pulled.value;
  try {
    return { commit: snapshot.commit, counts: await work(snapshot), error: null };
  } finally {
    await snapshot.close();
  }
}

async function stopped(services: Services, run: Run, error: Problem): Promise<RunEnd> {
  await reportStop(services, { ...run, error }, { diagnostics: [] });
  return { commit: null, error };
}

/**
 * Ingests every sheet of the branch whose week is not over. One that can't be trusted stops alone.
 * Where another commit was imported since the pull, the branch is pulled anew: what a push took away
 * is not brought back.
 *
 * @param run with the commit that it has pulled before, if it has
 * @returns the totals of all sheets; the error of the first that was stopped
 */
export async function ingestBranch(services: Services, run: Run): Promise<RunEnd> {
  let pinned = run.commit;
  for (let pulls = 1; ; pulls += 1) {
    const knownUntil = pinned === null ? await newestImport(services) : run.startedAt;
    const last = pulls === mostPulls;
    const end = await ingestCommit(services, run, { commit: pinned, knownUntil, last });
    if (end) return end;
    pinned = null;
  }
}

/**
 * @param work `last`: the branch is pulled no more
 * @returns null where another import has overtaken it, and the branch is to be pulled anew
 */
async function ingestCommit(
  services: Services,
  run: Run,
  {
    commit,
    knownUntil,
    last,
  }: Imported & { readonly commit: string | null; readonly last: boolean },
): Promise<RunEnd | null> {
  const origin = ownOrigin(services);
  const pulled = await services.source.pull({ ...origin, commit });
  if (!pulled.ok) return stopped(services, run, pulled.error);
  const snapshot = pulled.value;
  const counts: Record<string, number> = {};
  let error: Problem | null = null;
  try {
    for (const found of await findSheets(services, snapshot)) {
      if (found.ok && isOver(services, lastDateOf(found.value))) continue;
      const planned = found.ok
        ? await ingestWeek(services, snapshot, found.value, origin, {
            rebind: false,
            allowRemoval: false,
            knownUntil,
          })
        : failure(found.error);
      if (isOvertaken(planned) && !last) return null;
      if (planned.ok) {
        for (const [name, count] of Object.entries(planned.value.totals))
          counts[name] = (counts[name] ?? 0) + count;
        continue;
      }
      error ??= planned.error;
      const weekId = found.ok ? found.value.weekId : null;
      await reportStop(services, { ...run, weekId, error: planned.error }, planned.error);
    }
    return { commit: snapshot.commit, counts, error };
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
