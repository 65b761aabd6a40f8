import { composeMessage } from '../domain/message.ts';
import type { Problem } from '../domain/result.ts';
import { addMilliseconds } from '../domain/time.ts';
import { accountAt } from './by-hand.ts';
import { standing } from './identity.ts';
import { openAttempts } from './intent.ts';
import { reportDelivery, reportShortfall } from './news.ts';
import type { Account } from './ports/account.ts';
import type {
  AttemptRecord,
  AttemptState,
  DeliveryChange,
  DeliveryRecord,
  Freeing,
  StoreTransaction,
} from './ports/store.ts';
import { isOfAnother } from './posted-by-word.ts';
import { redacted } from './redacted.ts';
import type { Cause, Services } from './services.ts';
import { whyCut } from './thread.ts';
import { transition } from './transition.ts';

/** One settlement: the delivery is locked by the transaction. */
export interface Settling {
  readonly transaction: StoreTransaction;
  readonly services: Services;
  readonly delivery: DeliveryRecord;
  readonly cause: Cause;
}

/** Proof that a part is public. A person's word may leave open which id the network gave it. */
export interface Proof {
  readonly remoteId: string | null;
  readonly remoteUrl: string | null;
  readonly shortfall?: Problem;
  /** The account has used up what its network allows it. */
  readonly freeAfterSeconds?: number;
}

/** What is left to an account of its network's limits, by the answer that took a post. */
export const freeingAfter = (
  { freeAfterSeconds }: Pick<Proof, 'freeAfterSeconds'>,
  at: string,
): Freeing =>
  freeAfterSeconds === undefined ? {} : { notBefore: addMilliseconds(at, freeAfterSeconds * 1000) };

/** A late acceptance is always kept, whatever was concluded meanwhile. */
const acceptable: readonly AttemptState[] = ['sending', 'unknown', 'absent'];

/** @returns the open attempt of the next part, where the delivery is a thread that goes on now */
export async function accept(
  settling: Settling,
  attempt: AttemptRecord,
  proof: Proof,
): Promise<AttemptRecord | null> {
  const { transaction, delivery, cause } = settling;
  const { account } = attempt;
  const { remoteId, remoteUrl } = proof;
  const shortfall = proof.shortfall ? redacted(settling.services, proof.shortfall) : null;
  const owner = await ownerOf(transaction, account, remoteId);
  if (owner && owner.id !== attempt.id)
    return owner.deliveryId === attempt.deliveryId && owner.part === attempt.part
      ? namedAgain(settling, attempt, owner, proof)
      : disputed(settling, attempt, remoteId);
  // What answers our own request is proof. What is only found there may be what a person has posted.
  const isFound = cause.who === 'look-up';
  if (isFound && (await isOfAnother(transaction, delivery.id, { account, remoteId, remoteUrl })))
    return disputed(settling, attempt, remoteId);
  if (await anotherIsOpen(transaction, attempt)) return keepAside(settling, attempt, proof);
  const kept = await transaction.attempts.change(attempt.id, acceptable, {
    state: 'accepted',
    finishedAt: cause.at,
    error: shortfall,
    remoteId,
    remoteUrl,
    lookUpAt: null,
  });
  if (!kept) return intentOfNext(transaction, attempt, remoteId);
  if (shortfall) await reportShortfall(transaction, delivery, attempt.id, shortfall, cause.at);
  const freeing = freeingAfter(proof, cause.at);
  await transaction.accounts.vacate(attempt.account, attempt.id, freeing);
  const partsPublished = attempt.part + 1;
  const first = attempt.part === 0 ? { remoteId, remoteUrl } : {};
  if (partsPublished < composeMessage(attempt.content).parts.length)
    return goOn(settling, kept, { ...first, partsPublished }, freeing.notBefore !== undefined);
  await transition(transaction, delivery, eventOf(delivery), cause, {
    ...first,
    partsPublished,
    postedAt: attempt.startedAt,
    dueAt: null,
  });
  return null;
}

/** @returns the attempt that rests on a post, where there is one: a post never settles two deliveries */
export async function ownerOf(
  transaction: StoreTransaction,
  account: string,
  remoteId: string | null,
): Promise<AttemptRecord | null> {
  if (remoteId === null) return null;
  const [owner = null] = await transaction.attempts.ofRemotes([{ account, remoteId }]);
  return owner;
}

const eventOf = ({ state }: DeliveryRecord) => {
  if (state === 'publishing') return 'accepted';
  return state === 'unconfirmed' ? 'found' : 'accepted-late';
};

/** A later attempt of the same part, which was opened because this one was taken for absent. */
async function anotherIsOpen(
  transaction: StoreTransaction,
  attempt: AttemptRecord,
): Promise<boolean> {
  const attempts = await transaction.attempts.ofDeliveries([attempt.deliveryId]);
  return attempts.some(
    (one) =>
      one.id !== attempt.id &&
      one.part === attempt.part &&
      (one.state === 'sending' || one.state === 'unknown' || one.state === 'accepted'),
  );
}

/**
 * The network took an attempt after it was proven absent and while another is on its way: the
 * network's figure for how long that may take is wrong. The evidence is kept with the attempt, so
 * that the other one is judged by it, and a person is told.
 */
async function keepAside(
  { transaction, delivery, cause }: Settling,
  attempt: AttemptRecord,
  { remoteId, remoteUrl }: Proof,
): Promise<null> {
  const kept = await transaction.attempts.change(attempt.id, ['absent'], { remoteId, remoteUrl });
  if (!kept) return null;
  const why = `an earlier attempt was taken after all: ${remoteUrl ?? remoteId}. Look whether it is public twice`;
  await reportDelivery(transaction, { ...delivery, reason: why }, `late:${attempt.id}`, cause.at);
  return null;
}

