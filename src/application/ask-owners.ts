import type { Owner } from '../domain/outcome.ts';
import type { Account } from './ports/account.ts';
import { redacted } from './redacted.ts';
import type { Services } from './services.ts';

/** What is waited for in one account's network, and in all of them, in milliseconds of real time. */
const patience = 10_000;
const patienceForAll = 60_000;

/** Networks that are asked at once. */
const atOnce = 32;

/** Whose the posts of an account are, by its network's word. */
export interface AskedOwner {
  readonly account: Account;
  readonly owner: Owner;
}

/**
 * Asks the network of an account whose token it was given.
 *
 * @returns null where its network does not say it
 */
export async function askOwner(
  services: Services,
  { owner }: Account,
  within: AbortSignal = services.stopping,
): Promise<Owner | null> {
  if (!owner) return null;
  const signal = AbortSignal.any([services.stopping, within, AbortSignal.timeout(patience)]);
  return owner({ signal, now: () => services.realNow() });
}

/** Asks for all accounts of the configuration whose networks say it. */
export async function askOwners(services: Services): Promise<readonly AskedOwner[]> {
  const within = AbortSignal.timeout(patienceForAll);
  const waiting = [...services.accounts.values()].entries();
  const asked = new Map<number, AskedOwner>();
  const work = async () => {
    for (const [index, account] of waiting) {
      const owner = await askOwner(services, account, within);
      if (owner) asked.set(index, { account, owner });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return [...asked].sort(([one], [other]) => one - other).map(([, found]) => found);
}

/** What a network said, fit for a document. */
export function toldOf(services: Services, owner: Owner | null) {
  return {
    posts_as: owner && 'name' in owner ? services.redact(owner.name) : null,
    problem: owner && 'error' in owner ? redacted(services, owner.error) : null,
  };
}
