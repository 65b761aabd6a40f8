import type { Content } from './content.ts';
import type { DeliveryState } from './lifecycle.ts';

export type SheetStatus = 'pending' | 'approved' | 'posted' | 'held';

/** Who set a hold. The sheet lifts only its own. */
export type HoldOwner = 'sheet' | 'person';

export interface Approval {
  readonly contentHash: string;
  readonly by: string;
  /** ISO 8601 instant. */
  readonly at: string;
  readonly commit: string | null;
}

/** A delivery as a sheet asks for it: one post to one target. */
export interface WantedDelivery {
  readonly postId: string;
  readonly line: number;
  readonly platform: string;
  readonly target: string;
  readonly connector: string;
  /** The account whose spacing and pauses apply: several places may share one. */
  readonly account: string;
  readonly content: Content;
  readonly contentHash: string;
  /** ISO 8601 instant, or null where the row has no usable date. */
  readonly scheduledAt: string | null;
  readonly status: SheetStatus;
  /** What is wrong with the row; empty for a valid one. */
  readonly problems: readonly string[];
  /** No account of the configuration stands behind the target yet; its place is provisional. */
  readonly unmapped: boolean;
}

/** A delivery as it stands in the store. */
export interface Delivery {
  readonly id: string;
  readonly weekId: string;
  readonly state: DeliveryState;
  readonly wanted: WantedDelivery;
  /** The row still names it. */
  readonly present: boolean;
  readonly held: HoldOwner | null;
  readonly approval: Approval | null;
  /** The last ingest let git approve this cell: only a change of that approves again. */
  readonly gitApproved: boolean;
  readonly attemptsLeft: number;
  readonly partsPublished: number;
}
