import type { Content } from '../../domain/content.ts';
import type { Problem } from '../../domain/result.ts';

export type AttemptState =
  | 'sending'
  | 'accepted'
  | 'rejected'
  | 'deferred'
  | 'unauthorised'
  | 'released'
  | 'unknown'
  | 'absent';

export interface AttemptRecord {
  /** Fencing token. */
  readonly id: string;
  /** Names the claim that it belongs to: the owner finds it by this where a commit went unanswered. */
  readonly claim: string;
  readonly deliveryId: string;
  readonly part: number;
  readonly number: number;
  readonly account: string;
  readonly state: AttemptState;
  /** The bytes of this attempt, whatever the sheet says later. */
  readonly content: Content;
  readonly contentHash: string;
  readonly startedAt: string;
  /** Real time. */
  readonly deadline: string;
  readonly finishedAt: string | null;
  readonly error: Problem | null;
  /** What the network answered, where that leaves open what it did. */
  readonly answer: string | null;
  readonly remoteId: string | null;
  readonly remoteUrl: string | null;
  /** Complete look-ups that did not find it. */
  readonly lookups: number;
  readonly lookUpAt: string | null;
  /** From here on a look-up that does not find it counts. Null: absence can't be proven. */
  readonly provableAt: string | null;
}

export type AttemptStanding = Pick<AttemptRecord, 'id' | 'deliveryId' | 'part' | 'state'>;

export interface AttemptChange {
  readonly state?: AttemptState;
  readonly finishedAt?: string;
  readonly error?: Problem | null;
  readonly answer?: string | null;
  readonly remoteId?: string | null;
  readonly remoteUrl?: string | null;
  readonly lookups?: number;
  readonly lookUpAt?: string | null;
  readonly provableAt?: string | null;
}

export type OpenedAttempt = Pick<
  AttemptRecord,
  | 'claim'
  | 'deliveryId'
  | 'part'
  | 'account'
  | 'content'
  | 'contentHash'
  | 'startedAt'
  | 'deadline'
  | 'provableAt'
>;

export interface AttemptSwap {
  readonly id: string;
  readonly from: readonly AttemptState[];
  readonly change: AttemptChange;
}

export interface RemotePost {
  readonly account: string;
  readonly remoteId: string;
}

export interface DueLookUps {
  readonly now: string;
  readonly until: string;
  /** Accounts whose look-ups are left. */
  readonly but: readonly string[];
}

export interface AttemptTable {
  ofDeliveries(ids: readonly string[]): Promise<readonly AttemptRecord[]>;
  /** The same without their words, which are most of an attempt. */
  statesOf(ids: readonly string[]): Promise<readonly AttemptStanding[]>;
  /** Commits intents, one of a delivery: fails in the schema where another attempt of the part is open
   * or accepted. @returns them in order */
  open(attempts: readonly OpenedAttempt[]): Promise<readonly AttemptRecord[]>;
  /** @returns null where the attempt has left those states meanwhile: nothing is written */
  change(
    id: string,
    from: readonly AttemptState[],
    change: AttemptChange,
  ): Promise<AttemptRecord | null>;
  /** The same for many. @returns the ids of those that were written */
  changeAll(changes: readonly AttemptSwap[]): Promise<ReadonlySet<string>>;
  /** Every attempt whose outcome is not known: on the wire, or looked for. */
  unsettled(): Promise<readonly AttemptRecord[]>;
  /** What a claim has on the wire. */
  ofClaim(claim: string): Promise<readonly AttemptRecord[]>;
  /** Attempts whose request has passed its deadline in real time without an outcome. */
  lockStale(realNow: string): Promise<readonly AttemptRecord[]>;
  /** Attempts on the wire that have begun later than now. */
  lockForeseen(now: string): Promise<readonly AttemptRecord[]>;
  /** Takes the unknown attempts whose look-up is due, and puts off their next one till `until`. */
  claimLookUps(due: DueLookUps): Promise<readonly AttemptRecord[]>;
  /** Of these attempts, by their ids, those whose outcome is unknown. */
  stillUnknown(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** The attempts that these posts were evidence for; one post never settles two. */
  ofRemotes(posts: readonly RemotePost[]): Promise<readonly AttemptRecord[]>;
  nextLookUp(now: string): Promise<string | null>;
}
