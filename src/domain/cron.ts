import { CronExpressionParser } from 'cron-parser';
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

const tickLimit = 1000;

/**
 * The instants of a cron line in a span. A local time that a clock change skips fires once, moved
 * by the gap (02:30 at 03:30); one that occurs twice fires once, the first time. The local
 * calendar decides, not the zone's offsets: the line is expanded in local time and each local time
 * is made an instant by the rule of {@link instantOf}.
 */
export function ticks({ cron, zone, after, until }: CronSpan): readonly string[] {
  const start = Temporal.Instant.from(after)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .subtract({ hours: 3 });
  const line = CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: `${start}Z` });
  const found: string[] = [];
  for (let count = 0; count < tickLimit; count += 1) {
    const local = line.next().toDate().toISOString().slice(0, 16);
    const at = instantOf(local, zone);
    if (at > until && at > after) break;
    if (at > after && found.at(-1) !== at) found.push(at);
  }
  return found;
}

/** Says whether a cron line can be read, and what is wrong with it. */
export function cronProblem(cron: string): string | null {
  if (cron.trim().split(/\s+/).length !== 5)
    return 'it needs five fields: minute hour day month weekday';
  try {
    CronExpressionParser.parse(cron);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
