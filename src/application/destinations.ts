import type { Account } from './ports/account.ts';

/** Where accounts publish, as {@link ClaimFilter} has it. */
export const destinationsOf = (accounts: Iterable<Account>): readonly string[] =>
  [...accounts].map(({ key, place }) => `${key}\n${place}`);
