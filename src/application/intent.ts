import { addMilliseconds } from '../domain/time.ts';
import type { Account } from './ports/account.ts';
import type { AttemptRecord, OpenedAttempt, StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';

/** What is to be sent, and for whom. */
export interface Intent extends Omit<OpenedAttempt, 'startedAt' | 'deadline' | 'provableAt'> {
  /** Whose limits its request has. */
  readonly by: Account;
}

/** Writes intents down, with the limits of their requests, and keeps their accounts for them. */
export async function openAttempts(
  transaction: StoreTransaction,
  services: Services,
  intents: readonly Intent[],
): Promise<readonly AttemptRecord[]> {
  const startedAt = services.clock.now();
  const realNow = services.realNow();
  const attempts = await transaction.attempts.open(
    intents.map(({ by, ...intent }) => {
      const lasts = by.timeoutMilliseconds + services.limits.deadlineMargin;
      return {
        ...intent,
        startedAt,
        deadline: addMilliseconds(realNow, lasts),
        provableAt: provableAt(services, by, startedAt),
      };
    }),
  );
  const free = addMilliseconds(startedAt, services.configuration.spacingMilliseconds);
  await transaction.accounts.occupy(
    attempts.map(({ account, id }) => ({
      account,
      sending: id,
      used_at: startedAt,
      free_at: free,
    })),
  );
  return attempts;
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