/**
 * Where the answer to the commit of an acceptance was lost, it is written again: the intent of the
 * next part stands since then, and is still this worker's to send, who alone knows the claim.
 */
async function intentOfNext(
  transaction: StoreTransaction,
  { id, deliveryId, part, claim }: AttemptRecord,
  remoteId: string | null,
): Promise<AttemptRecord | null> {
  const attempts = await transaction.attempts.ofDeliveries([deliveryId]);
  const own = attempts.find((one) => one.id === id);
  if (own?.state !== 'accepted' || own.remoteId !== remoteId) return null;
  const isNext = (one: AttemptRecord) =>
    one.part === part + 1 && one.state === 'sending' && one.claim === claim;
  return attempts.find(isNext) ?? null;
}

/** The network names the post by which an earlier attempt of this part was taken late: it is public. */
async function namedAgain(
  settling: Settling,
  attempt: AttemptRecord,
  earlier: AttemptRecord,
  proof: Proof,
): Promise<AttemptRecord | null> {
  const { transaction, cause } = settling;
  const error = {
    code: 'same-post',
    message: `The network names ${proof.remoteId}, by which an earlier attempt is public`,
    remedy: '',
  };
  const kept = await transaction.attempts.change(attempt.id, ['sending', 'unknown'], {
    state: 'absent',
    finishedAt: cause.at,
    error,
    lookUpAt: null,
  });
  if (!kept) return null;
  await transaction.accounts.vacate(attempt.account, attempt.id);
  return accept(settling, earlier, proof);
}

/** What another delivery rests on is no evidence for this one. */
async function disputed(
  { transaction, delivery, cause }: Settling,
  attempt: AttemptRecord,
  remoteId: string | null,
): Promise<null> {
  const error = {
    code: 'evidence-taken',
    message: `The network names ${remoteId}, which is another delivery's post`,
    remedy: 'Look at the account, then run `broadsheet resolve`.',
  };
  const kept = await transaction.attempts.change(attempt.id, ['sending', 'unknown'], {
    state: 'unknown',
    finishedAt: cause.at,
    error,
    lookUpAt: null,
  });
  if (!kept) return null;
  await transaction.accounts.vacate(attempt.account, attempt.id);
  const why = { ...cause, why: error.message };
  const changed = await transition(transaction, delivery, 'unknown', why);
  const told = changed ?? { ...delivery, reason: error.message };
  await reportDelivery(transaction, told, attempt.id, cause.at, attempt);
  return null;
}

/**
 * The intent of the next part is committed together with the acceptance of this one.
 *
 * @param usedUp the network takes no more of the account for a while
 */
async function goOn(
  { transaction, services, delivery, cause }: Settling,
  attempt: AttemptRecord,
  change: DeliveryChange,
  usedUp: boolean,
): Promise<AttemptRecord | null> {
  const progress = { ...change, attemptsLeft: 2 };
  await transaction.deliveries.change(delivery.id, delivery.state, progress);
  const now: DeliveryRecord = { ...delivery, ...progress };
  if (accountAt(services.accounts, now)?.threadsByReply && attempt.remoteId === null) {
    const why = whyCut(now.partsPublished, attempt.remoteUrl);
    await transition(transaction, now, 'thread-cut', { ...cause, why }, { dueAt: null });
    return null;
  }
  const by = usedUp ? null : await mayGoOn(transaction, services, now);
  if (!by) {
    // From the schedule, the next part goes out by the ordinary way, when it may.
    const event = delivery.state === 'publishing' ? 'part-accepted' : 'part-found';
    const gone = await transition(transaction, now, event, cause, { dueAt: cause.at });
    if (!gone) await tellHalfPublic(transaction, now, attempt, cause.at);
    return null;
  }
  const { claim, deliveryId, content, contentHash } = attempt;
  const part = attempt.part + 1;
  const intent = { claim, deliveryId, part, account: attempt.account, by, content, contentHash };
  const [next = null] = await openAttempts(transaction, services, [intent]);
  return next;
}

/**
 * The proof of a part came when the thread was over already: its rest is not sent by itself. One that
 * waits for its next try goes on with the next part then: a person who posted that would double it.
 */
async function tellHalfPublic(
  transaction: StoreTransaction,
  delivery: DeliveryRecord,
  { id, remoteUrl, remoteId }: AttemptRecord,
  at: string,
): Promise<void> {
  const { partsPublished, reason: before } = delivery;
  const isOver = delivery.state !== 'scheduled';
  const rest = isOver ? `, and the rest is not: ${before}` : ': on with the next';
  const reason = `part ${partsPublished} is public after all (${remoteUrl ?? remoteId})${rest}`;
  await transaction.deliveries.change(delivery.id, delivery.state, { reason });
  if (isOver) await reportDelivery(transaction, { ...delivery, reason }, `half:${id}`, at);
}

/** Its account, unless a person posts for it, or somebody has stopped the delivery, the account or everything meanwhile. */
async function mayGoOn(
  transaction: StoreTransaction,
  services: Services,
  delivery: DeliveryRecord,
): Promise<Account | null> {
  if (delivery.state !== 'publishing' || delivery.held || services.stopping.aborted) return null;
  if ((await standing(transaction, services)).problem) return null;
  const { pausedAt } = await transaction.instance.read();
  const accounts = await transaction.accounts.list();
  const state = accounts.find((one) => one.account === delivery.wanted.account);
  if (pausedAt !== null || state?.pausedAt != null) return null;
  const account = accountAt(services.accounts, delivery);
  return account?.byHand ? null : account;
}
