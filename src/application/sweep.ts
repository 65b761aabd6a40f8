import { releaseAbandoned } from './claim.ts';
import { admit } from './identity.ts';
import { missLate } from './lateness.ts';
import { lookUpDue } from './looker.ts';
import { publishDue } from './publisher.ts';
import { recoverStale } from './recover.ts';
import { scheduleReady } from './schedule-ready.ts';
import { sendNews } from './send-news.ts';
import type { Services } from './services.ts';
import { tellStranded } from './stranded.ts';
import { tendTokens } from './tokens.ts';

export interface Swept {
  /** Ids of the deliveries that were tried. */
  readonly tried: readonly string[];
  readonly lookedUp: number;
  readonly missed: number;
}

/**
 * Brings the tables up to the clock's instant, apart from what leaves for a network. In a copy of
 * the database it does nothing: what looks late or stale there may be long done by the original.
 */
export async function tidy(services: Services): Promise<number> {
  if (await admit(services)) return 0;
  await releaseAbandoned(services);
  const missed = await missLate(services);
  await scheduleReady(services);
  await recoverStale(services);
  await tellStranded(services);
  return missed;
}

/**
 * Does all that is due at the clock's instant. What is due is decided by the tables alone, so a
 * lost or doubled call changes nothing, and any number of processes may call it at once.
 *
 * @param weekId publishes this week only; null for every week
 */
export async function sweep(services: Services, weekId: string | null): Promise<Swept> {
  const missed = await tidy(services);
  await tendTokens(services);
  const lookedUp = await lookUpDue(services);
  const tried = await publishDue(services, weekId);
  // How far the database has come now is to be known outside of it too.
  if (tried.length + lookedUp > 0) await admit(services);
  await sendNews(services, { onlyUrgent: true });
  return { tried, lookedUp, missed };
}
