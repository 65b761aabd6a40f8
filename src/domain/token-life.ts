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

/**
 * A token may end while it is on its way, and its network counts from before we had it: such a request
 * would be refused, and the account paused for it.
 */
const onItsWay = 30_000;

export const hasEnded = (life: TokenLife, now: string): boolean => endsWithin(life, onItsWay, now);

/** A sixth of its life before it ends, and a day at most: an outage of that length costs nothing. */
export const isToRenew = (life: TokenLife, now: string): boolean =>
  life.renewable && endsWithin(life, day, now);

/** @param most milliseconds before its end; it is a sixth of the token's life where that is less */
function endsWithin({ issuedAt, expiresAt }: TokenLife, most: number, now: string): boolean {
  if (expiresAt === null) return false;
  const ahead = Math.min(millisecondsBetween(issuedAt, expiresAt) / 6, most);
  return addMilliseconds(expiresAt, -Math.floor(ahead)) <= now;
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
