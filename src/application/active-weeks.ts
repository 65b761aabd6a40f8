import { addMilliseconds, localDate } from '../domain/time.ts';
import type { Week } from './ports/store.ts';
import type { Services } from './services.ts';

/** A week is over `late_after` past its last date. @param lastDate null where nobody knows it */
export function isOver(services: Services, lastDate: string | null): boolean {
  if (lastDate === null) return false;
  const { timezone, lateAfterMilliseconds } = services.configuration;
  const today = localDate(addMilliseconds(services.clock.now(), -lateAfterMilliseconds), timezone);
  return lastDate < today;
}

/** The weeks of the store that are not over. */
export async function activeWeeks(services: Services): Promise<readonly Week[]> {
  const weeks = await services.store.transaction((transaction) => transaction.weeks.list());
  return weeks.filter((week) => !isOver(services, week.lastDate));
}
