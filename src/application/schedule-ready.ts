import { schedule } from './schedule.ts';
import type { Services } from './services.ts';

/** Schedules what was approved and is no longer held. */
export function scheduleReady(services: Services): Promise<void> {
  return services.store.transaction(async (transaction) => {
    const cause = { who: 'broadsheet', at: services.clock.now() };
    for (const delivery of await transaction.deliveries.lockReady())
      await schedule(transaction, delivery, services.configuration, cause);
  });
}
