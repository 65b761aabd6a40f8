import { sql } from 'kysely';
import type { AttemptChange, AttemptRecord, AttemptTable } from '../../application/ports/store.ts';
import type { Queries } from './store.ts';

/** A process looks for so many at once; the rest is for others, or for its next turn. */
const lookUpsAtOnce = 64;

const record = (row: unknown) => row as AttemptRecord;

const columnsOf = ({ error, ...change }: AttemptChange) => ({
  ...change,
  ...(error !== undefined && { error: error && JSON.stringify(error) }),
});

export function attemptTable(queries: Queries): AttemptTable {
  return {
    async ofDeliveries(ids) {
      if (ids.length === 0) return [];
      const rows = await queries
        .selectFrom('attempt')
        .selectAll()
        .where('deliveryId', 'in', ids)
        .orderBy('id')
        .execute();
      return rows.map(record);
    },
    async open(attempt) {
      const row = await queries
        .insertInto('attempt')
        .values({
          ...attempt,
          number: sql<number>`(SELECT coalesce(max(number), 0) + 1 FROM attempt
            WHERE delivery_id = ${attempt.deliveryId} AND part = ${attempt.part})`,
          content: JSON.stringify(attempt.content),
          state: 'sending' as const,
          finishedAt: null,
          error: null,
          remoteId: null,
          remoteUrl: null,
          lookUpAt: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return record(row);
    },
    async change(id, from, change) {
      const row = await queries
        .updateTable('attempt')
        .set(columnsOf(change))
        .where('id', '=', id)
        .where('state', 'in', from)
        .returningAll()
        .executeTakeFirst();
      return row ? record(row) : null;
    },
    async unsettled() {
      const rows = await queries
        .selectFrom('attempt')
        .selectAll()
        .where('state', 'in', ['sending', 'unknown'])
        .orderBy('id')
        .execute();
      return rows.map(record);
    },
    async ofClaim(claim) {
      const rows = await queries
        .selectFrom('attempt')
        .selectAll()
        .where('claim', '=', claim)
        .where('state', '=', 'sending')
        .execute();
      return rows.map(record);
    },
    async lockStale(realNow) {
      const rows = await queries
        .selectFrom('attempt')
        .selectAll()
        .where('state', '=', 'sending')
        .where('deadline', '<', realNow)
        .orderBy('id')
        .limit(100)
        .forUpdate()
        .skipLocked()
        .execute();
      return rows.map(record);
    },
    async claimLookUps(now, until) {
      const rows = await queries
        .updateTable('attempt')
        .set({ lookUpAt: until })
        .where('id', 'in', (due) =>
          due
            .selectFrom('attempt')
            .select('id')
            .where('state', '=', 'unknown')
            .where('lookUpAt', '<=', now)
            .orderBy('lookUpAt')
            .limit(lookUpsAtOnce)
            .forUpdate()
            .skipLocked(),
        )
        .returningAll()
        .execute();
      return rows.map(record);
    },
    async ofRemote(account, remoteId) {
      const row = await queries
        .selectFrom('attempt')
        .selectAll()
        .where('account', '=', account)
        .where('remoteId', '=', remoteId)
        .executeTakeFirst();
      return row ? record(row) : null;
    },
    async nextLookUp(now) {
      const row = await queries
        .selectFrom('attempt')
        .select((column) => column.fn.min('lookUpAt').as('at'))
        .where('state', '=', 'unknown')
        .where('lookUpAt', '>', now)
        .executeTakeFirst();
      return row?.at ?? null;
    },
  };
}
