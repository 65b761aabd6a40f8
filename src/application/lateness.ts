import { addMilliseconds } from '../domain/time.ts';
import type { Services } from './services.ts';
import { transition } from './transition.ts';

/** Gives up what is not out `late_after` past its instant: old news is worse than none. */
export function missLate(services: Services): Promise<number> {
  const at = services.clock.now();
  const before = addMilliseconds(at, -services.configuration.lateAfterMilliseconds);
  return services.store.transaction(async (transaction) => {
    const late = await transaction.deliveries.lockLate(before);
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
