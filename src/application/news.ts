import type { DeliveryState } from '../domain/lifecycle.ts';
import type { DeliveryRecord, StoreTransaction } from './ports/store.ts';

/** What a person does about a state, in words for the mail and for `status`. */
export const remedies: Readonly<Partial<Record<DeliveryState, string>>> = {
  failed: 'Mend the cause, then run `broadsheet rerun-failed`.',
  missed: 'If it shall still go out, run `broadsheet rerun-failed` and name it.',
  invalid: 'Mend the row in the sheet and push.',
  unconfirmed:
    'Look at the account, then run `broadsheet resolve` with `--posted URL` or `--not-posted`.',
  awaiting: 'Post it by hand, then run `broadsheet resolve` with `--posted URL`.',
  pending: 'Look at it again, then run `broadsheet approve`.',
};

/** `li_en_01 → linkedin/company` */
export const deliveryName = ({ wanted }: Pick<DeliveryRecord, 'wanted'>): string =>
  `${wanted.postId} → ${wanted.target ? `${wanted.platform}/${wanted.target}` : wanted.platform}`;

/** Puts a delivery that needs a person among the news, once per occasion. */
export async function reportDelivery(
  transaction: StoreTransaction,
  delivery: DeliveryRecord,
  occasion: string,
  at: string,
): Promise<void> {
  await transaction.news.report({
    subjectKey: [delivery.id, delivery.state, delivery.wanted.contentHash, occasion].join(':'),
    kind: 'failure',
    urgent: false,
    deliveryId: delivery.id,
    title: `${deliveryName(delivery)}: ${delivery.state}`,
    text: [delivery.reason, remedies[delivery.state]].filter(Boolean).join('. '),
    createdAt: at,
  });
}

/** Puts a delivery that is out among the good news. */
export async function reportPosted(
  transaction: StoreTransaction,
  delivery: DeliveryRecord,
  at: string,
): Promise<void> {
  await transaction.news.report({
    subjectKey: `${delivery.id}:posted`,
    kind: 'success',
    urgent: false,
    deliveryId: delivery.id,
    title: `${deliveryName(delivery)}: posted`,
    text: delivery.remoteUrl ?? delivery.remoteId ?? delivery.reason,
    createdAt: at,
  });
}
