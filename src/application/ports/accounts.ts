export interface AccountState {
  readonly account: string;
  readonly pausedAt: string | null;
  readonly pausedReason: string | null;
  /** Spacing: its next post may not leave before. */
  readonly freeAt: string | null;
  /** Its attempt on the wire: there is one at a time. */
  readonly sending: string | null;
  /** When its last attempt began, or it was given to a person. */
  readonly lastUsedAt: string | null;
}

export interface AccountUse {
  readonly account: string;
  /** Posts, or parts of threads, that its network took since an instant. */
  readonly posts: number;
}

export interface Occupation {
  readonly account: string;
  /** The attempt; null: nothing is sent, a person posts it. */
  readonly sending: string | null;
  readonly used_at: string;
  readonly free_at: string;
}

/** When the next post of an account may leave; empty: that stays as it is. */
export interface Freeing {
  /** Then, also where that is earlier than before. */
  readonly at?: string;
  /** Not before then. */
  readonly notBefore?: string;
}

export interface AccountTable {
  ensure(accounts: readonly string[]): Promise<void>;
  list(): Promise<readonly AccountState[]>;
  /** Locks one that is there, so that nobody else claims it. */
  lock(account: string): Promise<AccountState>;
  pause(account: string, at: string | null, reason: string | null): Promise<void>;
  /** The accounts whose networks took something since an instant. */
  uses(since: string): Promise<readonly AccountUse[]>;
  /** Puts attempts on the wire; the next post of an account waits for it, and till `freeAt`. */
  occupy(occupations: readonly Occupation[]): Promise<void>;
  /**
   * Takes an attempt off the wire.
   *
   * @param freeing when its next post may leave
   */
  vacate(account: string, attemptId: string, freeing?: Freeing): Promise<void>;
}
