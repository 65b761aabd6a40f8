export type Severity = 'error' | 'warning';

/** A place in a file. Line and column count from 1; the column counts characters, not bytes. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * One finding of the compiler for sheets, in the shape that `check --json` prints.
 * `scope` says what it costs: the whole import (`sheet`), one row, or nothing (a warning).
 */
export interface Diagnostic extends Location {
  readonly code: string;
  readonly severity: Severity;
  readonly scope: 'sheet' | 'row';
  readonly message: string;
  readonly hint: string;
  readonly post_id: string | null;
}

/** A finding that a person lets pass, and why. */
export interface Silenced extends Diagnostic {
  readonly reason: string;
}
