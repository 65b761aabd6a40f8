import type { AccountTable } from '../../application/ports/store.ts';
import type { Queries } from './store.ts';

export function accountTable(queries: Queries): AccountTable {
  return {
    async ensure(accounts) {
      if (accounts.length === 0) return;
      // Sorted, so that two imports at once take the rows in one order.
      const rows = [...new Set(accounts)]
        .sort()
        .map((account) => ({ account, pausedAt: null, pausedReason: null, freeAt: null }));
      await queries
        .insertInto('account')
        .values(rows)
        .onConflict((conflict) => conflict.column('account').doNothing())
        .execute();
    },
    list: () =>
      queries
        .selectFrom('account')
        .select(['account', 'pausedAt', 'pausedReason', 'freeAt'])
        .orderBy('account')
        .execute(),
    async pause(account, pausedAt, pausedReason) {
      await queries
        .updateTable('account')
        .set({ pausedAt, pausedReason })
        .where('account', '=', account)
        .execute();
    },
    async setFreeAt(account, freeAt) {
      await queries.updateTable('account').set({ freeAt }).where('account', '=', account).execute();
    },
  };
}
