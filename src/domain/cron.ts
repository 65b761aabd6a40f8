import { type CronDate, CronExpressionParser } from 'cron-parser';
import { Temporal } from 'temporal-polyfill';
import { instantOf } from './time.ts';

export interface CronSpan {
  /** Five fields. */
  readonly cron: string;
  readonly zone: string;
  /** Exclusive. */
  readonly after: string;
  /** Inclusive. */
  readonly until: string;
}

/** The furthest that clocks are moved, and then some: local times this far off may trade places. */
const shift = Temporal.Duration.from({ hours: 3 });

const localTime = (instant: string, zone: string): Temporal.PlainDateTime =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime();

const lineFrom = (cron: string, local: Temporal.PlainDateTime) =>
  CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: `${local}Z` });

const minuteOf = (date: CronDate): string => date.toDate().toISOString().slice(0, 16);

/**
 * The instants of a cron line in a span, one after the other. A local time that a clock change skips
 * fires once, moved by the gap (02:30 at 03:30); one that occurs twice fires once, the first time.
 * The local calendar decides, not the zone's offsets: the line is expanded in local time and each
 * local time is made an instant by the rule of {@link instantOf}.
 */
export function* ticks({ cron, zone, after, until }: CronSpan): Generator<string, void> {
  const line = lineFrom(cron, localTime(after, zone).subtract(shift));
  for (let last = after; ; ) {
    const at = instantOf(minuteOf(line.next()), zone);
    if (at > until && at > after) return;
    if (at <= last) continue;
    yield at;
    last = at;
  }
}

/** The last of the {@link ticks} of a span, however many there are; null where there is none. */
export function lastTick({ cron, zone, after, until }: CronSpan): string | null {
  const line = lineFrom(cron, localTime(until, zone).add(shift));
  for (;;) {
    const at = instantOf(minuteOf(line.prev()), zone);
    if (at <= until) return at > after ? at : null;
  }
}

/** Says whether a cron line can be read, and what is wrong with it. */
export function cronProblem(cron: string): string | null {
  if (cron.trim().split(/\s+/).length !== 5)
    return 'it needs five fields: minute hour day month weekday';
  try {
    CronExpressionParser.parse(cron);
    return null;
  } catch {
    // The library's own words quote what stands there.
    return 'a field is out of its range, or not of the form 5, 1-5, 1,3 or */10';
  }
}
