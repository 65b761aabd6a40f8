import { failure, type Problem, type Result, success } from '../domain/result.ts';
import { accountUnknown } from './account-unknown.ts';
import { standing } from './identity.ts';
import type { Account } from './ports/account.ts';
import type { AccountState, StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';

/** Whether the account of a key can be tested at all. */
export function testable(services: Services, key: string, stays: boolean): Result<Account> {
  const account = services.accounts.get(key);
  if (!account) return failure(accountUnknown(services.accounts, key));
  if (account.byHand)
    return failure({
      code: 'smoke-test-by-hand',
      message: `${key} is posted to by hand: there is nothing that a test could show.`,
      remedy: 'Post to it yourself, when `broadsheet status` says that it is due.',
    });
  if (services.clock.kind === 'virtual' && !account.local)
    return failure({
      code: 'smoke-test-in-rehearsal',
      message: `This database lives in virtual time, as a rehearsal, and ${key} would post for real.`,
      remedy: 'Use another data directory (--data) for real work.',
    });
  if (!account.remove && !stays)
    return failure({
      code: 'smoke-test-stays',
      message: `What ${key} sends can't be taken back: a test would stay with all who get it.`,
      remedy: 'Say --keep if it may. Else test an account of the same kind that only you read.',
    });
  return success(account);
}

/** Why nothing may be posted to an account now; null where it may. @param state locked */
export async function busy(
  transaction: StoreTransaction,
  services: Services,
  state: AccountState,
): Promise<Problem | null> {
  const { problem } = await standing(transaction, services);
  if (problem) return problem;
  const { pausedAt, pausedBy } = await transaction.instance.read();
  if (pausedAt !== null)
    return {
      code: 'smoke-test-paused',
      message: `Every publication is paused by ${pausedBy}.`,
      remedy: 'Let them go again with `broadsheet resume --all`, then test.',
    };
  if (state.pausedAt !== null)
    return {
      code: 'smoke-test-paused',
      message: services.redact(`The account is paused: ${state.pausedReason}.`),
      remedy: 'Mend the cause, run `broadsheet accounts resume`, then test.',
    };
  if (state.sending !== null)
    return {
      code: 'smoke-test-busy',
      message: 'A post of this account is on its way.',
      remedy: 'Test when `broadsheet status` says what became of it.',
    };
  if (state.freeAt !== null && state.freeAt > services.clock.now())
    return {
      code: 'smoke-test-busy',
      message: `The account has posted just now, and posts again from ${state.freeAt} on.`,
      remedy: 'Test after that: `spacing` holds for a test post too.',
    };
  return null;
}
