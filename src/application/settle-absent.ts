import type { AttemptRecord } from './ports/store.ts';
import { proveAbsent } from './refuse.ts';
import type { Services } from './services.ts';

/**
 * Records that an attempt whose outcome was unknown is proven not to be public.
 *
 * @param who whose word it is
 * @param why what it rests on
 */
export function settleAbsent(
  services: Services,
  attempt: AttemptRecord,
  who: string,
  why: string,
): Promise<void> {
  return services.store.transaction(async (transaction) => {
    const [delivery] = await transaction.deliveries.lock([attempt.deliveryId]);
    if (!delivery) return;
    const cause = { who, at: services.clock.now() };
    await proveAbsent({ transaction, services, delivery, cause }, attempt, why);
    await services.failpoint('before-evidence-commit');
  });
}
