import { createHash } from 'node:crypto';
import { composeMessage } from '../domain/message.ts';
import { failure, type Result, success } from '../domain/result.ts';
import { accountAt } from './by-hand.ts';
import type { ApprovalPreview, PreviewedDelivery } from './documents/orders.ts';
import { leavingInstants } from './leaving.ts';
import type { DeliveryRecord, StoreTransaction } from './ports/store.ts';
import { schedule } from './schedule.ts';
import { type Selection, select } from './select.ts';
import type { Services } from './services.ts';
import { transition } from './transition.ts';

export type { ApprovalPreview, PreviewedDelivery } from './documents/orders.ts';

export interface ApproveRequest {
  readonly weekId: string;
  readonly selection: Selection;
  readonly who: string;
  /** Of the preview that the person saw. */
  readonly plan: string | null;
  /** Of the one content that the person saw. */
  readonly contentHash?: string;
}

/** Shows what an approval would make public, and changes nothing. */
export function previewApproval(
  services: Services,
  weekId: string,
  selection: Selection,
): Promise<Result<ApprovalPreview>> {
  return services.store.transaction(async (transaction) => {
    const selected = await select(transaction, weekId, selection);
    if (!selected.ok) return selected;
    return success(await preview(transaction, services, weekId, selected.value, selection));
  });
}

/** Approves the pending contents, and puts them on the schedule. */
export function approve(
  services: Services,
  { weekId, selection, who, plan, contentHash: seen }: ApproveRequest,
): Promise<Result<ApprovalPreview>> {
  return services.store.transaction(async (transaction) => {
    const selected = await select(transaction, weekId, selection);
    if (!selected.ok) return selected;
    const shown = await preview(transaction, services, weekId, selected.value, selection);
    if (plan !== null && plan !== shown.plan)
      return failure({
        code: 'plan-changed',
        message: 'What would be approved is no longer what you looked at.',
        remedy: 'Look at it again with `broadsheet approve`, then approve that.',
      });
    if (seen !== undefined && selected.value.some((one) => one.wanted.contentHash !== seen))
      return failure({
        code: 'content-changed',
        message: 'The content of this delivery is not the one that you looked at.',
        remedy: 'Look at it again, and approve it by its `content_hash` of now.',
      });
    const at = services.clock.now();
    const ids = new Set(shown.deliveries.map((one) => one.id));
    for (const delivery of selected.value.filter((one) => ids.has(one.id))) {
      const { contentHash } = delivery.wanted;
      const cause = { who, at, why: `approved by ${who}` };
      const approval = { contentHash, by: who, at, commit: null };
      const held = delivery.held === 'person' ? null : delivery.held;
      const change = { approval, held };
      const approved = await transition(transaction, delivery, 'approved', cause, change);
      if (approved) await schedule(transaction, approved, services.configuration, { who, at });
    }
    return success(shown);
  });
}

async function preview(
  transaction: StoreTransaction,
  services: Services,
  weekId: string,
  deliveries: readonly DeliveryRecord[],
  selection: Selection,
): Promise<ApprovalPreview> {
  const why = (delivery: DeliveryRecord) => obstacle(delivery, 'all' in selection);
  const ready = deliveries.filter((one) => why(one) === null);
  const skipped = deliveries.flatMap((one) => {
    const reason = why(one);
    return reason === null ? [] : [{ ...naming(one), reason }];
  });
  const hashes = ready.map((one) => [one.id, one.wanted.contentHash]).sort();
  const ids = new Set(ready.map((one) => one.id));
  const week = await transaction.deliveries.ofWeek(weekId);
  const states = await transaction.accounts.list();
  const leaving = leavingInstants(services.configuration, week, states, ({ id }) => ids.has(id));
  const digest = createHash('sha256').update(JSON.stringify(hashes)).digest('hex');
  return {
    week_id: weekId,
    timezone: services.configuration.timezone,
    plan: `plan-${digest.slice(0, 16)}`,
    deliveries: ready.map((one) => show(services, one, leaving.get(one.id) ?? null)),
    skipped,
  };
}

/** Why a delivery is not approved now; null where it may be. */
function obstacle(delivery: DeliveryRecord, everything: boolean): string | null {
  if (delivery.state !== 'pending') return `is ${delivery.state}`;
  if (delivery.held === 'person' && everything)
    return 'held by a person: name it to approve it all the same';
  return null;
}

const naming = ({ id, wanted }: DeliveryRecord) => ({
  id,
  post_id: wanted.postId,
  platform: wanted.platform,
  target: wanted.target,
});

function show(
  { accounts }: Services,
  delivery: DeliveryRecord,
  leaves: string | null,
): PreviewedDelivery {
  const { content, contentHash, scheduledAt } = delivery.wanted;
  const { parts, title } = composeMessage(content);
  return {
    ...naming(delivery),
    content_hash: contentHash,
    scheduled_at: scheduledAt,
    due_at: leaves,
    by_person: accountAt(accounts, delivery)?.byHand !== undefined,
    title,
    parts,
  };
}
