import type { Account } from './ports/account.ts';
import type { AttemptRecord, DeliveryRecord, StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';
import { transition } from './transition.ts';

const publicPart = (attempts: readonly AttemptRecord[], part: number): AttemptRecord | undefined =>
  attempts.find((one) => one.part === part && one.state === 'accepted');

/** The remote id of the part before, which a network may need for a reply. */
export async function partBefore(
  services: Services,
  { deliveryId, part }: AttemptRecord,
): Promise<string | null> {
  if (part === 0) return null;
  const attempts = await services.store.transaction((transaction) =>
    transaction.attempts.ofDeliveries([deliveryId]),
  );
  return publicPart(attempts, part - 1)?.remoteId ?? null;
}

/** Once a part is public, the rest of the thread is what it was then. */
export async function frozenContent(transaction: StoreTransaction, delivery: DeliveryRecord) {
  if (delivery.partsPublished === 0) return undefined;
  return publicPart(await transaction.attempts.ofDeliveries([delivery.id]), 0);
}

/** Whether the rest of a thread may not be sent: it would reply to nothing. It is settled accordingly. */
export async function mayNotGoOn(
  transaction: StoreTransaction,
  due: DeliveryRecord,
  account: Account,
  at: string,
): Promise<boolean> {
  if (due.partsPublished === 0 || account.byHand) return false;
  if (!(await isCut(transaction, due, account))) return false;
  await cutShort(transaction, due, at);
  return true;
}

async function cutShort(
  transaction: StoreTransaction,
  due: DeliveryRecord,
  at: string,
): Promise<void> {
  const cause = { who: 'broadsheet', at, why: whyCut(due.partsPublished, null) };
  await transition(transaction, due, 'thread-cut', cause, { dueAt: null });
}

/**
 * Whether the next part would have to reply to one whose id nobody knows, as after a person's word
 * with an address that does not tell it. Sent all the same it would be a post of its own.
 */
async function isCut(
  transaction: StoreTransaction,
  { id, partsPublished }: DeliveryRecord,
  account: Account,
): Promise<boolean> {
  if (!account.threadsByReply) return false;
  const attempts = await transaction.attempts.ofDeliveries([id]);
  return publicPart(attempts, partsPublished - 1)?.remoteId == null;
}

/** Why a thread ends where it is, for people. @param address of the last part that is public */
export const whyCut = (partsPublished: number, address: string | null): string =>
  `part ${partsPublished} is public${address === null ? '' : ` at ${address}`}, and nothing tells its id: the next part would reply to nothing. Post the rest by hand, then run \`broadsheet resolve\` with \`--posted\``;
