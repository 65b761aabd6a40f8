import { composeMessage } from '../domain/message.ts';
import { freeingAfter } from './accept.ts';
import type { AttemptRecord, DeliveryRecord, StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';
import type { Settlement } from './settlement.ts';
import { transition } from './transition.ts';

/**
 * Records the acceptances at which there is nothing to weigh, all in one go: the delivery waits
 * for just this answer, the post is nobody else's evidence, and no part is left to send. That is
 * nearly every attempt, so a batch of them costs a handful of statements and not eight for each.
 * All others are left to `accept` and `refuse`.
 *
 * @param deliveries locked by the transaction, by id
 * @returns the settlements that are done with
 */
export async function acceptPlain(
  transaction: StoreTransaction,
  services: Services,
  settlements: readonly Settlement[],
  deliveries: ReadonlyMap<string, DeliveryRecord>,
): Promise<ReadonlySet<Settlement>> {
  const candidates = settlements.flatMap((settlement) => {
    const delivery = deliveries.get(settlement.attempt.deliveryId);
    const { outcome } = settlement;
    if (outcome.kind !== 'accepted' || outcome.shortfall) return [];
    return delivery?.state === 'publishing' ? [{ settlement, outcome, delivery }] : [];
  });
  const known = await transaction.attempts.statesOf(candidates.map((one) => one.delivery.id));
  const taken = await transaction.attempts.ofRemotes(
    candidates.map(({ settlement, outcome }) => ({
      account: settlement.attempt.account,
      remoteId: outcome.remoteId,
    })),
  );
  const others = Map.groupBy(known, (one) => partKey(one));
  const named = Map.groupBy(candidates, ({ settlement, outcome }) =>
    postKey(settlement.attempt.account, outcome.remoteId),
  );
  const owned = new Set(taken.map(({ account, remoteId }) => postKey(account, remoteId)));
  const plain = candidates.filter(({ settlement: { attempt }, outcome }) => {
    const post = postKey(attempt.account, outcome.remoteId);
    const [only, ...more] = others.get(partKey(attempt)) ?? [];
    return (
      only?.id === attempt.id &&
      only.state === 'sending' &&
      more.length === 0 &&
      !owned.has(post) &&
      named.get(post)?.length === 1 &&
      attempt.part + 1 >= composeMessage(attempt.content).parts.length
    );
  });
  const at = services.clock.now();
  const kept = await transaction.attempts.changeAll(
    plain.map(({ settlement: { attempt }, outcome: { remoteId, remoteUrl } }) => ({
      id: attempt.id,
      from: ['sending'],
      change: {
        state: 'accepted',
        finishedAt: at,
        error: null,
        remoteId,
        remoteUrl,
        lookUpAt: null,
      },
    })),
  );
  for (const { settlement, outcome, delivery } of plain) {
    const { attempt, who = 'broadsheet' } = settlement;
    if (!kept.has(attempt.id)) throw new Error(`attempt ${attempt.id} changed under a lock`);
    await transaction.accounts.vacate(attempt.account, attempt.id, freeingAfter(outcome, at));
    await transition(
      transaction,
      delivery,
      'accepted',
      { who, at },
      {
        ...(attempt.part === 0 && { remoteId: outcome.remoteId, remoteUrl: outcome.remoteUrl }),
        partsPublished: attempt.part + 1,
        postedAt: attempt.startedAt,
        dueAt: null,
      },
    );
  }
  return new Set(plain.map((one) => one.settlement));
}

const partKey = ({ deliveryId, part }: Pick<AttemptRecord, 'deliveryId' | 'part'>): string =>
  `${deliveryId}/${part}`;

const postKey = (account: string, remoteId: string | null): string => `${account}\0${remoteId}`;
