import type { AccountTable } from '../../application/ports/store.ts';
import type { Queries } from './store.ts';

export function accountTable(queries: Queries): AccountTable {
  return {
    async ensure(accounts) {
      if (accounts.length === 0) return;
      // Sorted, so that two imports at once take the rows in one order.
      const rows = [...new Set(accounts)].sort().map((account) => ({
        account,
        pausedAt: null,
        pausedReason: null,
        freeAt: null,
        sending: null,
      }));
      await queries
        .insertInto('account')
        .values(rows)
        .onConflict((conflict) => conflict.column('account').doNothing())
        .execute();
    },
    list: () =>
      queries
        .selectFrom('account')
        .select(['account', 'pausedAt', 'pausedReason', 'freeAt', 'sending'])
        .orderBy('account')
        .execute(),
    async pause(account, pausedAt, pausedReason) {
      await queries
        .updateTable('account')
        .set({ pausedAt, pausedReason })
        .where('account', '=', account)
        .execute();
    },
    async occupy(account, sending, freeAt) {
      await queries
        .updateTable('account')
        .set({ sending, freeAt })
        .where('account', '=', account)
        .execute();
    },
    async vacate(account, attemptId, freeAt) {
      await queries
        .updateTable('account')
        .set({ sending: null, ...(freeAt !== undefined && { freeAt }) })
        .where('account', '=', account)
        .where('sending', '=', attemptId)
        .execute();
    },
  };
}
