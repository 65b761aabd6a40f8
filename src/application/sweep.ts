import { missLate } from './lateness.ts';
import { publishDue } from './publish-due.ts';
import { resolveUnknown } from './resolve-unknown.ts';
import { scheduleReady } from './schedule-ready.ts';
import { sendNews } from './send-news.ts';
import type { Services } from './services.ts';

export interface Swept {
  /** Ids of the deliveries that were tried. */
  readonly tried: readonly string[];
  readonly lookedUp: number;
  readonly missed: number;
}

/**
 * Does all that is due at the clock's instant. What is due is decided by the tables alone, so a
 * lost or doubled call changes nothing, and any number of processes may call it at once.
 *
 * @param weekId publishes this week only; null for every week
 */
export async function sweep(services: Services, weekId: string | null): Promise<Swept> {
  const missed = await missLate(services);
  await scheduleReady(services);
  const before = await resolveUnknown(services);
  const tried = await publishDue(services, weekId);
  await sendNews(services, { onlyUrgent: true });
  return { tried, lookedUp: before, missed };
}
