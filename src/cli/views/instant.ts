import { localDate, localTime } from '../../domain/time.ts';

/** An instant as a person of this zone reads it: `2026-02-16 08:10`. */
export const localInstant = (instant: string, zone: string): string =>
  `${localDate(instant, zone)} ${localTime(instant, zone)}`;
