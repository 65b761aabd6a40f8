import { visible } from '../text.ts';
import type { CheckContext } from './context.ts';
import type { Row } from './row.ts';

/** Strict ISO 8601 (`2026-02-16`), and a day that exists. */
export function isCalendarDate(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!found) return false;
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (lengths[month - 1] ?? 0);
}

/**
 * The store has no year 0, and some zone's 9999-12-31 is in the year 10000 by UTC, which it does not take
 * either and which comes before all others as a text.
 */
const canBePlanned = (date: string): boolean =>
  isCalendarDate(date) && date >= '1900-01-01' && date <= '2999-12-31';

const isTime = (text: string): boolean => /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text);

/** When a row is to go out. */
export interface Moment {
  /** ISO local date, or null where the row has none that can be used. */
  readonly date: string | null;
  /** Without offset. Of an unusable date it holds the text of the cells, so that an edit shows. */
  readonly localDateTime: string;
  /** It names an instant. */
  readonly isUsable: boolean;
}

export function checkMoment(row: Row, context: CheckContext): Moment {
  const date = row.text('publish_date');
  const time = row.text('publish_time') || context.defaultTime;
  const usableDate = canBePlanned(date);
  const usableTime = isTime(time);
  if (!usableDate) reportDate(row, date);
  else warnOfDate(row, date, context);
  if (!usableTime) reportTime(row, time);
  return {
    date: usableDate ? date : null,
    localDateTime: `${date}T${time}`,
    isUsable: usableDate && usableTime,
  };
}

function reportDate(row: Row, date: string): void {
  if (date === '') {
    row.report('date-invalid', 'publish_date', 'publish_date is empty.', 'Write it as 2026-02-16.');
    return;
  }
  const [wrong, hint] = whatIsWrongWith(date);
  const message = `publish_date "${visible(date)}" is ${wrong}.`;
  const padded = padDate(date);
  row.report('date-invalid', 'publish_date', message, padded ? `Did you mean ${padded}?` : hint);
}

/** With the way to mend it. */
function whatIsWrongWith(date: string): readonly [wrong: string, hint: string] {
  if (isCalendarDate(date))
    return [
      `in the year ${date.slice(0, 4)}: nothing can be planned for it`,
      'Write a day from 1900-01-01 to 2999-12-31.',
    ];
  const hint = 'Write year, month and day: 2026-02-16.';
  if (/^\d{4}-\d{2}-\d{2}$/.test(date)) return ['a day that does not exist', hint];
  return ['not a date by ISO 8601', hint];
}

function padDate(date: string): string | null {
  const found = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(date);
  if (!found) return null;
  const [, year = '', month = '', day = ''] = found;
  const padded = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return canBePlanned(padded) ? padded : null;
}

function reportTime(row: Row, time: string): void {
  const padded = time.replace(/^(\d):/, '0$1:');
  const hint = isTime(padded)
    ? `Did you mean ${padded}?`
    : 'Write hours and minutes from 00:00 to 23:59, or leave it empty.';
  const message = `publish_time "${visible(time)}" is not a time of day.`;
  row.report('time-invalid', 'publish_time', message, hint);
}

function warnOfDate(row: Row, date: string, { manifest, today }: CheckContext): void {
  const { start, end } = manifest ?? { start: null, end: null };
  if ((start && date < start) || (end && date > end)) {
    const week = `${start ?? 'its beginning'} to ${end ?? 'its end'}`;
    const message = `publish_date ${date} is outside the week, ${week}.`;
    const hint = 'Mend the date, or the date_range of the task queue.';
    row.report('date-outside-week', 'publish_date', message, hint);
  }
  if (today === null || date >= today || ['posted', 'done'].includes(row.text('status'))) return;
  const message = `publish_date ${date} is past: today is ${today}.`;
  const hint = 'Mend the date; what is too late is missed, not published.';
  row.report('date-past', 'publish_date', message, hint);
}
