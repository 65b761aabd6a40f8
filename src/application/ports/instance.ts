export interface Instance {
  /** Null until the first run; then for the life of the database. */
  readonly clockKind: 'real' | 'virtual' | null;
  readonly virtualNow: string | null;
  readonly pausedAt: string | null;
  readonly pausedBy: string | null;
}

export interface InstanceTable {
  read(): Promise<Instance>;
  /** Sets the clock kind where none is set yet. */
  claimClockKind(kind: 'real' | 'virtual'): Promise<Instance>;
  setVirtualNow(instant: string): Promise<void>;
  pause(at: string | null, by: string | null): Promise<void>;
}
