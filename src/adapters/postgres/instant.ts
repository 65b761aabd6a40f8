/** `2026-02-16 06:10:00.123+00`: how PostgreSQL writes an instant of the year 1000 to 9999 in UTC. */
const inUtc = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/;

/**
 * The ISO text in UTC, with milliseconds, of an instant as PostgreSQL writes it. Cut out of the text:
 * by way of a `Date` it was a tenth of the processor time of a status.
 *
 * @throws RangeError where it is none (`infinity`)
 */
export function isoInstant(text: string): string {
  if (!inUtc.test(text)) return new Date(text).toISOString();
  const milliseconds = text.slice(20, -3).padEnd(3, '0').slice(0, 3);
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${milliseconds}Z`;
}
