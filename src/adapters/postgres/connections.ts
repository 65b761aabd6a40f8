import type { ConnectionTable } from '../../application/ports/oauth.ts';
import type { Queries } from './database.ts';

export function connectionTable(queries: Queries): ConnectionTable {
  const all = () => queries.selectFrom('connection').selectAll();
  const one = (account: string) => all().where('account', '=', account);
  return {
    list: () => all().orderBy('account').execute(),
    read: async (account) => (await one(account).executeTakeFirst()) ?? null,
    lock: async (account) => (await one(account).forUpdate().executeTakeFirst()) ?? null,
    async put(connection) {
      const { account: _, ...columns } = connection;
      await queries
        .insertInto('connection')
        .values(connection)
        .onConflict((conflict) => conflict.column('account').doUpdateSet(columns))
        .execute();
    },
  };
}
