import { sql } from 'kysely';
import type { AccountTable, AccountUse } from '../../application/ports/store.ts';
import type { Queries } from './database.ts';
import type { WriteBehind } from './write-behind.ts';

export function accountTable(queries: Queries, behind: WriteBehind): AccountTable {
  const states = () =>
    queries
      .selectFrom('account')
      .select(['account', 'pausedAt', 'pausedReason', 'freeAt', 'sending', 'lastUsedAt']);
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
        lastUsedAt: null,
      }));
      await queries
        .insertInto('account')
        .values(rows)
        .onConflict((conflict) => conflict.column('account').doNothing())
        .execute();
    },
    async list() {
      await behind.flush();
      return states().orderBy('account').execute();
    },
    async lock(account) {
      await behind.flush();
      return states().where('account', '=', account).forUpdate().executeTakeFirstOrThrow();
    },
    async pause(account, pausedAt, pausedReason) {
      await queries
        .updateTable('account')
        .set({ pausedAt, pausedReason })
        .where('account', '=', account)
        .execute();
    },
    async uses(since) {
      await behind.flush();
      const { rows } = await sql<AccountUse>`
        SELECT account, count(*)::int AS posts FROM attempt
         WHERE state = 'accepted' AND finished_at >= ${since} GROUP BY account`.execute(queries);
      return rows;
    },
    async occupy(occupations) {
      if (occupations.length === 0) return;
      await behind.flush();
      await sql`
        UPDATE account SET sending = new.sending, free_at = new.free_at, last_used_at = new.used_at
          FROM jsonb_to_recordset(${JSON.stringify(occupations)}::jsonb)
               AS new(account text, sending bigint, free_at timestamptz, used_at timestamptz)
         WHERE account.account = new.account`.execute(queries);
    },
    async vacate(account, attemptId, freeing = {}) {
      behind.vacate({ account, attemptId, freeing });
    },
  };
}
