import type { Services } from './services.ts';

/**
 * Where the accounts of a configuration publish, as {@link ClaimFilter} has it. A list that is asked
 * for at every claim is made once.
 */
export function destinationsOf(accounts: Services['accounts']): readonly string[] {
  const known = made.get(accounts);
  if (known) return known;
  const destinations = [...accounts.values()].map(({ key, place }) => `${key}\n${place}`);
  made.set(accounts, destinations);
  return destinations;
}

const made = new WeakMap<Services['accounts'], readonly string[]>();
