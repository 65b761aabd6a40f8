import type { Approval, Delivery, HoldOwner, WantedDelivery } from '../../domain/delivery.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { DeliveryState } from '../../domain/lifecycle.ts';
import type { Problem } from '../../domain/result.ts';
import type { AttemptTable } from './attempts.ts';
import type { HealthTable } from './health.ts';
import type { IdentityTable } from './identity.ts';
import type { ApiKeyTable } from './keys.ts';
import type { ListingTable } from './listings.ts';
import type { NewsTable, NoticeTable } from './news.ts';
import type { ConnectionTable } from './oauth.ts';
import type { RequestTable } from './requests.ts';
import type { SecretTable } from './secrets.ts';
import type { SmokeTestTable } from './smoke-tests.ts';

export type * from './attempts.ts';
export type * from './news.ts';

/** The database can't be reached now; whether the last commit was taken is not known. */
export class StoreUnavailable extends Error {}

/** The database, in transactions. All instants are ISO 8601 in UTC with milliseconds. */
export interface Store {
  /**
   * What `work` throws rolls everything back. Where two transactions stand in each other's way, it
   * is done again, so `work` has no effect but on the transaction.
   *
   * @throws StoreUnavailable where the connection is lost
   */
  transaction<T>(work: (transaction: StoreTransaction) => Promise<T>): Promise<T>;
  /**
   * Only asks: each question sees what is committed by then, as it does in a transaction, and two round
   * trips to the server are saved.
   *
   * @throws StoreUnavailable where the connection is lost
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

export interface Week {
  readonly weekId: string;
  readonly repository: string;
  readonly branch: string;
  readonly sheetFile: string;
  readonly firstDate: string | null;
  readonly lastDate: string | null;
  readonly commit: string;
  readonly importedAt: string;
}

export interface StoredPost {
  readonly postId: string;
  readonly line: number;
  readonly locale: string;
  readonly present: boolean;
  readonly problems: readonly Diagnostic[];
}

export interface WeekTable {
  /** One import of a week at a time: waits for the other. */
  lock(weekId: string): Promise<void>;
  find(weekId: string): Promise<Week | null>;
  list(): Promise<readonly Week[]>;
  save(week: Week): Promise<void>;
  posts(weekId: string): Promise<readonly StoredPost[]>;
  /** Posts that are not named are kept as no longer present. */
  savePosts(weekId: string, posts: readonly Omit<StoredPost, 'present'>[]): Promise<void>;
}

export interface DeliveryRecord extends Delivery {
  readonly locale: string;
  readonly reason: string;
  readonly dueAt: string | null;
  /** Lateness counts from here: its instant, or the order of a rerun. */
  readonly lateFrom: string | null;
  readonly postedAt: string | null;
  readonly remoteId: string | null;
  readonly remoteUrl: string | null;
}

export interface DeliveryChange {
  readonly state?: DeliveryState;
  readonly reason?: string;
  readonly wanted?: WantedDelivery;
  readonly present?: boolean;
  readonly held?: HoldOwner | null;
  readonly approval?: Approval | null;
  readonly gitApproved?: boolean;
  readonly attemptsLeft?: number;
  readonly partsPublished?: number;
  readonly dueAt?: string | null;
  readonly lateFrom?: string | null;
  readonly postedAt?: string | null;
  readonly remoteId?: string | null;
  readonly remoteUrl?: string | null;
}

export interface AuditEntry {
  readonly at: string;
  readonly who: string;
  readonly event: string;
  readonly from: string;
  readonly to: string;
  readonly why: string;
  readonly commit: string | null;
}

export interface PublishableFilter {
  readonly now: string;
  /** Accounts of the configuration, as `platform/target`. */
  readonly keys: readonly string[];
  /** Null for every week. */
  readonly weekId: string | null;
}

export interface ClaimFilter extends PublishableFilter {
  /** What was due before this instant is old news: nobody claims it any more. */
  readonly lateBefore: string;
  /** Accounts that are not asked for: their backlog is not even looked at. */
  readonly others: readonly string[];
  /** The most that are taken at once. */
  readonly limit: number;
}

