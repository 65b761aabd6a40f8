import { addMilliseconds, millisecondsBetween } from './time.ts';

const day = 24 * 3_600_000;

/** How a token stands in time. */
export interface TokenLife {
  readonly issuedAt: string;
  readonly expiresAt: string | null;
  readonly renewable: boolean;
  /** Until when it may be renewed, where the network says so. */
  readonly renewableUntil: string | null;
}

export const hasEnded = ({ expiresAt }: TokenLife, now: string): boolean =>
  expiresAt !== null && expiresAt <= now;

/** A sixth of its life before it ends, and a day at most: an outage of that length costs nothing. */
export function isToRenew(life: TokenLife, now: string): boolean {
  if (!life.renewable || life.expiresAt === null) return false;
  const ahead = Math.min(millisecondsBetween(life.issuedAt, life.expiresAt) / 6, day);
  return addMilliseconds(life.expiresAt, -Math.floor(ahead)) <= now;
}

/** From when on a person is needed; null: never, as far as is known. */
export const endOf = ({ renewable, renewableUntil, expiresAt }: TokenLife): string | null =>
  renewable ? renewableUntil : expiresAt;

/** Whole days until a person is needed, rounded up; null as {@link endOf}. */
export function daysLeft(life: TokenLife, now: string): number | null {
  const end = endOf(life);
  return end === null ? null : Math.max(0, Math.ceil(millisecondsBetween(now, end) / day));
}

const warnings = [1, 7, 14] as const;

/**
 * The warning that is due: so many days or fewer are left.
 *
 * @param warned the last one that was given
 * @returns null where none is, also where the token never lasts as long as that
 */
export function dueWarning(life: TokenLife, warned: number | null, now: string): number | null {
  const left = daysLeft(life, now);
  const whole = daysLeft(life, life.issuedAt);
  if (left === null || whole === null) return null;
  const due = warnings.find((days) => left <= days);
  if (due === undefined || whole <= due) return null;
  return warned !== null && warned <= due ? null : due;
}
