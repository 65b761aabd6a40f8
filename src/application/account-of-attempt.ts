import type { Account } from './ports/account.ts';
import type { AttemptRecord } from './ports/store.ts';
import type { Services } from './services.ts';

/**
 * The account to whose place a request went, whatever its row says since; undefined where this process
 * has none there.
 */
export const accountOf = (
  { accounts }: Services,
  { content }: AttemptRecord,
): Account | undefined => [...accounts.values()].find((one) => one.place === content.place);
