import type { WantedDelivery } from './delivery.ts';
import type { Diagnostic, Silenced } from './diagnostic.ts';

/** One row of the sheet after the checks, with a delivery for each account that it names. */
export interface CheckedPost {
  readonly postId: string;
  readonly line: number;
  readonly locale: string;
  readonly deliveries: readonly WantedDelivery[];
  /** Errors and warnings of this row. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface CheckedSheet {
  readonly file: string;
  readonly weekId: string;
  /**
   * One for each row. They are made at each call: `check` has no use for them, and the hashes of their
   * deliveries alone took a tenth of its time.
   */
  posts(): readonly CheckedPost[];
  /** Of the whole sheet and of its rows, in the order of the file. */
  readonly diagnostics: readonly Diagnostic[];
  /** What a person lets pass. */
  readonly silenced: readonly Silenced[];
  /** Local dates; null where no row has a usable one. */
  readonly firstDate: string | null;
  readonly lastDate: string | null;
  readonly ignoredTasks: readonly { readonly id: string; readonly type: string }[];
}
