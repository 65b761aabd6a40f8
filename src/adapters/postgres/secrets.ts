import { sql } from 'kysely';
import type { SecretTable } from '../../application/ports/secrets.ts';
import type { Queries } from './database.ts';

export function secretTable(queries: Queries): SecretTable {
  const rows = () => queries.selectFrom('secret').select(['name', 'sealed']);
  const named = (name: string) => rows().where('name', '=', name);
  return {
    read: async (name) => (await named(name).executeTakeFirst()) ?? null,
    lock: async (name) => (await named(name).forUpdate().executeTakeFirst()) ?? null,
    async count() {
      const counted = queries
        .selectFrom('secret')
        .select((of) => of.fn.countAll<string>().as('all'));
      return Number((await counted.executeTakeFirstOrThrow()).all);
    },
    lockAll: () => rows().orderBy(sql`name COLLATE "C"`).forUpdate().execute(),
    async insert(record, updatedAt) {
      await queries
        .insertInto('secret')
        .values({ ...record, updatedAt })
        .execute();
    },
    async put(record, updatedAt) {
      await queries
        .insertInto('secret')
        .values({ ...record, updatedAt })
        .onConflict((conflict) =>
          conflict.column('name').doUpdateSet({ sealed: record.sealed, updatedAt }),
        )
        .execute();
    },
    async clear() {
      await queries.deleteFrom('secret').execute();
    },
  };
}
