import type { Configuration } from '../domain/configuration.ts';
import { dueInstant } from '../domain/time.ts';
import type { DeliveryRecord, StoreTransaction } from './ports/store.ts';
import type { Cause } from './services.ts';
import { transition } from './transition.ts';

/**
 * Puts an approved delivery on the schedule. One that is held stays approved until it is let go.
 *
 * @returns the delivery as it is now
 */
export async function schedule(
  transaction: StoreTransaction,
  delivery: DeliveryRecord,
  configuration: Configuration,
  cause: Cause,
): Promise<DeliveryRecord> {
  const { scheduledAt, content } = delivery.wanted;
  if (scheduledAt === null) return delivery;
  const dueAt = dueInstant(scheduledAt, content.zone, configuration.quiet);
  const why = dueAt === scheduledAt ? undefined : 'waits for the end of the quiet hours';
  return (
    (await transition(
      transaction,
      delivery,
      'instant-known',
      { ...cause, ...(why !== undefined && { why }) },
      { dueAt, lateFrom: later(delivery.lateFrom, dueAt) },
    )) ?? delivery
  );
}

const later = (a: string | null, b: string): string => (a !== null && a > b ? a : b);
