import { CamelCasePlugin, type Generated, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { ApiKey } from '../../application/ports/keys.ts';
import type { Connection as AccountConnection } from '../../application/ports/oauth.ts';
import type { SecretRecord } from '../../application/ports/secrets.ts';
import type { SmokeTest } from '../../application/ports/smoke-tests.ts';
import type {
  AccountState,
  AttemptRecord,
  DeliveryRecord,
  Instance,
  News,
  Notice,
  Run,
  StoredPost,
  Week,
} from '../../application/ports/store.ts';
import type { Approval, Delivery, SheetStatus, WantedDelivery } from '../../domain/delivery.ts';
import { isoInstant } from './instant.ts';

type Flat<T> = { [Key in keyof T]: T[Key] };

/** Columns of `delivery`: the record, with what the sheet wants and the approval laid flat. */
export type DeliveryColumns = Flat<
  Omit<DeliveryRecord, 'wanted' | 'approval' | 'locale'> &
    Omit<WantedDelivery, 'status' | 'content' | 'problems'> & {
      readonly place: string;
      readonly sheetStatus: SheetStatus;
      readonly content: WantedDelivery['content'];
      readonly problems: string;
      readonly held: Delivery['held'];
      readonly approvedHash: Approval['contentHash'] | null;
      readonly approvedBy: string | null;
      readonly approvedAt: string | null;
      readonly approvedCommit: string | null;
    }
>;

type Stored<Row, Keys extends keyof Row> = Omit<Row, Keys> & { readonly [K in Keys]: string };

/** Tables as Kysely sees them. `jsonb` columns are written as JSON text and read as values. */
export interface Database {
  instance: Instance & { onlyRow: Generated<boolean> };
  identityPlace: { readonly place: string; readonly known: boolean; readonly askedAt: string };
  week: Week;
  post: Stored<StoredPost, 'problems'> & { readonly weekId: string };
  account: AccountState;
  delivery: Stored<DeliveryColumns, 'content' | 'problems'>;
  attempt: Omit<Stored<AttemptRecord, 'content' | 'error'>, 'id' | 'error' | 'lookups'> & {
    readonly id: Generated<string>;
    readonly error: string | null;
    readonly lookups: Generated<number>;
  };
  automationRuns: Stored<Omit<Run, 'error'>, 'counts' | 'steps'> & {
    readonly error: string | null;
    readonly number: Generated<string>;
  };
  /** With a lease while it is run, or where its process died; without one it is finished. */
  tick: { readonly step: string; readonly at: string; readonly leaseUntil: string | null };
  audit: {
    readonly id: Generated<string>;
    readonly deliveryId: string;
    readonly at: string;
    readonly who: string;
    readonly event: string;
    readonly fromState: string;
    readonly toState: string;
    readonly why: string;
    readonly commit: string | null;
  };
  connection: AccountConnection;
  apiKey: Stored<ApiKey, 'scopes'>;
  apiRequest: {
    readonly caller: string;
    readonly key: string;
    readonly fingerprint: string;
    readonly begunAt: string;
    readonly leaseUntil: string;
    readonly status: number | null;
    readonly answer: string | null;
    readonly headers: Generated<string>;
  };
  webhookDelivery: {
    readonly sender: string;
    readonly id: string;
    readonly at: string;
    readonly runId: string;
  };
  smokeTest: Omit<SmokeTest, 'error'> & { readonly error: string | null };
  secret: SecretRecord & { readonly updatedAt: string };
  news: Omit<News, 'id'> & {
    readonly id: Generated<string>;
    readonly addressedAt: string | null;
    readonly heldUntil: Generated<string | null>;
  };
  notice: Omit<Notice, 'news' | 'tries'> & {
    readonly number: Generated<string>;
    readonly state: 'waiting' | 'sent' | 'given-up';
    readonly tries: Generated<number>;
    readonly dueAt: string;
    readonly leaseUntil: string | null;
    readonly settledAt: string | null;
    readonly error: string | null;
  };
  noticeNews: { readonly channel: string; readonly newsId: string; readonly noticeId: string };
}

/** The database, or a transaction on it. */
export type Queries = Kysely<Database>;

const timestampWithZone = 1184;
const calendarDate = 1082;

/** Instants as ISO text in UTC and dates as they are: a JavaScript Date would move the latter. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') => {
    if (id === timestampWithZone) return isoInstant;
    if (id === calendarDate) return (text: string) => text;
    return pg.types.getTypeParser(id, format as 'text');
  }) as pg.CustomTypesConfig['getTypeParser'],
};

/** How to reach a server: what `pg` takes, or one `DATABASE_URL`. */
export type Connection = Pick<
  pg.PoolConfig,
  'connectionString' | 'host' | 'port' | 'user' | 'password' | 'database'
>;

/**
 * Opens a pool of connections.
 *
 * @param connection the server
 * @param size the most connections that this process holds at once
 * @param idleTransactionMilliseconds after so long the server ends a transaction that says nothing:
 *   a process that was stopped in the middle of one would keep its rows from everybody else
 */
export function connect(
  connection: Connection,
  size: number,
  idleTransactionMilliseconds: number,
): Kysely<Database> {
  const pool = new pg.Pool({
    ...connection,
    max: size,
    types,
    options: `-c timezone=UTC -c idle_in_transaction_session_timeout=${idleTransactionMilliseconds}`,
    application_name: `broadsheet ${process.pid}`,
  });
  // Without a listener, an idle connection that the server closes would end the process.
  pool.on('error', () => {});
  // The pool listens to its idle connections only: one that ends while a transaction thinks would
  // end the process too. The transaction's next query says so.
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}
