import type { Owner } from '../domain/outcome.ts';
import type { Account, Asking } from './ports/account.ts';
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
  return owner ? owner(asking(services, within)) : null;
}

/** Asks for all accounts of the configuration whose networks say it. */
export const askOwners = (services: Services): Promise<readonly AskedOwner[]> =>
  askAll(services, async (account, within) => {
    const owner = await askOwner(services, account, within);
    return owner && { account, owner };
  });

/** What the server of an account takes of one part, by its own word. */
export interface AskedLimit {
  readonly account: Account;
  readonly limit: number;
}

/** Asks for all accounts of the configuration whose servers differ in that, and say it. */
export const askLimits = (services: Services): Promise<readonly AskedLimit[]> =>
  askAll(services, async (account, within) => {
    const limit = (await account.serverLimit?.(asking(services, within))) ?? null;
    return limit === null ? null : { account, limit };
  });

/** @returns what `ask` found, in the order of the configuration */
async function askAll<Found>(
  services: Services,
  ask: (account: Account, within: AbortSignal) => Promise<Found | null>,
): Promise<readonly Found[]> {
  const within = AbortSignal.timeout(patienceForAll);
  const waiting = [...services.accounts.values()].entries();
  const asked = new Map<number, Found>();
  const work = async () => {
    for (const [index, account] of waiting) {
      const found = await ask(account, within);
      if (found) asked.set(index, found);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return [...asked].sort(([one], [other]) => one - other).map(([, found]) => found);
}

const asking = (services: Services, within: AbortSignal): Asking => ({
  signal: AbortSignal.any([services.stopping, within, AbortSignal.timeout(patience)]),
  now: () => services.realNow(),
});

/** What a network said, fit for a document. */
export function toldOf(services: Services, owner: Owner | null) {
  return {
    posts_as: owner && 'name' in owner ? services.redact(owner.name) : null,
    problem: owner && 'error' in owner ? redacted(services, owner.error) : null,
  };
}
