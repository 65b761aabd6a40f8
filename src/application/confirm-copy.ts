import { failure, type Result, success } from '../domain/result.ts';
import { newInstanceId } from './identity.ts';
import { doubt, lookFirst } from './look-first.ts';
import type { AttemptRecord, StoreTransaction } from './ports/store.ts';
import { refuse } from './refuse.ts';
import type { Cause, Services } from './services.ts';

export interface Confirmed {
  readonly instance_id: string;
  readonly restored_at: string;
  /** Deliveries that the original may have published, and that are looked for now. */
  readonly unconfirmed: number;
}

/**
 * A person's word that this database is the one that goes on: it gets a new identity, here. What
 * was due meanwhile, and every attempt that was open, starts as unconfirmed, since the original may
 * have published it.
 *
 * The key is written first where it lies beside the database: its files are part of what the
 * database remembers. Elsewhere it is left as it is, so that a process that dies in between has not
 * thrown away what shows that the database is behind.
 */
export async function confirmRestored(services: Services, who: string): Promise<Result<Confirmed>> {
  const { key, store } = services;
  const instanceId = newInstanceId();
  if (key.embedded) {
    const written = await key.replace(instanceId);
    if (!written.ok) return failure(written.error);
    await services.failpoint('after-key-write');
  }
  const cause = { who, at: services.clock.now() };
  const unconfirmed = await store.transaction(async (transaction) => {
    await transaction.identity.confirm(instanceId, cause.at, who);
    if (key.embedded) await transaction.identity.know(await key.place(), services.realNow());
    return doubtWhatMayBeOut(transaction, services, cause);
  });
  await services.failpoint('after-identity-commit');
  return success({ instance_id: instanceId, restored_at: cause.at, unconfirmed });
}

/** @returns how many deliveries are looked for */
async function doubtWhatMayBeOut(
  transaction: StoreTransaction,
  services: Services,
  cause: Cause,
): Promise<number> {
  const open = await transaction.attempts.unsettled();
  for (const attempt of open) await doubtOpen(transaction, services, attempt, cause);
  const due = await transaction.deliveries.lockOverdue(cause.at);
  for (const delivery of due) await lookFirst(transaction, services, delivery, cause);
  return new Set([...open.map((one) => one.deliveryId), ...due.map((one) => one.id)]).size;
}

/** One that was on the wire when the copy was made has no process that waits for its answer. */
async function doubtOpen(
  transaction: StoreTransaction,
  services: Services,
  attempt: AttemptRecord,
  cause: Cause,
): Promise<void> {
  const [delivery] = await transaction.deliveries.lock([attempt.deliveryId]);
  if (!delivery) return;
  if (attempt.state === 'sending') {
    const error = {
      code: 'database-restored',
      message: 'The database was restored while the request was on its way',
      remedy: 'Broadsheet looks for the post where the network allows it.',
    };
    const settling = { transaction, services, delivery, cause };
    await refuse(settling, attempt, { kind: 'unknown', error });
  }
  const [now = delivery] = await transaction.deliveries.lock([attempt.deliveryId]);
  await doubt(transaction, services, now, attempt, cause.at);
}
