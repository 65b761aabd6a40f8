import { addMilliseconds } from './time.ts';

const minute = 60_000;
const longestWait = 60;
const patience = 24 * 60 * minute;

/** What is known of the tries of something that is to arrive. */
export interface Tries {
  /** Those that failed. */
  readonly tries: number;
  /** Null before the first. */
  readonly giveUpAt: string | null;
}

export interface NextTry {
  readonly tries: number;
  readonly giveUpAt: string;
  /** Null: no more. */
  readonly dueAt: string | null;
}

/**
 * After a try that failed: the next one comes after 1, 2, 4 … minutes, at most an hour, and the last
 * one a day after the first. The day begins with the first try and not with the news, so that nothing
 * is given up unsent after a process was down for long.
 */
export function afterFailure({ tries, giveUpAt }: Tries, now: string): NextTry {
  const last = giveUpAt ?? addMilliseconds(now, patience);
  const wait = Math.min(2 ** tries, longestWait) * minute;
  const next = addMilliseconds(now, wait);
  const dueAt = now >= last ? null : next < last ? next : last;
  return { tries: tries + 1, giveUpAt: last, dueAt };
}
