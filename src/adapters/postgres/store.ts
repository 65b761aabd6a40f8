import type { Kysely, Transaction } from 'kysely';
import type { Store, StoreTransaction } from '../../application/ports/store.ts';
import { accountTable } from './accounts.ts';
import { attemptTable } from './attempts.ts';
import type { Database } from './database.ts';
import { deliveryTable } from './deliveries.ts';
import { instanceTable } from './instance.ts';
import { newsTable } from './news.ts';
import { runTable } from './runs.ts';
import { weekTable } from './weeks.ts';

export type Queries = Transaction<Database>;

/** The store on PostgreSQL. The tables hold no rules: those are in the domain and the use cases. */
export function postgresStore(db: Kysely<Database>): Store {
  return {
    transaction: (work) => db.transaction().execute((queries) => work(tables(queries))),
    close: () => db.destroy(),
  };
}

const tables = (queries: Queries): StoreTransaction => ({
  instance: instanceTable(queries),
  weeks: weekTable(queries),
  deliveries: deliveryTable(queries),
  attempts: attemptTable(queries),
  accounts: accountTable(queries),
  runs: runTable(queries),
  news: newsTable(queries),
});
