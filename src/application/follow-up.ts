import type { Outcome } from '../domain/outcome.ts';
import type { Problem } from '../domain/result.ts';
import { addMilliseconds } from '../domain/time.ts';
import type { Settling } from './accept.ts';
import type { AttemptRecord, DeliveryChange, DeliveryRecord } from './ports/store.ts';
import { transition } from './transition.ts';

/** A definite failure is tried once more after so long. */
export const retryAfter = 10 * 60_000;

/** Any outcome that is not an acceptance, once it is known what a double means. */
export type Refused = Exclude<Outcome, { readonly kind: 'accepted' | 'duplicate' }>;

/** What an outcome changes in its delivery beside the state. */
export function consequences(
  delivery: DeliveryRecord,
  outcome: Refused,
  at: string,
): DeliveryChange {
  switch (outcome.kind) {
    case 'rejected':
      return {
        attemptsLeft: delivery.attemptsLeft - 1,
        dueAt: delivery.attemptsLeft > 1 ? addMilliseconds(at, retryAfter) : null,
      };
    case 'deferred':
      return { dueAt: addMilliseconds(at, outcome.afterSeconds * 1000) };
    case 'unauthorised':
    case 'released':
      return { dueAt: at };
    case 'unknown':
      return { dueAt: null };
  }
}

/**
 * Takes an attempt whose outcome was unknown for absent: that costs one of the two attempts, as a
 * refusal would. `proveAbsent` asks first whether an earlier one was taken late.
 *
 * @param why what the proof is
 * @param word of the attempt itself, where that is the proof: what it was costs what it would have
 */
export async function markAbsent(
  { transaction, delivery, cause }: Omit<Settling, 'services'>,
  attempt: AttemptRecord,
  why: string,
  word: Refused | null,
): Promise<void> {
  const change = { state: 'absent' as const, lookUpAt: null };
  const kept = await transaction.attempts.change(attempt.id, ['unknown'], change);
  if (!kept) return;
  const error: Problem = { code: 'absent', message: why, remedy: '' };
  const isFree = word !== null && word.kind !== 'rejected';
  // What it costs is given back beforehand.
  const before = isFree ? { ...delivery, attemptsLeft: delivery.attemptsLeft + 1 } : delivery;
  const follows = {
    ...consequences(before, { kind: 'rejected', error }, cause.at),
    ...(isFree && consequences(delivery, word, cause.at)),
  };
  const changed = await transition(transaction, before, 'absent', { ...cause, why }, follows);
  if (changed) await catchUp({ transaction, delivery: changed, cause });
}

/** An edit, a removal or a mistake that came while the delivery was in flight is applied now. */
export async function catchUp({
  transaction,
  delivery,
  cause,
}: Omit<Settling, 'services'>): Promise<void> {
  if (delivery.state !== 'scheduled' && delivery.state !== 'failed') return;
  const { why: _, ...since } = cause;
  if (delivery.wanted.status === 'posted')
    await transition(transaction, delivery, 'marked-posted-in-git', since);
  else if (!delivery.present) await transition(transaction, delivery, 'row-removed', since);
  else if (delivery.partsPublished === 0 && delivery.wanted.problems.length > 0)
    await transition(transaction, delivery, 'row-invalid', {
      ...since,
      why: `fails ${delivery.wanted.problems.join(', ')}`,
    });
  else if (delivery.approval?.contentHash !== delivery.wanted.contentHash)
    await transition(transaction, delivery, 'content-edited', {
      ...since,
      why: delivery.approval
        ? 'edited while it was being published: the approval was for other content'
        : 'its approval was withdrawn while it was being published',
    });
}
