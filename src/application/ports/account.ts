import type { AccountIdentity } from '../../domain/account.ts';
import type { Outcome, Owner, Removal, Sighting } from '../../domain/outcome.ts';
import type { OAuthProvider } from './oauth.ts';

/** One part of a delivery, ready to leave. */
export interface Publication {
  readonly weekId: string;
  readonly postId: string;
  readonly deliveryId: string;
  /** The journal's id of this attempt. */
  readonly attemptId: string;
  /**
   * The same for every request that would make these words public at this place: also a later
   * attempt, so that one which was taken late is met by the network itself.
   */
  readonly idempotencyKey: string;
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
  /** ISO 8601 instant for which these words were approved: the same for a later attempt. */
  readonly plannedAt: string;
  /** ISO 8601 instant of the clock at which the attempt started. */
  readonly startedAt: string;
}

/** Places on the way of a request at which a test may kill, stop or break the process. */
export type WirePoint =
  | 'before-deadline-check'
  | 'after-deadline-check'
  | 'mid-write'
  | 'after-write'
  | 'after-response';

/** What stands between a claim and the wire. */
export interface Wire {
  /** Aborted when the answer is no longer waited for. */
  readonly signal: AbortSignal;
  /**
   * To be asked once, when the connection stands and nothing but the write is left. False: the
   * claim is too old, or we are stopping; the connector sends nothing and answers `released`.
   */
  maySend(): Promise<boolean>;
  /**
   * False: nothing watches the places on the way, so that a request may go out in one piece. Two
   * pieces, for `mid-write` between them, cost a seventh of a request's processor time.
   */
  readonly watched?: boolean;
  /** Real time, ISO 8601: for what a network holds against its own clock. */
  now(): string;
  /** Marks a place on the way; does nothing outside tests. */
  reached(point: WirePoint): Promise<void>;
}

/** What a request needs of the wire that nobody claims: nothing is asked before the write. */
export type Asking = Pick<Wire, 'signal' | 'now'>;

/** What a removal needs of the wire. */
export type Removing = Asking;

/** Whether the network itself recognises a request that is repeated. */
export type Idempotency =
  /** By a key that we send: repeating an attempt is safe, and tells what became of it. */
  'key' | 'none';

/** What leaves, in the words that a form is filled in with. */
export interface FormWords {
  readonly text: string;
  readonly title: string | null;
  readonly link: string;
}

/** How a person posts to a place where no program may. */
export interface ByHand {
  /** The place, as people call it. */
  readonly where: string;
  /** Its address; null where it is not known. */
  readonly address: string | null;
  /** The address of the network's own form, filled in; pure. Null where there is no such form. */
  formFor(words: FormWords): string | null;
}

/** An account of the configuration, bound to its connector. */
export interface Account extends AccountIdentity {
  /** Nothing that it does leaves this machine: a sandbox, or a server on loopback. */
  readonly local: boolean;
  /** How it is connected; left out where it is not, or where its configuration has a token. */
  readonly oauth?: OAuthProvider;
  /** Present: its network lets accounts be connected, whether this one is or has a token. */
  readonly connectable?: true;
  /** How long an answer is waited for, from the claim on. */
  readonly timeoutMilliseconds: number;
  readonly idempotency: Idempotency;
  /**
   * How long after a request the network knows its key, as it documents it; later a repeat could
   * publish twice. Left out: for as long as anybody may ask.
   */
  readonly keyLastsMilliseconds?: number;
  /**
   * How long after an attempt's deadline a look-up may still miss an accepted post, as the network
   * documents it. Null: there is no look-up, or no such figure, so that absence can't be proven.
   */
  readonly settlesWithinMilliseconds: number | null;
  /** Present: nothing is ever sent. What is due is given to a person, who posts it. */
  readonly byHand?: ByHand;
  /** A part of a thread replies to the one before, and can't leave without the id of that. */
  readonly threadsByReply?: true;
  /**
   * The network's id of a post, from the address at which people see it; pure. Left out, or null:
   * the address does not tell it.
   */
  remoteIdOf?(address: string): string | null;
  /**
   * What publishing a message costs, in US dollars; pure. Left out where the network takes nothing.
   *
   * @param parts as they leave
   */
  costOf?(parts: readonly string[]): number;
  /** Exactly one irreversible request. Never throws, and answers within its timeout. */
  publish(publication: Publication, wire: Wire): Promise<Outcome>;
  /** Read-only: is it there? Present where the network lets the account see its own posts. */
  confirm?(publication: Publication, signal: AbortSignal): Promise<Sighting>;
  /**
   * Removes a post that we made. Present where the network lets who posts take back. One request, never
   * repeated by itself; never throws.
   *
   * @param remoteId as `publish` or `confirm` named it
   */
  remove?(remoteId: string, wire: Removing): Promise<Removal>;
  /**
   * Read-only: whose are its posts? Present where the network says whose token it was given. Never throws.
   */
  owner?(wire: Asking): Promise<Owner>;
  /**
   * Read-only: what does its own server take of one part, by the network's counting? Present where that
   * differs from server to server. Null where it does not say. Never throws.
   */
  serverLimit?(wire: Asking): Promise<number | null>;
}
