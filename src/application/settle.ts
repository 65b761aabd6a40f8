import type { Outcome } from '../domain/outcome.ts';
import { accept } from './accept.ts';
import { acceptPlain } from './accept-plain.ts';
import type { AttemptRecord, DeliveryRecord, StoreTransaction } from './ports/store.ts';
import { refuse } from './refuse.ts';
import type { Services } from './services.ts';
import type { Settlement } from './settlement.ts';

/**
 * Records what attempts came to, in one transaction with what follows for their deliveries. Every
 * one is a compare-and-swap on the attempt: what was settled meanwhile stays, but for an
 * acceptance, which is kept whoever brings it and however late.
 *
 * @returns for each, in order, the open attempt of the next part where a thread goes on
 */
export async function settleAll(
  services: Services,
  settlements: readonly Settlement[],
): Promise<readonly (AttemptRecord | null)[]> {
  const next = await recordAll(services, settlements);
  for (const one of settlements) logOutcome(services, one);
  return next;
}

const asWished: ReadonlySet<Outcome['kind']> = new Set(['accepted', 'deferred', 'released']);

function logOutcome({ log }: Services, { attempt, outcome, who = 'broadsheet' }: Settlement): void {
  const error = 'error' in outcome ? outcome.error : undefined;
  log.write(asWished.has(outcome.kind) ? 'info' : 'warn', 'outcome', {
    delivery_id: attempt.deliveryId,
    attempt_id: attempt.id,
    part: attempt.part + 1,
    number: attempt.number,
    account: attempt.account,
    outcome: outcome.kind,
    who,
    code: error?.code,
    message: error?.message,
  });
}

function recordAll(
  services: Services,
  settlements: readonly Settlement[],
): Promise<readonly (AttemptRecord | null)[]> {
  return services.store.transaction(async (transaction) => {
    const ids = settlements.map((one) => one.attempt.deliveryId);
    const locked = await transaction.deliveries.lock([...new Set(ids)]);
    const deliveries = new Map(locked.map((delivery) => [delivery.id, delivery]));
    const plain = await acceptPlain(transaction, services, settlements, deliveries);
    const next = new Map<Settlement, AttemptRecord | null>();
    for (const one of settlements) {
      if (plain.has(one)) continue;
      const [delivery] = await transaction.deliveries.lock([one.attempt.deliveryId]);
      if (delivery) next.set(one, await settleOne(transaction, services, delivery, one));
    }
    const isEvidence = settlements.some(({ who }) => who === 'look-up');
    await services.failpoint(isEvidence ? 'before-evidence-commit' : 'before-outcome-commit');
    return settlements.map((one) => next.get(one) ?? null);
  });
}

/** {@link settleAll} for one. */
export async function settle(
  services: Services,
  settlement: Settlement,
): Promise<AttemptRecord | null> {
  const [next = null] = await settleAll(services, [settlement]);
  return next;
}

async function settleOne(
  transaction: StoreTransaction,
  services: Services,
  delivery: DeliveryRecord,
  { attempt, outcome, who = 'broadsheet' }: Settlement,
): Promise<AttemptRecord | null> {
  const cause = { who, at: services.clock.now() };
  const context = { transaction, services, delivery, cause };
  if (outcome.kind === 'accepted') return accept(context, attempt, outcome);
  await refuse(context, attempt, outcome);
  return null;
}
