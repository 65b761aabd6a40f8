import type { AttemptRecord, DeliveryRecord, StoreTransaction } from './ports/store.ts';
import { remedyOf } from './remedy.ts';

/** `li_en_01 → linkedin/company` */
export const deliveryName = ({ wanted }: Pick<DeliveryRecord, 'wanted'>): string =>
  `${wanted.postId} → ${wanted.target ? `${wanted.platform}/${wanted.target}` : wanted.platform}`;

/**
 * Puts a delivery that needs a person among the news, once per occasion.
 *
 * @param attempt whose outcome is not known, where it is about one
 */
export async function reportDelivery(
  transaction: StoreTransaction,
  delivery: DeliveryRecord,
  occasion: string,
  at: string,
  attempt: AttemptRecord | null = null,
): Promise<void> {
  await transaction.news.report({
    subjectKey: [delivery.id, delivery.state, delivery.wanted.contentHash, occasion].join(':'),
    kind: 'failure',
    urgent: false,
    deliveryId: delivery.id,
    title: `${deliveryName(delivery)}: ${delivery.state}`,
    text: [delivery.reason, remedyOf(delivery, attempt)].filter(Boolean).join('. '),
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
