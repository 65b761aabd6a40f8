import { sql } from 'kysely';
import type { StoredPost, WeekTable } from '../../application/ports/store.ts';
import type { Queries } from './database.ts';

const columns = [
  'weekId',
  'repository',
  'branch',
  'sheetFile',
  'firstDate',
  'lastDate',
  'commit',
  'importedAt',
] as const;

export function weekTable(queries: Queries): WeekTable {
  return {
    async lock(weekId) {
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`week:${weekId}`}, 0))`.execute(
        queries,
      );
    },
    async find(weekId) {
      const row = await queries
        .selectFrom('week')
        .select(columns)
        .where('weekId', '=', weekId)
        .executeTakeFirst();
      return row ?? null;
    },
    list: () =>
      queries.selectFrom('week').select(columns).orderBy('firstDate').orderBy('weekId').execute(),
    async save(week) {
      await queries
        .insertInto('week')
        .values(week)
        .onConflict((conflict) => conflict.column('weekId').doUpdateSet(week))
        .execute();
    },
    async posts(weekId) {
      const rows = await queries
        .selectFrom('post')
        .select(['postId', 'line', 'locale', 'present', 'problems'])
        .where('weekId', '=', weekId)
        .orderBy('line')
        .orderBy('postId')
        .execute();
      return rows as unknown as readonly StoredPost[];
    },
    async savePosts(weekId, posts) {
      await queries
        .updateTable('post')
        .set({ present: false })
        .where('weekId', '=', weekId)
        .execute();
      if (posts.length === 0) return;
      await queries
        .insertInto('post')
        .values(
          posts.map((post) => ({
            ...post,
            weekId,
            present: true,
            problems: JSON.stringify(post.problems),
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['weekId', 'postId']).doUpdateSet((row) => ({
            line: row.ref('excluded.line'),
            locale: row.ref('excluded.locale'),
            present: true,
            problems: row.ref('excluded.problems'),
          })),
        )
        .execute();
    },
  };
}
