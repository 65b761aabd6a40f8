import type { DeliveryState } from '../domain/lifecycle.ts';
import type { AccountState, DeliveryRecord } from './ports/store.ts';

const states: ReadonlySet<DeliveryState> = new Set([
  'failed',
  'unconfirmed',
  'awaiting',
  'invalid',
  'missed',
]);

/**
 * Of these deliveries, those that go no further by themselves.
 *
 * @param overdue by id
 */
export function needingPerson(
  deliveries: readonly DeliveryRecord[],
  accounts: readonly AccountState[],
  overdue: ReadonlyMap<string, unknown>,
): readonly DeliveryRecord[] {
  const paused = new Set(accounts.filter((one) => one.pausedAt !== null).map((one) => one.account));
  return deliveries.filter(
    ({ id, state, wanted }) =>
      states.has(state) || overdue.has(id) || (state === 'scheduled' && paused.has(wanted.account)),
  );
}
