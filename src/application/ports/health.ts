/** The database as an operator wants to know it. */
export interface Health {
  /** Of PostgreSQL. */
  readonly serverVersion: string;
  /** Settings without which a crash loses what was committed; those that are off. */
  readonly unsafeSettings: readonly string[];
  /** The last migration that was run. */
  readonly schemaVersion: string;
  /** Attempts whose worker is gone, and that nobody has taken over. */
  readonly staleAttempts: number;
  /** Deliveries that could have left, and did not. */
  readonly overdueDeliveries: number;
  readonly unconfirmedDeliveries: number;
}

/** How the work goes, for a monitor. All ages in seconds; null: there is nothing to tell the age of. */
export interface Measures {
  /** Of the delivery that could have left, and waits longest. */
  readonly oldestOverdue: number | null;
  /** Those that are not settled, and those that ended badly. */
  readonly deliveries: readonly { readonly state: string; readonly count: number }[];
  /** Attempts that ended within the window. */
  readonly outcomes: readonly {
    readonly connector: string;
    readonly outcome: string;
    readonly count: number;
  }[];
  /** Of what went out within the window: seconds from when it was due. */
  readonly latency: { readonly median: number | null; readonly p99: number | null };
  /** Since the last import of any week. */
  readonly lastImport: number | null;
  /** Of connected accounts: days until the first token ends for good. */
  readonly firstTokenEnd: number | null;
  readonly pausedAccounts: number;
}

export interface MeasureWindow {
  readonly now: string;
  /** What ended before is not counted. */
  readonly since: string;
  readonly realNow: string;
}

export interface HealthTable {
  measure(window: MeasureWindow): Promise<Measures>;
  /** Migrations that this program knows and the database has not seen. */
  missingMigrations(): Promise<readonly string[]>;
  /**
   * @param realNow for the deadlines of requests
   * @param dueBefore a delivery that was due before and could leave is overdue
   */
  read(realNow: string, dueBefore: string): Promise<Health>;
}
