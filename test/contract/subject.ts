import type { Account, Idempotency, Publication } from '../../src/application/ports/account.ts';
import type { Removal } from '../../src/domain/outcome.ts';
import type { LookUpMode, Mode, RemovalMode, WaitMode } from './modes.ts';

/** An account of a connector on a simulated network, both fresh for one test. */
export interface Scene {
  readonly account: Account;
  /** What must never show. */
  readonly secrets: readonly string[];
  /** What happens to the next irreversible request. @param seconds that a 429 names */
  fail(mode: Mode, seconds?: number): Promise<void>;
  /** What happens to the next removal, where posts are taken back. */
  failRemoval?(mode: RemovalMode): Promise<void>;
  /** Resolves when that has happened, and whatever becomes public at once is public. */
  struck(): Promise<void>;
  /** From now on nobody listens. */
  refuse(): Promise<void>;
  /** Irreversible requests that arrived, whole or in part. */
  requests(): Promise<number>;
  /** Posts of the account that the world sees. */
  posts(): Promise<number>;
  /** Resolves when the connector's connections are closed; the bytes that came by them. */
  bytes(): Promise<number>;
  /** Where the subject has look-ups. */
  readonly lookUps?: SceneLookUps;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface SceneLookUps {
  /** What happens to the next look-up. */
  fail(mode: LookUpMode): Promise<void>;
  /** Resolves when that has happened. */
  struck(): Promise<void>;
  /** Resolves when a post of the mode `accept-late` is public, which takes one look-up. */
  late(): Promise<void>;
  /** More posts than these need a second page. */
  readonly pageSize: number;
}

/** What the contract suite is run for. */
export interface Subject {
  open(): Promise<Scene>;
  /** What its accounts say that they can. */
  readonly idempotency: Idempotency;
  readonly lookUp: boolean;
  /** Its posts have no title: those that differ in nothing else are the same to a look-up. */
  readonly untitled?: true;
  /** Modes that its look-ups can't be in. */
  readonly impossibleLookUps?: readonly LookUpMode[];
  /** Modes that this network can't be in. */
  readonly impossible?: readonly Mode[];
  /** What a 403 is to it: rejected, unless it is the account that it is about. */
  readonly forbidden?: 'unauthorised';
  /**
   * It sends a draft, which is not public, before the irreversible request, and finds it by the mark of
   * the publication, however old it is. So the draft's absence proves nothing, and a refusal to send it
   * may be due to its being out.
   */
  readonly drafts?: true;
  /** It takes a post back. What it says where it is asked again; left out: it takes nothing back. */
  readonly removedAgain?: Removal['kind'];
  /** Modes in which it refuses before the irreversible request. */
  readonly early?: readonly Mode[];
  /** The forms in which it names a wait. */
  readonly waits: readonly WaitMode[];
}

export const publication: Publication = {
  weekId: 'week1_launch',
  postId: 'en_reddit_01',
  deliveryId: 'd1',
  attemptId: '1',
  idempotencyKey: 'key-of-attempt-1',
  attemptNumber: 1,
  part: 0,
  parts: ['שלום, hello 🌿\n\nhttps://acme.example/?utm_content=en_reddit_01'],
  title: 'A guide',
  link: 'https://acme.example/?utm_content=en_reddit_01',
  locale: 'en',
  replyTo: null,
  plannedAt: '2026-02-16T06:10:00.000Z',
  startedAt: new Date().toISOString(),
};
