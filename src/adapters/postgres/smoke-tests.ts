import type { SmokeTest, SmokeTestTable } from '../../application/ports/smoke-tests.ts';
import type { Queries } from './database.ts';

export function smokeTestTable(queries: Queries): SmokeTestTable {
  const all = () => queries.selectFrom('smokeTest').selectAll();
  return {
    async open({ error, ...test }) {
      const { numInsertedOrUpdatedRows } = await queries
        .insertInto('smokeTest')
        .values({ ...test, error: error && JSON.stringify(error) })
        .onConflict((conflict) => conflict.column('mark').doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },
    async read(mark) {
      const row = await all().where('mark', '=', mark).executeTakeFirst();
      return (row as unknown as SmokeTest | undefined) ?? null;
    },
    async change(mark, from, { error, ...change }) {
      const { numUpdatedRows } = await queries
        .updateTable('smokeTest')
        .set({ ...change, ...(error !== undefined && { error: error && JSON.stringify(error) }) })
        .where('mark', '=', mark)
        .where('state', 'in', from)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async leftBehind(since, realNow) {
      const rows = await all()
        .where('stays', '=', false)
        .where('startedAt', '>=', since)
        .where((where) =>
          where.or([
            where('state', 'in', ['public', 'unknown']),
            where.and([where('state', '=', 'sending'), where('deadline', '<', realNow)]),
          ]),
        )
        .orderBy('startedAt', 'desc')
        .execute();
      return rows as unknown as readonly SmokeTest[];
    },
  };
}