export interface DeliveryTable {
  ofWeek(weekId: string): Promise<readonly DeliveryRecord[]>;
  /** Locks the rows, in the order of their ids so that two callers never deadlock. */
  lock(ids: readonly string[]): Promise<readonly DeliveryRecord[]>;
  insert(delivery: DeliveryRecord): Promise<void>;
  /** @returns false where the delivery has left `from` meanwhile: nothing is written */
  change(id: string, from: DeliveryState, change: DeliveryChange): Promise<boolean>;
  audit(id: string, entry: AuditEntry): Promise<void>;
  /** The first due delivery of each account that is free, locked together with its account. */
  lockDue(filter: ClaimFilter): Promise<readonly DeliveryRecord[]>;
  lockLate(before: string): Promise<readonly DeliveryRecord[]>;
  /**
   * Every scheduled delivery that is due, also one that is held or whose account may not publish; and
   * all that a person has in hand.
   */
  lockOverdue(now: string): Promise<readonly DeliveryRecord[]>;
  lockReady(): Promise<readonly DeliveryRecord[]>;
  /** The earliest instant after `now` at which a scheduled delivery may leave. */
  nextDue(filter: PublishableFilter): Promise<string | null>;
}

export interface AccountState {
  readonly account: string;
  readonly pausedAt: string | null;
  readonly pausedReason: string | null;
  /** Spacing: its next post may not leave before. */
  readonly freeAt: string | null;
  /** Its attempt on the wire: there is one at a time. */
  readonly sending: string | null;
  /** When its last attempt began, or it was given to a person. */
  readonly lastUsedAt: string | null;
}

export interface AccountUse {
  readonly account: string;
  /** Posts, or parts of threads, that its network took since an instant. */
  readonly posts: number;
}

export interface Occupation {
  readonly account: string;
  /** The attempt; null: nothing is sent, a person posts it. */
  readonly sending: string | null;
  readonly used_at: string;
  readonly free_at: string;
}

/** When the next post of an account may leave; empty: that stays as it is. */
export interface Freeing {
  /** Then, also where that is earlier than before. */
  readonly at?: string;
  /** Not before then. */
  readonly notBefore?: string;
}

export interface AccountTable {
  ensure(accounts: readonly string[]): Promise<void>;
  list(): Promise<readonly AccountState[]>;
  /** Locks one that is there, so that nobody else claims it. */
  lock(account: string): Promise<AccountState>;
  pause(account: string, at: string | null, reason: string | null): Promise<void>;
  /** The accounts whose networks took something since an instant. */
  uses(since: string): Promise<readonly AccountUse[]>;
  /** Puts attempts on the wire; the next post of an account waits for it, and till `freeAt`. */
  occupy(occupations: readonly Occupation[]): Promise<void>;
  /**
   * Takes an attempt off the wire.
   *
   * @param freeing when its next post may leave
   */
  vacate(account: string, attemptId: string, freeing?: Freeing): Promise<void>;
}

export interface Run {
  readonly id: string;
  readonly trigger: string;
  readonly weekId: string | null;
  readonly status: 'running' | 'succeeded' | 'failed';
  readonly commit: string | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly error: Problem | null;
  /** The local date, of a run of the loop; null: it is none. */
  readonly day: string | null;
  /** The instant of the cron line of each step that a run of the loop has had. */
  readonly steps: Readonly<Record<string, string>>;
  /** Real time: one that still runs then has lost its process. Null: it is over. */
  readonly leaseUntil: string | null;
}

export interface Tick {
  readonly step: string;
  readonly at: string;
}

export interface RunTable {
  save(run: Run): Promise<void>;
  find(id: string): Promise<Run | null>;
  lock(id: string): Promise<Run>;
  /** Those that still run and have lost their process; locked, without those that others hold. */
  lockAbandoned(realNow: string): Promise<readonly Run[]>;
  /** Of the loop's runs of a local date. The date is locked, with or without one. */
  lockNewestOfDay(day: string): Promise<Run | null>;
  /** Newest first. */
  list(weekId: string | null, limit: number): Promise<readonly Run[]>;
  /**
   * @param tick the step and the instant of its cron line; `leaseUntil` and `realNow` are real time
   * @returns `mine` for the one process that gets to run it: the first, or one that comes after the
   *   lease of a process that did not finish; `done` where it was run; `busy` while any step is at work
   */
  claimTick(
    tick: Tick & { readonly leaseUntil: string; readonly realNow: string },
  ): Promise<'mine' | 'done' | 'busy'>;
  finishTick(tick: Tick): Promise<void>;
  /** @returns the latest instant until now at which the step ran, or is being run */
  lastTick(
    step: string,
    until: { readonly now: string; readonly realNow: string },
  ): Promise<string | null>;
  /** @returns the instant of the first step of all until now, whatever step it was */
  firstTick(now: string): Promise<string | null>;
}
