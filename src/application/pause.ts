import { failure, type Result, success } from '../domain/result.ts';
import { accountUnknown } from './account-unknown.ts';
import type { StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';

const personsPause = 'paused by ';

/** Whether an account was paused by a person, and not because of its network. */
export const isPersonsPause = (reason: string | null): boolean =>
  reason?.startsWith(personsPause) ?? false;

/** Pauses an account for what its network says. The pause of a person stays theirs to end. */
export async function pauseForNetwork(
  { accounts }: StoreTransaction,
  account: string,
  at: string,
  reason: string,
): Promise<void> {
  const { pausedReason } = await accounts.lock(account);
  if (!isPersonsPause(pausedReason)) await accounts.pause(account, at, reason);
}

/** Stops every publication at once, or lets them go again. */
export async function pauseAll(
  services: Services,
  paused: boolean,
  who: string,
): Promise<{ readonly paused: boolean }> {
  const at = paused ? services.clock.now() : null;
  await services.store.transaction(async (transaction) => {
    await transaction.instance.pause(at, paused ? who : null);
    if (!paused) await transaction.wake();
  });
  return { paused };
}

/**
 * Pauses accounts, or lets them go. A name that fits none refuses the whole order, so that half of
 * it is never carried out unseen.
 *
 * @param keys each `platform/target`
 */
export async function pauseAccounts(
  services: Services,
  keys: readonly string[],
  paused: boolean,
  who: string,
): Promise<Result<{ readonly accounts: readonly string[]; readonly paused: boolean }>> {
  const found = keys.map((key) => services.accounts.get(key));
  const missing = keys.find((_, index) => !found[index]);
  if (missing !== undefined) return failure(accountUnknown(services.accounts, missing));
  const accounts = found.flatMap((one) => (one ? [one.account] : []));
  await services.store.transaction(async (transaction) => {
    await transaction.accounts.ensure(accounts);
    const at = paused ? services.clock.now() : null;
    for (const account of accounts.toSorted())
      await transaction.accounts.pause(account, at, paused ? `${personsPause}${who}` : null);
    if (!paused) await transaction.wake();
  });
  return success({ accounts: keys, paused });
}
