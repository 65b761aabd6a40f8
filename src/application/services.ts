import type { Configuration } from '../domain/configuration.ts';
import type { Account, WirePoint } from './ports/account.ts';
import type { Channel } from './ports/channel.ts';
import type { Clock } from './ports/clock.ts';
import type { KeyFile } from './ports/identity.ts';
import type { Log } from './ports/log.ts';
import type { OAuth } from './ports/oauth.ts';
import type { Vault } from './ports/secrets.ts';
import type { SheetReader } from './ports/sheets.ts';
import type { Source } from './ports/source.ts';
import type { Store } from './ports/store.ts';

/** What a process may use: real time beside the timeout of an account, in milliseconds, and connections. */
export interface Limits {
  /** From the claim to the first byte; later it is let go instead. */
  readonly sendWindow: number;
  /** From the timeout of the request to the deadline of its attempt: the lag of a busy process,
   * and the difference between the clocks of two machines. */
  readonly deadlineMargin: number;
  /** Silence in an open transaction, after which the server ends it. */
  readonly idleTransaction: number;
  /** To the database at once. */
  readonly connections: number;
}

export const productLimits: Limits = {
  sendWindow: 5000,
  deadlineMargin: 15_000,
  idleTransaction: 30_000,
  // A query of each turn of a worker, and some for the posts.
  connections: 10,
};

/** Steps at which a test kills, stops or breaks the process. */
export type Failpoint =
  | 'claim'
  | 'before-attempt-commit'
  | 'after-attempt-commit'
  | WirePoint
  | 'before-outcome-commit'
  | 'after-outcome-commit'
  | 'before-recovery-commit'
  | 'after-recovery-commit'
  | 'before-look-up'
  | 'after-look-up'
  | 'before-evidence-commit'
  | 'after-evidence-commit'
  | 'after-key-write'
  | 'after-identity-commit'
  | 'after-rotation-commit'
  | 'before-renewal'
  | 'after-renewal'
  | 'after-renewal-commit'
  | 'after-tick-commit'
  | 'before-news'
  | 'after-news';

/** What a process remembers of an attempt of unknown outcome. */
export interface Witness {
  /** Since when it is that. */
  readonly finishedAt: string | null;
  /** Since when this process knows it, by {@link Services.elapsed}. */
  readonly since: number;
}

/** What the use cases work with; the composition root fills it in. */
export interface Services {
  readonly configuration: Configuration;
  readonly store: Store;
  /** What is remembered of the database outside of it. */
  readonly key: KeyFile;
  /** Seals secrets for the store. */
  readonly vault: Vault;
  readonly oauth: OAuth;
  readonly clock: Clock;
  readonly source: Source;
  readonly sheets: SheetReader;
  /** By `platform/target`. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** In the order of the configuration. */
  readonly channels: readonly Channel[];
  readonly log: Log;
  /** When the loop of this process last looked what is due, by {@link elapsed}; null: not yet. */
  readonly pulse: { at: number | null };
  /** Real time as an ISO instant, for the deadlines of real requests only. */
  realNow(): string;
  /** Milliseconds on a clock that nobody sets, for the same. */
  elapsed(): number;
  /** Waits so many milliseconds of real time. */
  pause(milliseconds: number): Promise<void>;
  readonly limits: Limits;
  /** Aborted when this process is to end: what has not left stays here. */
  readonly stopping: AbortSignal;
  /** Claims of this process whose commit went unanswered, with when they were made. */
  readonly abandoned: Map<string, number>;
  /** Attempts of unknown outcome, by their ids. */
  readonly witnessed: Map<string, Witness>;
  /**
   * Attempts on the wire that seem to be still to come, for the clock was set back; and since when this
   * process knows them, by {@link elapsed}.
   */
  readonly foreseen: Map<string, number>;
  /** Whether a step may be broken off: requests then leave in two pieces, to break in between. */
  readonly watched: boolean;
  /** Marks a step that tests can break off; does nothing where the environment names none. */
  failpoint(name: Failpoint): Promise<void>;
  newId(): string;
  /** Takes secrets out of a text before it is stored or shown. */
  redact(text: string): string;
  /** From now on {@link redact} takes these out, in the place of the earlier ones of an owner. */
  conceal(owner: string, secrets: readonly string[]): void;
}

/** Who does something, and on what ground: for the audit trail. */
export interface Cause {
  /** A person's name, `git`, `broadsheet`. */
  readonly who: string;
  /** ISO instant of the clock. */
  readonly at: string;
  readonly commit?: string | null;
  /** Replaces the words of the transition table where there is more to say. */
  readonly why?: string;
}
