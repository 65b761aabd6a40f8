import { failure, type Problem, type Result, success } from '../domain/result.ts';
import { accept, ownerOf, type Proof } from './accept.ts';
import { accountAt } from './by-hand.ts';
import { catchUp } from './follow-up.ts';
import { deliveryName } from './news.ts';
import type { OrderReport } from './orders.ts';
import type { AttemptRecord, DeliveryRecord, StoreTransaction } from './ports/store.ts';
import { isOfAnother } from './posted-by-word.ts';
import { select } from './select.ts';
import type { Cause, Services } from './services.ts';
import { settleAbsent } from './settle-absent.ts';
import { transition } from './transition.ts';

export interface ResolveRequest {
  readonly weekId: string;
  /** An id, or `post_id:platform/target`: exactly one delivery. */
  readonly name: string;
  readonly who: string;
  /** Where it is public; or that it is not. */
  readonly verdict: { readonly posted: string } | { readonly notPosted: true };
}

/** A person's word settles what no machine can: it is public, and where; or it is not. */
export async function resolve(
  services: Services,
  request: ResolveRequest,
): Promise<Result<OrderReport>> {
  const { weekId, who, verdict } = request;
  if ('posted' in verdict && !isAddress(verdict.posted))
    return failure({
      code: 'address-invalid',
      message: `"${verdict.posted}" is not the address of a post.`,
      remedy: 'Give the https:// address at which the post can be seen.',
    });
  const found = await services.store.transaction(async (transaction) => {
    const one = await pickOne(transaction, request);
    if (!one.ok) return one;
    const delivery = one.value;
    const attempts = await transaction.attempts.ofDeliveries([delivery.id]);
    const open = attempts.find((attempt) => attempt.state === 'unknown') ?? null;
    const word: Word = { transaction, services, delivery, open, who };
    const problem =
      'posted' in verdict ? await markPosted(word, verdict.posted) : await giveBack(word);
    return problem ? failure(problem) : success({ delivery, open });
  });
  if (!found.ok) return found;
  const { delivery, open } = found.value;
  if ('notPosted' in verdict && open)
    await settleAbsent(services, open, who, `${who} says that it is not there`);
  const [now] = await services.store.transaction((transaction) =>
    transaction.deliveries.lock([delivery.id]),
  );
  const state = now?.state ?? delivery.state;
  const changed = [{ id: delivery.id, name: deliveryName(delivery), state }];
  return success({ week_id: weekId, changed, unchanged: [] });
}

const isAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

async function pickOne(
  transaction: StoreTransaction,
  { weekId, name }: ResolveRequest,
): Promise<Result<DeliveryRecord>> {
  const selected = await select(transaction, weekId, { names: [name] });
  if (!selected.ok) return selected;
  const [delivery, second] = selected.value;
  if (delivery && !second) return success(delivery);
  return failure({
    code: 'delivery-ambiguous',
    message: `"${name}" names ${selected.value.length} deliveries.`,
    remedy: `Name one: ${selected.value.map(({ wanted }) => `${wanted.postId}:${wanted.platform}/${wanted.target}`).join(', ')}.`,
  });
}

/** A person's word about one delivery, which is locked by the transaction. */
interface Word {
  readonly transaction: StoreTransaction;
  readonly services: Services;
  readonly delivery: DeliveryRecord;
  /** Whose outcome is not known. */
  readonly open: AttemptRecord | null;
  readonly who: string;
}

/**
 * It is public there: the part that was asked for, where an attempt is open; else all of it. The id
 * is read from the address, where the network's addresses tell it.
 *
 * @returns why the word is not taken; null where it is
 */
async function markPosted(word: Word, remoteUrl: string): Promise<Problem | null> {
  const { transaction, services, delivery, open, who } = word;
  const { account } = delivery.wanted;
  const remoteId = accountAt(services.accounts, delivery)?.remoteIdOf?.(remoteUrl) ?? null;
  const owner = await ownerOf(transaction, account, remoteId);
  const own = owner?.deliveryId === delivery.id && owner.part === open?.part;
  if (owner && !own) return taken(remoteUrl);
  const proof = { remoteId, remoteUrl };
  if (await isOfAnother(transaction, delivery.id, { account, ...proof })) return taken(remoteUrl);
  const cause = { who, at: services.clock.now(), why: `${who} says that it is out` };
  if (!open) return markWhole(word, proof, cause);
  await accept({ transaction, services, delivery, cause }, open, proof);
  return null;
}

/** Without an attempt it is all of it that is meant. The first part's id stays what it is. */
async function markWhole(
  { transaction, delivery }: Word,
  { remoteId, remoteUrl }: Proof,
  cause: Cause,
): Promise<Problem | null> {
  const first = delivery.partsPublished === 0 ? { remoteId, remoteUrl } : {};
  const change = { ...first, postedAt: cause.at, dueAt: null };
  const posted = await transition(transaction, delivery, 'resolved-posted', cause, change);
  return posted ? null : notNow(delivery);
}

/**
 * It is not public. What a person had in hand has failed then, with what came since applied to it;
 * an open attempt is settled by the caller.
 *
 * @returns why the word is not taken; null where it is
 */
async function giveBack(word: Word): Promise<Problem | null> {
  const { transaction, services, delivery, open, who } = word;
  if (open && delivery.state === 'unconfirmed') return null;
  const cause = { who, at: services.clock.now(), why: `${who} says that it was not posted` };
  const event = 'not-posted-by-hand';
  const back = await transition(transaction, delivery, event, cause, { dueAt: null });
  if (!back) return notNow(delivery);
  await catchUp({ transaction, delivery: back, cause });
  return null;
}

const taken = (address: string): Problem => ({
  code: 'evidence-taken',
  message: `${address} is another delivery's post.`,
  remedy: 'Give the address of the post of this delivery: one post never settles two.',
});

const notNow = (delivery: DeliveryRecord): Problem => ({
  code: 'nothing-to-resolve',
  message: `${deliveryName(delivery)} is ${delivery.state}: there is nothing to resolve.`,
  remedy:
    'A delivery that is unconfirmed or in the hand of a person can be resolved either way; one that we did not send, with --posted.',
});
