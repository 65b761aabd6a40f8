import type { ScheduleStep } from '../domain/configuration.ts';
import { heartbeatName } from '../domain/configuration.ts';
import { failure } from '../domain/result.ts';
import { activeWeeks, isOver } from './active-weeks.ts';
import { addressNews } from './address-news.ts';
import { summariseDay } from './day-summary.ts';
import { findSheets } from './find-sheet.ts';
import { ingestWeek, type Origin } from './ingest.ts';
import { lookForNextWeek } from './look-for-next-week.ts';
import type { Snapshot } from './ports/source.ts';
import type { Run } from './ports/store.ts';
import { publishDue } from './publisher.ts';
import { remindOfApproval } from './remind-of-approval.ts';
import { finishRun, reportStop, startRun } from './runs.ts';
import { mayTell } from './send-notices.ts';
import type { Services } from './services.ts';

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

/** Does what a step of the loop is for, and notes it in `automation_runs`. */
export async function runStep(
  services: Services,
  { step, at }: { readonly step: ScheduleStep; readonly at: string },
): Promise<void> {
  if (step === 'ingest') return void (await ingestBranch(services, 'schedule:ingest'));
  if (step === 'pull') return withSnapshot(services, step, async () => ({}));
  if (step === 'weekly')
    return withSnapshot(services, step, async (snapshot) => ({
      next_week: (await lookForNextWeek(services, snapshot)) ? 1 : 0,
    }));
  const run = await startRun(services, `schedule:${step}`, null);
  const counts = (await plain[step]?.(services, at)) ?? {};
  await finishRun(services, run, { commit: null, counts, error: null });
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

/** A run of the branch as it is now; one that can't be pulled is told at once. */
async function withSnapshot(
  services: Services,
  step: ScheduleStep,
  work: (snapshot: Snapshot) => Promise<Counts>,
): Promise<void> {
  const run = await startRun(services, `schedule:${step}`, null);
  const pulled = await services.source.pull(ownOrigin(services));
  if (!pulled.ok) {
    const done = await finishRun(services, run, { commit: null, error: pulled.error });
    return reportStop(services, done, { diagnostics: [] });
  }
  const snapshot = pulled.value;
  try {
    const counts = await work(snapshot);
    await finishRun(services, run, { commit: snapshot.commit, counts, error: null });
  } finally {
    await snapshot.close();
  }
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
