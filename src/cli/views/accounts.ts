import type { AccountsDocument } from '../../application/list-accounts.ts';
import { count, shown, styled, table } from '../terminal.ts';

type ListedAccount = AccountsDocument['accounts'][number];

/** Each account with its state, and below it why it is paused. */
export function accountsTable({ accounts }: AccountsDocument): string {
  if (accounts.length === 0) return 'The configuration has no accounts.';
  return table(
    accounts.map((one) => [
      one.account,
      one.connector,
      one.network,
      count(one.posts_today, 'post today', 'posts today'),
      one.last_used_at === null ? 'never used' : `last used ${one.last_used_at.slice(0, 16)}Z`,
      stateOf(one),
    ]),
  );
}

const stateOf = ({ paused }: ListedAccount): string =>
  paused ? styled('red', `paused: ${shown(paused.reason ?? '')}`) : styled('green', 'works');
