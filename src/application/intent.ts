import { addMilliseconds } from '../domain/time.ts';
import type { Account } from './ports/account.ts';
import type { AttemptRecord, StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';

type Intent = Pick<
  AttemptRecord,
  'claim' | 'deliveryId' | 'part' | 'account' | 'content' | 'contentHash'
>;

/** Writes an intent down, with the limits of its request, and keeps the account for it. */
export async function openAttempt(
  transaction: StoreTransaction,
  services: Services,
  account: Account,
  intent: Intent,
): Promise<AttemptRecord> {
  const { clock, configuration, limits } = services;
  const startedAt = clock.now();
  const lasts = account.timeoutMilliseconds + limits.deadlineMargin;
  const settles = account.settlesWithinMilliseconds;
  const attempt = await transaction.attempts.open({
    ...intent,
    startedAt,
    deadline: addMilliseconds(services.realNow(), lasts),
    provableAt: settles === null ? null : addMilliseconds(startedAt, lasts + settles),
  });
  const freeAt = addMilliseconds(startedAt, configuration.spacingMilliseconds);
  await transaction.accounts.occupy(intent.account, attempt.id, freeAt);
  return attempt;
}
