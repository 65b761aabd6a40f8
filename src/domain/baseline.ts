/** One row of the table of what was measured. */
export interface Metric {
  readonly name: string;
  /** As it is written: `12,400`, `4.2 %`, `TBD`. */
  readonly current: string;
  readonly verified: boolean;
  /** In the file. */
  readonly line: number;
}

/** The team's `baseline-metrics.md`: which numbers may be said in public. */
export interface Baseline {
  readonly file: string;
  /** ISO local date on which it was measured; null: it does not say. */
  readonly date: string | null;
  readonly metrics: readonly Metric[];
}
