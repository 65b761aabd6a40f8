import type { Circumstances, DeliveryEvent, Transition } from '../domain/lifecycle.ts';
import { move } from '../domain/state-machine.ts';
import { reportDelivery, reportPosted } from './news.ts';
import type { DeliveryChange, DeliveryRecord, StoreTransaction } from './ports/store.ts';
import type { Cause } from './services.ts';

/** After these the approval is gone: the content, or the wish to publish it, is another one. */
const voidsApproval: ReadonlySet<DeliveryEvent> = new Set([
  'content-edited',
  'approval-withdrawn',
  'row-invalid',
  'row-mended',
  'row-removed',
  'row-back',
]);

/** True where what was approved is what would be published. Content with a public part is frozen. */
export const approvalCurrent = (delivery: DeliveryRecord): boolean =>
  delivery.partsPublished > 0 || delivery.approval?.contentHash === delivery.wanted.contentHash;

/** True where the row still asks for it. Content with a public part goes on, whatever the row says. */
const rowInOrder = ({ present, wanted, partsPublished }: DeliveryRecord): boolean =>
  partsPublished > 0 || (present && wanted.problems.length === 0);

const circumstances = (delivery: DeliveryRecord): Circumstances => ({
  attemptsLeft: delivery.attemptsLeft,
  partsPublished: delivery.partsPublished,
  held: delivery.held !== null,
  approvalCurrent: approvalCurrent(delivery),
  rowInOrder: rowInOrder(delivery),
});

/**
 * The one way in which a delivery changes state: asks the state machine, writes the new state,
 * the audit entry and the news. The caller holds the row's lock.
 *
 * @param change what the use case sets beside the state; the guards see it
 * @returns the delivery as it is now, or null where the event does not apply: nothing is written
 */
export async function transition(
  transaction: StoreTransaction,
  delivery: DeliveryRecord,
  event: DeliveryEvent,
  cause: Cause,
  change: DeliveryChange = {},
): Promise<DeliveryRecord | null> {
  // The count of attempts is judged before this event uses one up.
  const { attemptsLeft: _, ...visible } = change;
  const step = move(delivery.state, event, circumstances({ ...delivery, ...visible }));
  if (!step.ok) return null;
  const reason = cause.why ?? step.transition.why;
  const full: DeliveryChange = {
    ...change,
    ...(voidsApproval.has(event) && { approval: null, dueAt: null, attemptsLeft: 2 }),
    state: step.to,
    reason,
  };
  if (!(await transaction.deliveries.change(delivery.id, delivery.state, full))) return null;
  await transaction.deliveries.audit(delivery.id, {
    at: cause.at,
    who: cause.who,
    event,
    from: delivery.state,
    to: step.to,
    why: reason,
    commit: cause.commit ?? null,
  });
  // Nobody is to post by hand what is settled by now.
  if (delivery.state === 'awaiting') await transaction.news.withdraw(delivery.id);
  const changed: DeliveryRecord = { ...delivery, ...full };
  await tell(transaction, changed, step.transition, cause);
  if (changed.state === 'scheduled' && changed.dueAt !== null && changed.dueAt <= cause.at)
    await transaction.wake();
  return changed;
}

async function tell(
  transaction: StoreTransaction,
  delivery: DeliveryRecord,
  transition: Transition,
  cause: Cause,
): Promise<void> {
  if (delivery.state === 'posted') await reportPosted(transaction, delivery, cause.at);
  // What is given to a person is told by whoever gives it, with the words to post.
  if (!transition.notify || delivery.state === 'awaiting') return;
  // An invalid row is told once per content; what ends a try is told each time.
  const occasion = delivery.state === 'invalid' ? '' : cause.at;
  await reportDelivery(transaction, delivery, occasion, cause.at);
}
