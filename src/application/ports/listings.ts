import type { AuditEntry, DeliveryRecord } from './deliveries.ts';
import type { Run } from './runs.ts';
import type { StoredPost } from './weeks.ts';

/** Which part of a list is asked for. */
export interface Page {
  /** Null for every week. */
  readonly weekId: string | null;
  /** What the last one of the page before had as its `position`; null: from the beginning. */
  readonly after: readonly string[] | null;
  readonly limit: number;
}

export interface Listed<Item> {
  readonly item: Item;
  readonly position: readonly string[];
}

export interface WeekPost extends StoredPost {
  readonly weekId: string;
}

/** An entry of the audit trail, with the delivery that it is about. */
export interface Happening extends AuditEntry {
  /** Counts upwards in the order in which entries are written; nearly that of their commits. */
  readonly id: string;
  readonly deliveryId: string;
  readonly weekId: string;
  readonly postId: string;
  readonly platform: string;
  readonly target: string;
}

/** Long lists, a page at a time. */
export interface ListingTable {
  /** Newest first. */
  runs(page: Page): Promise<readonly Listed<Run>[]>;
  /** By week and post_id. */
  posts(page: Page): Promise<readonly Listed<WeekPost>[]>;
  /** By week, post_id and place. @param state null for every one */
  deliveries(page: Page, state: string | null): Promise<readonly Listed<DeliveryRecord>[]>;
  /** The week of a delivery; null: there is none of this id. */
  weekOf(deliveryId: string): Promise<string | null>;
  happenings(after: string, limit: number): Promise<readonly Happening[]>;
  /** The id of the newest entry of the audit trail; `0` where there is none. */
  lastHappening(): Promise<string>;
}
