import type { Content } from '../domain/content.ts';
import { composeMessage } from '../domain/message.ts';
import { addMilliseconds } from '../domain/time.ts';
import type { HandOver } from './documents/status.ts';
import { reportInHand } from './news.ts';
import type { Account } from './ports/account.ts';
import type { DeliveryRecord, StoreTransaction } from './ports/store.ts';
import type { Cause, Services } from './services.ts';
import { frozenContent } from './thread.ts';
import { transition } from './transition.ts';

/**
 * What there is to post by hand.
 *
 * @param frozen the content of the parts that are public already
 * @returns null where the account is not one that a person posts for
 */
export function handOverOf(
  { byHand }: Account,
  { wanted, partsPublished }: DeliveryRecord,
  frozen: Content | undefined,
): HandOver | null {
  if (!byHand) return null;
  const content = frozen ?? wanted.content;
  const { parts, title } = composeMessage(content);
  const left = parts.slice(partsPublished);
  const words = { text: left[0] ?? '', title, link: content.link };
  return {
    where: byHand.where,
    address: byHand.address,
    form: byHand.formFor(words),
    title,
    parts: left,
    media: content.media.length,
  };
}

/**
 * Gives a due delivery to a person instead of sending it: no attempt, no request. Like a post, it
 * keeps its account from giving out the next one before the spacing is over.
 *
 * @returns whether it was given: what is no longer as approved waits for approval instead
 */
export async function giveToPerson(
  transaction: StoreTransaction,
  services: Services,
  due: DeliveryRecord,
  cause: Cause,
): Promise<boolean> {
  const delivery = await transition(transaction, due, 'claimed-assisted', cause);
  // The row is locked and not held, so one of the table's two lines for the event applies.
  if (!delivery) throw new Error(`${due.id} is due and can not be given to a person`);
  if (delivery.state !== 'awaiting') return false;
  await tellInHand(transaction, services, delivery, cause.at);
  const free_at = addMilliseconds(cause.at, services.configuration.spacingMilliseconds);
  const { account } = delivery.wanted;
  await transaction.accounts.occupy([{ account, sending: null, used_at: cause.at, free_at }]);
  return true;
}

/** Tells people what they have in hand, with the words to post. */
export async function tellInHand(
  transaction: StoreTransaction,
  { accounts }: Services,
  delivery: DeliveryRecord,
  at: string,
): Promise<void> {
  const account = accountAt(accounts, delivery);
  const frozen = await frozenContent(transaction, delivery);
  const handOver = account ? handOverOf(account, delivery, frozen?.content) : null;
  await reportInHand(transaction, delivery, handOver, at);
}

/** Who publishes a delivery by the configuration of now, wherever it went before. */
export const accountAt = (
  accounts: Services['accounts'],
  { wanted }: DeliveryRecord,
): Account | null => accounts.get(`${wanted.platform}/${wanted.target}`) ?? null;
