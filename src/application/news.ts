import { isolated } from '../domain/isolate.ts';
import type { Problem } from '../domain/result.ts';
import type { HandOver } from './documents/status.ts';
import type { AttemptRecord, DeliveryRecord, StoreTransaction } from './ports/store.ts';
import { remedyOf, remedyOfRecall, remedyOfStranded } from './remedy.ts';

/** `li_en_01 → linkedin/company` */
export const deliveryName = ({ wanted }: Pick<DeliveryRecord, 'wanted'>): string =>
  `${wanted.postId} → ${wanted.target ? `${wanted.platform}/${wanted.target}` : wanted.platform}`;

/**
 * Tells people at once of a delivery that needs them, once per occasion.
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
    topic: delivery.state === 'invalid' ? 'row' : 'delivery',
    urgent: true,
    deliveryId: delivery.id,
    title: `${isolated(deliveryName(delivery))}: ${delivery.state}`,
    text: isolated([delivery.reason, remedyOf(delivery, attempt)].filter(Boolean).join('. ')),
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
    topic: 'posted',
    urgent: false,
    deliveryId: delivery.id,
    title: `${isolated(deliveryName(delivery))}: posted`,
    text: delivery.remoteUrl ?? delivery.remoteId ?? delivery.reason,
    createdAt: at,
  });
}

/** Puts what is out, and not for everybody whom it was for, among the news that need a person. */
export async function reportShortfall(
  transaction: StoreTransaction,
  delivery: DeliveryRecord,
  attemptId: string,
  { message, remedy }: Problem,
  at: string,
): Promise<void> {
  await transaction.news.report({
    subjectKey: `${delivery.id}:shortfall:${attemptId}`,
    kind: 'failure',
    topic: 'delivery',
    urgent: true,
    deliveryId: delivery.id,
    title: `${isolated(deliveryName(delivery))}: posted, and not for everybody`,
    text: isolated(`${message}. ${remedy}`),
    createdAt: at,
  });
}

/** Tells people at once, once for its content, of what is due and can't go where it was approved for. */
export async function reportStranded(
  news: StoreTransaction['news'],
  delivery: DeliveryRecord,
  at: string,
): Promise<void> {
  await news.report({
    subjectKey: `${delivery.id}:stranded:${delivery.wanted.contentHash}`,
    kind: 'failure',
    topic: 'delivery',
    urgent: true,
    deliveryId: delivery.id,
    title: `${isolated(deliveryName(delivery))}: due, and not published`,
    text: isolated(`${delivery.reason}. ${remedyOfStranded(delivery)}`),
    createdAt: at,
  });
}

/**
 * Tells people at once what they are to post by hand: only their doing it makes it public in time.
 * The words stand by themselves, to be copied.
 */
export async function reportInHand(
  transaction: StoreTransaction,
  delivery: DeliveryRecord,
  handOver: HandOver | null,
  at: string,
): Promise<void> {
  await reportUrgently(transaction, delivery, at, {
    occasion: at,
    title: 'post it by hand',
    text: [isolated(remedyOf(delivery, null, handOver) ?? ''), ...wordsOf(handOver)].join('\n\n'),
  });
}

/**
 * Tells whoever has a delivery in hand that it is not wanted any more as it is: it was edited,
 * removed or held since.
 *
 * @param why that is, once for each occasion
 */
export async function reportRecall(
  transaction: StoreTransaction,
  delivery: DeliveryRecord,
  why: string,
  occasion: string,
  at: string,
): Promise<void> {
  await reportUrgently(transaction, delivery, at, {
    occasion,
    title: 'do not post it now',
    text: isolated(`${why}. ${remedyOfRecall(delivery)}`),
  });
}

async function reportUrgently(
  transaction: StoreTransaction,
  delivery: DeliveryRecord,
  at: string,
  { occasion, title, text }: Readonly<Record<'occasion' | 'title' | 'text', string>>,
): Promise<void> {
  await transaction.news.report({
    subjectKey: [delivery.id, delivery.state, delivery.wanted.contentHash, occasion].join(':'),
    kind: 'failure',
    topic: 'by-hand',
    urgent: true,
    deliveryId: delivery.id,
    title: `${isolated(deliveryName(delivery))}: ${title}`,
    text,
    createdAt: at,
  });
}

/** Each as it is to be posted, to the letter. */
function wordsOf(handOver: HandOver | null): readonly string[] {
  if (!handOver) return [];
  const { title, parts, media } = handOver;
  const several = parts.length > 1;
  return [
    ...(title === null ? [] : [`Title: ${title}`]),
    ...(several ? [`${parts.length} posts, each a reply to the one before:`] : []),
    ...parts.map((part, index) => (several ? `(${index + 1})\n\n${part}` : part)),
    ...(media > 0
      ? [
          `With the ${media === 1 ? 'file' : `${media} files`} that its row names in the column media`,
        ]
      : []),
  ];
}
