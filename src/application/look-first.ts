import type { Problem } from '../domain/result.ts';
import { addMilliseconds } from '../domain/time.ts';
import { accountOf } from './account-of-attempt.ts';
import { provableAt } from './intent.ts';
import { reportDelivery } from './news.ts';
import type { AttemptRecord, DeliveryRecord, StoreTransaction } from './ports/store.ts';
import type { Cause, Services } from './services.ts';
import { frozenContent } from './thread.ts';
import { transition } from './transition.ts';

/**
 * After a copy was confirmed as the one that goes on: whether the original may have published this
 * delivery since the copy was made. That holds for all whose instant had come by then, whatever
 * the copy knows of their approval, until a proof of absence that is later than the confirmation.
 *
 * @param restoredAt of the last confirmation; null: there was none
 */
export async function mayBeOut(
  transaction: StoreTransaction,
  { id, wanted }: DeliveryRecord,
  restoredAt: string | null,
): Promise<boolean> {
  if (restoredAt === null || wanted.scheduledAt === null || wanted.scheduledAt > restoredAt)
    return false;
  const attempts = await transaction.attempts.ofDeliveries([id]);
  return !attempts.some(
    ({ state, finishedAt }) =>
      state === 'absent' && finishedAt !== null && finishedAt >= restoredAt,
  );
}

/** An attempt that may be the original's: what became of it, and of later ones, is not in here. */
export const isInherited = ({ startedAt }: AttemptRecord, restoredAt: string | null): boolean =>
  restoredAt !== null && startedAt <= restoredAt;

const restored: Problem = {
  code: 'database-restored',
  message: 'The database was restored: the original may have published it since',
  remedy: 'Broadsheet looks for the post where the network allows it.',
};

/**
 * Instead of a request: an attempt of unknown outcome that stands for all that the original may
 * have made, so that it is looked for, and sent only where it is proven not to be there. It reaches
 * back to the instant of the sheet; the original can't have been earlier.
 */
export async function lookFirst(
  transaction: StoreTransaction,
  services: Services,
  delivery: DeliveryRecord,
  cause: Cause,
): Promise<void> {
  const { wanted, partsPublished } = delivery;
  const content = (await frozenContent(transaction, delivery)) ?? wanted;
  const [opened] = await transaction.attempts.open([
    {
      claim: '',
      deliveryId: delivery.id,
      part: partsPublished,
      account: wanted.account,
      content: content.content,
      contentHash: content.contentHash,
      startedAt: wanted.scheduledAt ?? cause.at,
      deadline: services.realNow(),
      provableAt: null,
    },
  ]);
  const change = { state: 'unknown' as const, error: restored };
  const attempt = opened && (await transaction.attempts.change(opened.id, ['sending'], change));
  // It was not ours, so its absence must not cost one of our two: it is given back beforehand.
  const free = { dueAt: null, attemptsLeft: delivery.attemptsLeft + 1 };
  const why = { ...cause, why: restored.message };
  const doubted = await transition(transaction, delivery, 'restored', why, free);
  if (attempt && doubted) await doubt(transaction, services, doubted, attempt, cause.at);
}

/** Later than now: a virtual clock jumps to what is still to come. */
const soon = 1000;

/**
 * Lets an attempt of unknown outcome be looked for from now on, as if its request had left now:
 * what was concluded before the copy was made says nothing of what the original did later. Where
 * the network can't be looked at, a person is asked.
 */
export async function doubt(
  transaction: StoreTransaction,
  services: Services,
  delivery: DeliveryRecord,
  attempt: AttemptRecord,
  at: string,
): Promise<void> {
  const account = accountOf(services, attempt);
  const isUnseen = account !== undefined && !account.confirm;
  await transaction.attempts.change(attempt.id, ['unknown'], {
    finishedAt: at,
    lookups: 0,
    provableAt: account?.confirm ? provableAt(services, account, at) : null,
    // An account that this process does not know may be another worker's.
    lookUpAt: isUnseen ? null : addMilliseconds(at, soon),
  });
  if (isUnseen) await reportDelivery(transaction, delivery, `restored:${attempt.id}`, at, attempt);
}
