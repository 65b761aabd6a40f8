import type { Configuration } from '../domain/configuration.ts';
import type { Account } from './ports/account.ts';
import type { Clock } from './ports/clock.ts';
import type { Mailer } from './ports/mailer.ts';
import type { SheetReader } from './ports/sheets.ts';
import type { Source } from './ports/source.ts';
import type { Store } from './ports/store.ts';

/** What the use cases work with; the composition root fills it in. */
export interface Services {
  readonly configuration: Configuration;
  readonly store: Store;
  readonly clock: Clock;
  readonly source: Source;
  readonly sheets: SheetReader;
  /** By `platform/target`. */
  readonly accounts: ReadonlyMap<string, Account>;
  readonly mailer: Mailer;
  /** Real time as an ISO instant, for the deadlines of real requests only. */
  realNow(): string;
  newId(): string;
  /** Takes secrets out of a text before it is stored or shown. */
  redact(text: string): string;
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
