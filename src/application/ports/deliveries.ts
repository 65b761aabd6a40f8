import type { Approval, Delivery, HoldOwner, WantedDelivery } from '../../domain/delivery.ts';
import type { DeliveryState } from '../../domain/lifecycle.ts';

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

export interface ClaimFilter extends Omit<PublishableFilter, 'keys'> {
  /**
   * Where accounts publish: `platform/target`, a line feed and the place. What was approved for another
   * place is left to whom the configuration sends there.
   */
  readonly destinations: readonly string[];
  /** What was due before this instant is old news: nobody claims it any more. */
  readonly lateBefore: string;
  /** Accounts that are not asked for: their backlog is not even looked at. */
  readonly others: readonly string[];
  /** The most that are taken at once. */
  readonly limit: number;
}

export type Strandings = Pick<ClaimFilter, 'destinations'> & { readonly before: string };

export interface DeliveryTable {
  ofWeek(weekId: string): Promise<readonly DeliveryRecord[]>;
  /** Locks the rows, in the order of their ids so that two callers never deadlock. */
  lock(ids: readonly string[]): Promise<readonly DeliveryRecord[]>;
  insert(delivery: DeliveryRecord): Promise<void>;
  /** @returns false where the delivery has left `from` meanwhile: nothing is written */
  change(id: string, from: DeliveryState, change: DeliveryChange): Promise<boolean>;
  audit(id: string, entry: AuditEntry): Promise<void>;
  /** Of these deliveries, by their ids, those that the audit trail names later than `after`, until now. */
  changedWithin(
    ids: readonly string[],
    span: { readonly after: string; readonly until: string },
  ): Promise<ReadonlySet<string>>;
  /** The first due delivery of each account that is free, locked together with its account. */
  lockDue(filter: ClaimFilter): Promise<readonly DeliveryRecord[]>;
  /** What could have left before an instant, and is for none of the destinations. */
  lockStranded(filter: Strandings): Promise<readonly DeliveryRecord[]>;
  lockLate(before: string): Promise<readonly DeliveryRecord[]>;
  /**
   * Every scheduled delivery that is due, also one that is held or whose account may not publish; and
   * all that a person has in hand.
   */
  lockOverdue(now: string): Promise<readonly DeliveryRecord[]>;
  lockReady(): Promise<readonly DeliveryRecord[]>;
  /**
   * Deliveries of any week that are public by a person's word and no attempt.
   *
   * @param posts ids at the network; or addresses, which count where no id is known
   * @returns their ids
   */
  postedByWord(account: string, posts: readonly string[]): Promise<readonly string[]>;
  /** The earliest instant after `now` at which a scheduled delivery may leave. */
  nextDue(filter: PublishableFilter): Promise<string | null>;
}
