import type { Kysely } from 'kysely';
import {
  type Store,
  type StoreTransaction,
  StoreUnavailable,
} from '../../application/ports/store.ts';
import { accountTable } from './accounts.ts';
import { attemptTable } from './attempts.ts';
import { connectionTable } from './connections.ts';
import type { Connection, Database, Queries } from './database.ts';
import { deliveryTable } from './deliveries.ts';
import { codeOf, isAway, messageOf } from './errors.ts';
import { healthTable } from './health.ts';
import { type HomeQuestions, homeQuestions } from './home.ts';
import { identityTable } from './identity.ts';
import { instanceTable } from './instance.ts';
import { apiKeyTable } from './keys.ts';
import { listingTable } from './listings.ts';
import { newsTable } from './news.ts';
import { noticeTable } from './notices.ts';
import { requestTable } from './requests.ts';
import { runTable } from './runs.ts';
import { secretTable } from './secrets.ts';
import { smokeTestTable } from './smoke-tests.ts';
import { listenForWakes } from './wake.ts';
import { weekTable } from './weeks.ts';
import { writeBehind } from './write-behind.ts';

/** The store on PostgreSQL. The tables hold no rules: those are in the domain and the use cases. */
export function postgresStore(db: Kysely<Database>, connection: Connection): Store {
  const questions = askedOnce(db);
  return {
    async transaction(work) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await db.transaction().execute((queries) => inTables(queries, questions, work));
        } catch (error) {
          if (isCollision(error) && tries < mostTries) continue;
          throw told(error);
        }
      }
    },
    async reading(work) {
      try {
        return await db.connection().execute((queries) => inTables(queries, questions, work));
      } catch (error) {
        throw told(error);
      }
    },
    listen: (listener) => listenForWakes(connection, listener),
    close: () => db.destroy(),
  };
}

const told = (error: unknown): unknown =>
  isAway(error) ? new StoreUnavailable(messageOf(error), { cause: error }) : error;

const mostTries = 5;

/** deadlock_detected, serialization_failure, unique_violation: the other one is through by now. */
const collisions: ReadonlySet<string> = new Set(['40P01', '40001', '23505']);

const isCollision = (error: unknown): boolean => collisions.has(codeOf(error));

/** What may be asked is found out once; where that fails, the next one tries again. */
function askedOnce(db: Kysely<Database>): () => Promise<HomeQuestions> {
  let asked: Promise<HomeQuestions> | null = null;
  return () => {
    asked ??= homeQuestions(db).catch((error: unknown) => {
      asked = null;
      throw error;
    });
    return asked;
  };
}

async function inTables<T>(
  queries: Queries,
  questions: () => Promise<HomeQuestions>,
  work: (transaction: StoreTransaction) => Promise<T>,
): Promise<T> {
  const behind = writeBehind(queries);
  const result = await work({
    instance: instanceTable(queries),
    identity: identityTable(queries, questions),
    weeks: weekTable(queries),
    deliveries: deliveryTable(queries, behind),
    attempts: attemptTable(queries),
    accounts: accountTable(queries, behind),
    runs: runTable(queries),
    news: newsTable(queries, behind),
    notices: noticeTable(queries, behind),
    health: healthTable(queries),
    secrets: secretTable(queries),
    connections: connectionTable(queries),
    listings: listingTable(queries),
    keys: apiKeyTable(queries),
    requests: requestTable(queries),
    smokeTests: smokeTestTable(queries),
    wake: async () => behind.wake(),
  });
  await behind.flush();
  return result;
}
