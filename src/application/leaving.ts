import type { Configuration } from '../domain/configuration.ts';
import { departures } from '../domain/departures.ts';
import { dueInstant } from '../domain/time.ts';
import type { AccountState, DeliveryRecord } from './ports/store.ts';

/**
 * When deliveries will leave, as far as that is known now: after the quiet hours, when their account
 * is free again, and spaced from what leaves by it before. What is held does not leave.
 *
 * @param deliveries of which those that are on the schedule, or are to be put on it, count
 * @param isToLeave those that are not on the schedule yet
 * @returns instants by the id of the delivery
 */
export function leavingInstants(
  { quiet, spacingMilliseconds }: Pick<Configuration, 'quiet' | 'spacingMilliseconds'>,
  deliveries: readonly DeliveryRecord[],
  accounts: readonly AccountState[],
  isToLeave: (delivery: DeliveryRecord) => boolean = () => false,
): ReadonlyMap<string, string> {
  const waiting = deliveries.flatMap((one) => {
    const { account, content, scheduledAt } = one.wanted;
    if (isToLeave(one) && scheduledAt !== null)
      return [{ id: one.id, account, due: dueInstant(scheduledAt, content.zone, quiet) }];
    const scheduled = one.state === 'scheduled' && one.held === null;
    return scheduled && one.dueAt !== null ? [{ id: one.id, account, due: one.dueAt }] : [];
  });
  const free = accounts.flatMap(({ account, freeAt }): [string, string][] =>
    freeAt === null ? [] : [[account, freeAt]],
  );
  const leaving = departures(waiting, spacingMilliseconds, new Map(free));
  return new Map([...leaving].map(([{ id }, at]) => [id, at]));
}
