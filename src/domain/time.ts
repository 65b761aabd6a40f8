import { Temporal } from 'temporal-polyfill';
import type { QuietSpan } from './configuration.ts';
import { failure, type Result, success } from './result.ts';

/** UTC with milliseconds, so that instants compare as text. */
const format = (instant: Temporal.Instant): string =>
  instant.toString({ fractionalSecondDigits: 3 });

/**
 * The instant of a local date-time by Temporal's `compatible` rule: a time that a clock change
 * skips moves forward by the gap, one that occurs twice is the first.
 *
 * @param localDateTime `2026-02-16T08:10`
 * @param zone IANA
 */
export function instantOf(localDateTime: string, zone: string): string {
  const question = `${localDateTime} ${zone}`;
  const known = instants.get(question);
  if (known !== undefined) return known;
  const zoned = Temporal.PlainDateTime.from(localDateTime).toZonedDateTime(zone, {
    disambiguation: 'compatible',
  });
  const instant = format(zoned.toInstant());
  if (instants.size >= mostInstants) instants.clear();
  instants.set(question, instant);
  return instant;
}

/** A week has a few dozen local times, and each is asked for at every request: 27 µs a time. */
const instants = new Map<string, string>();
const mostInstants = 1000;

/** Reads an instant as a person gives it: `2026-02-16T08:10+02:00`. It must say its offset. */
export function parseInstant(text: string): Result<string> {
  try {
    return success(format(Temporal.Instant.from(text)));
  } catch {
    return failure({
      code: 'instant-invalid',
      message: `"${text}" is not an instant.`,
      remedy: 'Give a date, a time and an offset: 2026-02-16T08:10+02:00.',
    });
  }
}

export function isTimeZone(text: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return /^[A-Za-z]/.test(text);
  } catch {
    return false;
  }
}

/** Instants only, so that no time zone is asked: a `Date` counts them at a tenth of the price. */
export const addMilliseconds = (instant: string, milliseconds: number): string =>
  new Date(Date.parse(instant) + milliseconds).toISOString();

/** Of ISO local dates; negative where `until` comes first. */
export const daysBetween = (from: string, until: string): number =>
  (Date.parse(until) - Date.parse(from)) / 86_400_000;

/** Negative where `until` comes first. */
export const millisecondsBetween = (from: string, until: string): number =>
  Date.parse(until) - Date.parse(from);

const zoned = (instant: string, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone);

/** `2026-02-16` */
export const localDate = (instant: string, zone: string): string =>
  zoned(instant, zone).toPlainDate().toString();

/** `08:10` */
export const localTime = (instant: string, zone: string): string =>
  zoned(instant, zone).toPlainTime().toString({ smallestUnit: 'minute' });

/** An instant as a person of this zone reads it: `2026-02-16 08:10`. */
export const localInstant = (instant: string, zone: string): string =>
  `${localDate(instant, zone)} ${localTime(instant, zone)}`;

/** The first instant of the local day. */
export const startOfDay = (instant: string, zone: string): string =>
  format(zoned(instant, zone).startOfDay().toInstant());

/** The first instant of the next local day. */
export const endOfDay = (instant: string, zone: string): string =>
  format(zoned(instant, zone).startOfDay().add({ days: 1 }).startOfDay().toInstant());

/** @param date `2026-02-16` */
export const addDays = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString();

/** The Sunday with which a date's week ends, by ISO 8601. */
export const endOfWeek = (date: string): string =>
  addDays(date, 7 - Temporal.PlainDate.from(date).dayOfWeek);

const minutesPerDay = 24 * 60;

function minuteOfWeek(weekday: number, time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (weekday - 1) * minutesPerDay + hours * 60 + minutes;
}

/**
 * Moves an instant that lies in a quiet span to the span's end.
 *
 * @param quiet spans of the local week; one may wrap over Sunday, and spans may meet
 */
export function dueInstant(instant: string, zone: string, quiet: readonly QuietSpan[]): string {
  let due = instant;
  // Each span moves it at most once; a configuration that is always quiet is refused earlier.
  for (let moves = 0; moves <= quiet.length; moves += 1) {
    const span = quiet.find((one) => isWithin(due, zone, one));
    if (!span) return due;
    due = endOf(due, zone, span);
  }
  return due;
}

function isWithin(instant: string, zone: string, span: QuietSpan): boolean {
  const local = zoned(instant, zone);
  const at = minuteOfWeek(local.dayOfWeek, '00:00') + local.hour * 60 + local.minute;
  const from = minuteOfWeek(span.fromWeekday, span.fromTime);
  const until = minuteOfWeek(span.untilWeekday, span.untilTime);
  return from <= until ? at >= from && at < until : at >= from || at < until;
}

function endOf(instant: string, zone: string, span: QuietSpan): string {
  const local = zoned(instant, zone);
  const days = (span.untilWeekday - local.dayOfWeek + 7) % 7;
  const end = local
    .toPlainDate()
    .add({ days })
    .toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(span.untilTime) });
  const later = Temporal.ZonedDateTime.compare(end, local) > 0 ? end : end.add({ days: 7 });
  return format(later.toInstant());
}
