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

export interface HealthTable {
  /**
   * @param realNow for the deadlines of requests
   * @param dueBefore a delivery that was due before and could leave is overdue
   */
  read(realNow: string, dueBefore: string): Promise<Health>;
}
