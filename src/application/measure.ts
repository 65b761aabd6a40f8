import { addMilliseconds, millisecondsBetween } from '../domain/time.ts';
import type { Measures } from './ports/health.ts';
import type { Services } from './services.ts';

const hour = 60 * 60_000;
const week = 7 * 24 * hour;

/** What is measured of one channel. */
export interface ChannelMeasures {
  readonly channel: string;
  readonly waiting: number;
  /** Seconds since the oldest of these was written. */
  readonly lag: number;
  /** Within a week. */
  readonly givenUp: number;
}

/** How the work goes, for a monitor: of every process on the database, as the tables say it. */
export async function measure(
  services: Services,
): Promise<Measures & { readonly channels: readonly ChannelMeasures[] }> {
  const now = services.clock.now();
  const since = addMilliseconds(now, -hour);
  return services.store.transaction(async ({ health, notices }) => {
    const measured = await health.measure({ now, since, realNow: services.realNow() });
    const found = await notices.health(addMilliseconds(now, -week));
    // Those of the configuration only: a label has as many values as that has channels.
    const channels = services.channels.map(({ name }) => {
      const one = found.find(({ channel }) => channel === name);
      const lag = one?.oldest ? millisecondsBetween(one.oldest, now) / 1000 : 0;
      return { channel: name, waiting: one?.waiting ?? 0, lag, givenUp: one?.givenUp ?? 0 };
    });
    return { ...measured, channels };
  });
}
