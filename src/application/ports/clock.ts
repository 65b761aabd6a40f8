/**
 * The only source of the time that decides what is due. Instants are ISO 8601 in UTC with
 * milliseconds (`2026-02-16T06:10:00.000Z`), so that they compare as text.
 */
export interface Clock {
  readonly kind: 'real' | 'virtual';
  now(): string;
}

/** A clock that stands until it is moved: a whole week in seconds. */
export interface VirtualClock extends Clock {
  readonly kind: 'virtual';
  /** Moves forward; an earlier instant leaves it where it is. */
  moveTo(instant: string): void;
}
