import type { Services } from './services.ts';

/** Where the accounts of a configuration publish, as {@link ClaimFilter} has it. */
export const destinationsOf = (accounts: Services['accounts']): readonly string[] =>
  [...accounts.values()].map(({ key, place }) => `${key}\n${place}`);
