import type { AccountTable } from './accounts.ts';
import type { AttemptTable } from './attempts.ts';
import type { DeliveryTable } from './deliveries.ts';
import type { HealthTable } from './health.ts';
import type { IdentityTable } from './identity.ts';
import type { ApiKeyTable } from './keys.ts';
import type { ListingTable } from './listings.ts';
import type { NewsTable, NoticeTable } from './news.ts';
import type { ConnectionTable } from './oauth.ts';
import type { RequestTable } from './requests.ts';
import type { RunTable } from './runs.ts';
import type { SecretTable } from './secrets.ts';
import type { SmokeTestTable } from './smoke-tests.ts';
import type { WeekTable } from './weeks.ts';

export type * from './accounts.ts';
export type * from './attempts.ts';
export type * from './deliveries.ts';
export type * from './news.ts';
export type * from './runs.ts';
export type * from './weeks.ts';

/** The database can't be reached or written now; whether the last commit was taken is not known. */
export class StoreUnavailable extends Error {}

/** The database, in transactions. All instants are ISO 8601 in UTC with milliseconds. */
export interface Store {
  /**
   * What `work` throws rolls everything back. Where two transactions stand in each other's way, it
   * is done again, so `work` has no effect but on the transaction.
   *
   * @throws StoreUnavailable where the database is away
   */
  transaction<T>(work: (transaction: StoreTransaction) => Promise<T>): Promise<T>;
  /**
   * Only asks: each question sees what is committed by then, as it does in a transaction, and two round
   * trips to the server are saved.
   *
   * @throws StoreUnavailable where the database is away
   */
  reading<T>(work: (tables: StoreTransaction) => Promise<T>): Promise<T>;
  /** Calls the listener when somebody commits a `wake`. @returns stops listening */
  listen(listener: () => void): () => Promise<void>;
  close(): Promise<void>;
}

export interface StoreTransaction {
  readonly instance: InstanceTable;
  readonly identity: IdentityTable;
  readonly weeks: WeekTable;
  readonly deliveries: DeliveryTable;
  readonly attempts: AttemptTable;
  readonly accounts: AccountTable;
  readonly runs: RunTable;
  readonly news: NewsTable;
  readonly notices: NoticeTable;
  readonly health: HealthTable;
  readonly secrets: SecretTable;
  readonly connections: ConnectionTable;
  readonly listings: ListingTable;
  readonly keys: ApiKeyTable;
  readonly requests: RequestTable;
  readonly smokeTests: SmokeTestTable;
  /** Tells every worker, at the commit, that something is due now. */
  wake(): Promise<void>;
}

export interface Instance {
  /** Null until the first run; then for the life of the database. */
  readonly clockKind: 'real' | 'virtual' | null;
  readonly virtualNow: string | null;
  readonly pausedAt: string | null;
  readonly pausedBy: string | null;
}

export interface InstanceTable {
  read(): Promise<Instance>;
  /** Sets the clock kind where none is set yet. */
  claimClockKind(kind: 'real' | 'virtual'): Promise<Instance>;
  setVirtualNow(instant: string): Promise<void>;
  pause(at: string | null, by: string | null): Promise<void>;
}
