import type { AccountIdentity } from '../../domain/account.ts';
import type { Outcome, Sighting } from '../../domain/outcome.ts';

/** One part of a delivery, ready to leave. */
export interface Publication {
  readonly weekId: string;
  readonly postId: string;
  readonly deliveryId: string;
  /** The journal's id of this attempt. */
  readonly attemptId: string;
  /** Counts from 1. */
  readonly attemptNumber: number;
  /** Counts from 0; above it the earlier parts are public. */
  readonly part: number;
  readonly parts: readonly string[];
  readonly title: string | null;
  readonly link: string;
  readonly locale: string;
  /** Remote id of the part before this one, which a network may need for a reply. */
  readonly replyTo: string | null;
  /** ISO 8601 instant of the clock at which the attempt started. */
  readonly startedAt: string;
}

/** An account of the configuration, bound to its connector. */
export interface Account extends AccountIdentity {
  /** Nothing that it does leaves this machine: a sandbox, or a server on loopback. */
  readonly local: boolean;
  readonly timeoutMilliseconds: number;
  /** How long after an attempt a look-up may still miss an accepted post. Null: no look-up. */
  readonly settlesWithinMilliseconds: number | null;
  /** Exactly one irreversible request. Never throws, and answers within its timeout. */
  publish(publication: Publication, signal: AbortSignal): Promise<Outcome>;
  /** Read-only: is it there? Present where `settlesWithinMilliseconds` is a number. */
  confirm?(publication: Publication, signal: AbortSignal): Promise<Sighting>;
}
