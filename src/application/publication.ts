import { composeMessage } from '../domain/message.ts';
import { instantOf } from '../domain/time.ts';
import type { Publication } from './ports/account.ts';
import type { AttemptRecord, DeliveryRecord } from './ports/store.ts';

/** What leaves, or what is looked for, from the bytes of the attempt. */
export function publicationOf(
  delivery: DeliveryRecord,
  attempt: AttemptRecord,
  replyTo: string | null,
): Publication {
  const message = composeMessage(attempt.content);
  return {
    weekId: delivery.weekId,
    postId: delivery.wanted.postId,
    deliveryId: delivery.id,
    attemptId: attempt.id,
    idempotencyKey: `broadsheet-${delivery.id}-${attempt.part + 1}-${attempt.contentHash.slice(-12)}`,
    attemptNumber: attempt.number,
    part: attempt.part,
    parts: message.parts,
    title: message.title,
    link: attempt.content.link,
    locale: delivery.locale,
    replyTo,
    plannedAt: instantOf(attempt.content.localDateTime, attempt.content.zone),
    startedAt: attempt.startedAt,
  };
}
