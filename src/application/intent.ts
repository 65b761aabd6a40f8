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
  const attempt = await transaction.attempts.open({
    ...intent,
    startedAt,
    deadline: addMilliseconds(services.realNow(), lasts),
    provableAt: provableAt(services, account, startedAt),
  });
  const freeAt = addMilliseconds(startedAt, configuration.spacingMilliseconds);
  await transaction.accounts.occupy(intent.account, attempt.id, freeAt);
  return attempt;
}

/**
 * From when on a look-up that does not find a request of this instant counts: its deadline, and what
 * the network may take to show a post. Null: never.
 */
export function provableAt(
  { limits }: Services,
  account: Account,
  startedAt: string,
): string | null {
  const lasts = account.timeoutMilliseconds + limits.deadlineMargin;
  const settles = account.settlesWithinMilliseconds;
  return settles === null ? null : addMilliseconds(startedAt, lasts + settles);
}
