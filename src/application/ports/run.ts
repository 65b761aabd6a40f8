import type { Problem } from '../../domain/result.ts';

export interface Run {
  readonly id: string;
  readonly trigger: string;
  readonly weekId: string | null;
  readonly status: 'running' | 'succeeded' | 'failed';
  readonly commit: string | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly error: Problem | null;
}

export interface RunTable {
  save(run: Run): Promise<void>;
  /** Newest first. */
  list(weekId: string | null, limit: number): Promise<readonly Run[]>;
  /** @returns true for the one process that gets to run this step at this instant */
  claimTick(step: string, at: string): Promise<boolean>;
  lastTick(step: string): Promise<string | null>;
}
