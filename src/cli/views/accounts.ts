import type { AccountsDocument } from '../../application/list-accounts.ts';
import { localInstant } from '../../domain/time.ts';
import { count, shown, styled, table } from '../terminal.ts';

type ListedAccount = AccountsDocument['accounts'][number];

/** Each account with its state, and below it why it is paused. */
export function accountsTable({ accounts, timezone }: AccountsDocument): string {
  if (accounts.length === 0) return 'The configuration has no accounts.';
  return table(
    accounts.map((one) => [
      one.account,
      one.connector,
      one.network,
      count(one.posts_today, 'post today', 'posts today'),
      one.last_used_at === null
        ? 'never used'
        : `last used ${localInstant(one.last_used_at, timezone)}`,
      tokenOf(one),
      stateOf(one),
    ]),
  );
}

const tokenOf = ({ token }: ListedAccount): string => {
  if (token === null) return '';
  if (token.days_left !== null) return `token: ${count(token.days_left, 'day')} left`;
  return token.renewable ? 'token renews itself' : 'token: no end known';
};

const stateOf = ({ account, paused, state }: ListedAccount): string => {
  if (paused) return styled('red', `paused: ${shown(paused.reason ?? '')}`);
  return state === 'works'
    ? styled('green', 'works')
    : styled('red', `not connected: broadsheet connect ${account}`);
};
