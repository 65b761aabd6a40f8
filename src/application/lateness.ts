import { formatDuration } from '../domain/duration.ts';
import { addMilliseconds } from '../domain/time.ts';
import type { DeliveryRecord } from './ports/store.ts';
import type { Services } from './services.ts';
import { transition } from './transition.ts';

/** The instant before which nothing may have been due that is still to go out. */
export const lateBefore = ({
  clock,
  configuration,
}: {
  readonly clock: Pick<Services['clock'], 'now'>;
  readonly configuration: Pick<Services['configuration'], 'lateAfterMilliseconds'>;
}): string => addMilliseconds(clock.now(), -configuration.lateAfterMilliseconds);

/** Gives up what is not out `late_after` past its instant: old news is worse than none. */
export function missLate(services: Services): Promise<number> {
  const at = services.clock.now();
  return services.store.transaction(async (transaction) => {
    const late = await transaction.deliveries.lockLate(lateBefore(services));
    for (const delivery of late) {
      const why = reasonOf(delivery, services);
      await transition(transaction, delivery, 'too-late', { who: 'broadsheet', at, why });
    }
    return late.length;
  });
}

function reasonOf({ state, held }: DeliveryRecord, { configuration }: Services): string {
  const limit = formatDuration(configuration.lateAfterMilliseconds);
  const why =
    state === 'pending'
      ? 'never approved'
      : held
        ? 'held until it was too late'
        : 'not out in time';
  return `${why}: ${limit} after its instant have passed (late_after)`;
}
