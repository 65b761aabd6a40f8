import { sql } from 'kysely';
import type { AttemptChange, AttemptRecord, AttemptTable } from '../../application/ports/store.ts';
import type { Queries } from './store.ts';

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
      // One statement: a second worker waits for the row, sees the later instant and lets it be.
      const rows = await queries
        .updateTable('attempt')
        .set({ lookUpAt: until })
        .where('state', '=', 'unknown')
        .where('lookUpAt', '<=', now)
        .returningAll()
        .execute();
      return rows.map(record);
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
