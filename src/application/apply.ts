import { recallBy } from '../domain/in-hand.ts';
import type { DeliveryEvent } from '../domain/lifecycle.ts';
import type { Action } from '../domain/plan.ts';
import { reportRecall } from './news.ts';
import type { DeliveryRecord, StoreTransaction } from './ports/store.ts';
import { schedule } from './schedule.ts';
import type { Cause, Services } from './services.ts';
import { transition } from './transition.ts';

/**
 * Carries out one action of a plan inside the caller's transaction: it decides nothing.
 *
 * @param locale of the row, for a delivery that is created
 */
export async function apply(
  transaction: StoreTransaction,
  services: Services,
  weekId: string,
  action: Action,
  locale: string,
  cause: Cause,
): Promise<void> {
  let delivery = action.existing
    ? await update(transaction, action, cause)
    : await create(transaction, services, weekId, action, locale, cause);
  for (const event of action.events) {
    if (event === 'row-arrived' || (event === 'row-invalid' && !action.existing)) continue;
    if (event === 'instant-known') {
      delivery = await schedule(transaction, delivery, services.configuration, cause);
      continue;
    }
    const approval =
      event === 'approved'
        ? {
            approval: {
              contentHash: delivery.wanted.contentHash,
              by: 'git',
              at: cause.at,
              commit: cause.commit ?? null,
            },
          }
        : {};
    const why = whyOf(event, action);
    const step = { ...cause, ...(why !== undefined && { why }) };
    delivery = (await transition(transaction, delivery, event, step, approval)) ?? delivery;
  }
}

/** What the plan said of this change, where it says more than the table does. */
function whyOf(event: DeliveryEvent, action: Action): string | undefined {
  if (event === 'row-invalid') return `fails ${action.reason}`;
  return event === 'content-edited' ? action.reason : undefined;
}

async function create(
  transaction: StoreTransaction,
  services: Services,
  weekId: string,
  action: Action,
  locale: string,
  cause: Cause,
): Promise<DeliveryRecord> {
  const delivery: DeliveryRecord = {
    id: services.newId(),
    weekId,
    locale,
    state: 'pending',
    wanted: action.wanted,
    present: true,
    held: action.held,
    approval: null,
    gitApproved: action.gitApproved,
    attemptsLeft: 2,
    partsPublished: 0,
    reason: action.reason,
    dueAt: null,
    lateFrom: action.wanted.scheduledAt,
    postedAt: null,
    remoteId: null,
    remoteUrl: null,
  };
  await transaction.deliveries.insert(delivery);
  await transaction.deliveries.audit(delivery.id, {
    at: cause.at,
    who: cause.who,
    event: 'row-arrived',
    from: 'new',
    to: 'pending',
    why: action.reason,
    commit: cause.commit ?? null,
  });
  if (!action.events.includes('row-invalid')) return delivery;
  const why = `fails ${action.reason}`;
  return (await transition(transaction, delivery, 'row-invalid', { ...cause, why })) ?? delivery;
}

async function update(
  transaction: StoreTransaction,
  action: Action,
  cause: Cause,
): Promise<DeliveryRecord> {
  const { at } = cause;
  const existing = action.existing as DeliveryRecord;
  const edited = action.wanted.contentHash !== existing.wanted.contentHash;
  const change = {
    held: action.held,
    gitApproved: action.gitApproved,
    present: action.present,
    ...(action.withdrawn && { approval: null }),
    ...(action.takesContent && { wanted: action.wanted }),
    ...(action.takesContent && edited && { lateFrom: action.wanted.scheduledAt }),
  };
  await transaction.deliveries.change(existing.id, existing.state, change);
  const delivery = { ...existing, ...change };
  if (action.withdrawn) await noteWithdrawal(transaction, existing, action.reason, cause);
  const recall = recallBy(action);
  if (recall)
    await reportRecall(transaction, delivery, recall, `sheet:${action.wanted.contentHash}`, at);
  return delivery;
}

/** Its state stays as it is until it is settled. */
const noteWithdrawal = (
  transaction: StoreTransaction,
  { id, state }: DeliveryRecord,
  why: string,
  { at, who, commit = null }: Cause,
): Promise<void> =>
  transaction.deliveries.audit(id, {
    at,
    who,
    event: 'approval-withdrawn',
    from: state,
    to: state,
    why,
    commit,
  });
