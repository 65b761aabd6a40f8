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
  /** The local date, of a run of the loop; null: it is none. */
  readonly day: string | null;
  /** The instant of the cron line of each step that a run of the loop has had. */
  readonly steps: Readonly<Record<string, string>>;
  /** Real time: one that still runs then has lost its process. Null: it is over. */
  readonly leaseUntil: string | null;
}

export interface Tick {
  readonly step: string;
  readonly at: string;
}

/** When a lease of a step holds: later than now, and no later than one that anybody takes now. Real time. */
export interface LeaseSpan {
  readonly realNow: string;
  /** A lease that ends later was taken before the clock was set back: nobody knows for how long it holds. */
  readonly latest: string;
}

export interface RunTable {
  save(run: Run): Promise<void>;
  find(id: string): Promise<Run | null>;
  lock(id: string): Promise<Run>;
  /** Those that still run and have lost their process; locked, without those that others hold. */
  lockAbandoned(realNow: string): Promise<readonly Run[]>;
  /** Of the loop's runs of a local date. The date is locked, with or without one. */
  lockNewestOfDay(day: string): Promise<Run | null>;
  /** Newest first. */
  list(weekId: string | null, limit: number): Promise<readonly Run[]>;
  /**
   * @param tick the step and the instant of its cron line, and the end of the lease in real time
   * @returns `mine` for the one process that gets to run it: the first, or one that comes after the
   *   lease of a process that did not finish; `done` where it was run; `busy` while any step is at work
   */
  claimTick(
    tick: Tick & LeaseSpan & { readonly leaseUntil: string },
  ): Promise<'mine' | 'done' | 'busy'>;
  finishTick(tick: Tick): Promise<void>;
  /** @returns the latest instant until now at which the step ran, or is being run */
  lastTick(step: string, until: LeaseSpan & { readonly now: string }): Promise<string | null>;
  /** @returns the instant of the first step of all until now, whatever step it was */
  firstTick(now: string): Promise<string | null>;
}
