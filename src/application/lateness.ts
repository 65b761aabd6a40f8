import { addMilliseconds } from '../domain/time.ts';
import type { Services } from './services.ts';
import { transition } from './transition.ts';

/** The instant before which nothing may have been due that is still to go out. */
export const lateBefore = ({ clock, configuration }: Services): string =>
  addMilliseconds(clock.now(), -configuration.lateAfterMilliseconds);

/** Gives up what is not out `late_after` past its instant: old news is worse than none. */
export function missLate(services: Services): Promise<number> {
  const at = services.clock.now();
  return services.store.transaction(async (transaction) => {
    const late = await transaction.deliveries.lockLate(lateBefore(services));
    for (const delivery of late) {
      const why =
        delivery.state === 'pending'
          ? 'never approved'
          : delivery.held
            ? 'held until it was too late'
            : 'not out in time';
      await transition(transaction, delivery, 'too-late', { who: 'broadsheet', at, why });
    }
    return late.length;
  });
}
