import type { Outcome } from '../domain/outcome.ts';
import type { Problem } from '../domain/result.ts';
import { addMilliseconds } from '../domain/time.ts';
import { accept, type Settling } from './accept.ts';
import { accountOf } from './account-of-attempt.ts';
import { catchUp, consequences, markAbsent, type Refused } from './follow-up.ts';
import { reportDelivery } from './news.ts';
import { pauseForNetwork } from './pause.ts';
import type { AttemptRecord, AttemptState, Freeing } from './ports/store.ts';
import { isOfAnother } from './posted-by-word.ts';
import { redacted } from './redacted.ts';
import type { Services } from './services.ts';
import { transition } from './transition.ts';
import { sendBy } from './wire.ts';

/** The first look for a lost answer: mostly it is there. Only later ones count as absence. */
const firstLookAfter = 10_000;

type Refusal = Exclude<Outcome, { readonly kind: 'accepted' }>;

/** Records an attempt that was not accepted, and what follows for its delivery. */
export async function refuse(
  settling: Settling,
  attempt: AttemptRecord,
  outcome: Refusal,
): Promise<void> {
  // That is true of the token whenever it is learnt, and whatever has become of the attempt since.
  if (outcome.kind === 'unauthorised')
    await pauseAccount(settling, attempt, redacted(settling.services, outcome.error));
  const earlier = await evidenceOfEarlier(settling, attempt, outcome);
  if (earlier) return closeBy(settling, attempt, outcome, earlier);
  if (outcome.kind === 'duplicate')
    return refuse(settling, attempt, await meaningOfDuplicate(settling, attempt, outcome));
  const { transaction, services, cause } = settling;
  const error = redacted(services, outcome.error);
  const lookUpAt = outcome.kind === 'unknown' ? firstLook(services, attempt, cause.at) : null;
  const open: readonly AttemptState[] = ['sending'];
  const kept = await transaction.attempts.change(attempt.id, open, {
    state: outcome.kind,
    finishedAt: cause.at,
    error,
    lookUpAt,
    ...answerOf(services, outcome),
  });
  if (!kept) {
    // Recovered meanwhile, and now the network's word is here: definitely nothing is public.
    if (outcome.kind !== 'unknown') await proveAbsent(settling, attempt, error.message, outcome);
    return;
  }
  await transaction.accounts.vacate(attempt.account, attempt.id, freeing(outcome, cause.at));
  await follow(settling, outcome, error, lookUpAt === null ? attempt : null);
}

async function follow(
  { transaction, delivery, cause }: Settling,
  outcome: Refused,
  error: Problem,
  unseen: AttemptRecord | null,
): Promise<void> {
  const why = { ...cause, why: error.message };
  const change = consequences(delivery, outcome, cause.at);
  const changed = await transition(transaction, delivery, outcome.kind, why, change);
  if (!changed) return;
  if (changed.state === 'unconfirmed' && unseen !== null)
    await reportDelivery(transaction, changed, unseen.id, cause.at, unseen);
  await catchUp({ transaction, delivery: changed, cause });
}

/**
 * An earlier attempt of the part that was taken after all (late, or as the network's duplicate
 * answer says): the part is public by that one.
 */
async function evidenceOfEarlier(
  { transaction }: Settling,
  attempt: AttemptRecord,
  outcome: Refusal,
): Promise<
  (Extract<Outcome, { readonly kind: 'accepted' }> & { readonly of: AttemptRecord }) | null
> {
  const attempts = await transaction.attempts.ofDeliveries([attempt.deliveryId]);
  const absent = attempts.filter(
    (one) => one.part === attempt.part && one.id !== attempt.id && one.state === 'absent',
  );
  const late = lateOf(attempts, attempt);
  if (late?.remoteId)
    return { kind: 'accepted', remoteId: late.remoteId, remoteUrl: late.remoteUrl, of: late };
  const doubled = absent.at(-1);
  if (outcome.kind !== 'duplicate' || outcome.remoteId === null || !doubled) return null;
  // The same words may be another delivery's: then that one's post is named.
  const named = { account: attempt.account, remoteId: outcome.remoteId };
  const [owner] = await transaction.attempts.ofRemotes([named]);
  if (owner && owner.deliveryId !== attempt.deliveryId) return null;
  const { remoteUrl } = outcome;
  if (await isOfAnother(transaction, attempt.deliveryId, { ...named, remoteUrl })) return null;
  return {
    kind: 'accepted',
    remoteId: outcome.remoteId,
    remoteUrl: outcome.remoteUrl,
    of: doubled,
  };
}

/**
 * An attempt whose outcome was unknown is proven not to be public. Where an earlier one was taken
 * late, the part is public by that one, and nothing is sent again.
 *
 * @param why what the proof is
 * @param word of the attempt itself, where that is the proof
 */
export async function proveAbsent(
  settling: Settling,
  attempt: AttemptRecord,
  why: string,
  word: Refused | null = null,
): Promise<void> {
  const attempts = await settling.transaction.attempts.ofDeliveries([attempt.deliveryId]);
  const late = lateOf(attempts, attempt);
  if (!late?.remoteId) return markAbsent(settling, attempt, why, word);
  const change = { state: 'absent' as const, lookUpAt: null };
  const kept = await settling.transaction.attempts.change(attempt.id, ['unknown'], change);
  if (!kept) return;
  const { remoteId, remoteUrl } = late;
  await accept(settling, late, { remoteId, remoteUrl });
}

/** An earlier attempt of the part that was taken for absent, and was taken by the network late. */
const lateOf = (attempts: readonly AttemptRecord[], { id, part }: AttemptRecord) =>
  attempts.find(
    (one) => one.part === part && one.id !== id && one.state === 'absent' && one.remoteId !== null,
  );

async function closeBy(
  settling: Settling,
  attempt: AttemptRecord,
  outcome: Refusal,
  {
    of,
    ...evidence
  }: Extract<Outcome, { readonly kind: 'accepted' }> & {
    readonly of: AttemptRecord;
  },
): Promise<void> {
  const { transaction, services, cause } = settling;
  // Whatever became of this attempt, the part is public: it is not looked for any more.
  const kept = await transaction.attempts.change(attempt.id, ['sending'], {
    state: outcome.kind === 'unknown' ? 'absent' : 'rejected',
    finishedAt: cause.at,
    error: redacted(services, outcome.error),
  });
  if (!kept) return;
  await transaction.accounts.vacate(attempt.account, attempt.id);
  await accept(settling, of, evidence);
}

/** A double of something that this delivery never sent is a refusal; else it has to be looked for. */
async function meaningOfDuplicate(
  { transaction }: Settling,
  attempt: AttemptRecord,
  { error }: Refusal,
): Promise<Refusal> {
  const attempts = await transaction.attempts.ofDeliveries([attempt.deliveryId]);
  const sent = attempts.some((one) => one.part === attempt.part && one.state === 'absent');
  return { kind: sent ? 'unknown' : 'rejected', error };
}

/**
 * Null where there is nothing to look with: then it is a person's at once. An account that this
 * process does not know may be known to another worker, or be put back.
 */
function firstLook(services: Services, attempt: AttemptRecord, at: string): string | null {
  const account = accountOf(services, attempt);
  const seen = !account || account.confirm !== undefined || account.idempotency === 'key';
  return seen ? addMilliseconds(at, firstLookAfter) : null;
}

/** Its own words, without the secrets of the configuration that it may quote. */
const answerOf = (services: Services, outcome: Refusal) =>
  outcome.kind === 'unknown' && outcome.answer !== undefined
    ? { answer: services.redact(outcome.answer) }
    : {};

/** Nothing went out: the account need not wait. A rate limit is the account's, not the post's. */
function freeing(outcome: Refusal, at: string): Freeing {
  if (outcome.kind === 'unknown') return {};
  const waits = outcome.kind === 'deferred' ? outcome.afterSeconds * 1000 : 0;
  return { at: addMilliseconds(at, waits) };
}

/** Once for an attempt, and not for a token that was replaced since. */
async function pauseAccount(
  settling: Settling,
  attempt: AttemptRecord,
  error: Problem,
): Promise<void> {
  if (await isReplaced(settling, attempt)) return;
  const { transaction, delivery, cause } = settling;
  const { id, account } = attempt;
  const { platform, target } = delivery.wanted;
  await pauseForNetwork(transaction, account, cause.at, error.message);
  await transaction.news.report({
    subjectKey: `account:${account}:attempt:${id}`,
    kind: 'failure',
    topic: 'account',
    urgent: true,
    deliveryId: null,
    title: `${platform}/${target}: the account is paused`,
    text: `${error.message} Its posts wait. ${error.remedy} (\`broadsheet accounts resume ${platform}/${target}\`)`,
    createdAt: cause.at,
  });
}

/**
 * Whether the token of a request that was waited for no more was replaced after it had left. Where the
 * answer came in time, it is the word on the token of now: by a clock that was ahead when the account
 * was connected, one refusal would follow the other and nobody would hear of it.
 */
async function isReplaced(
  { transaction, services }: Settling,
  attempt: AttemptRecord,
): Promise<boolean> {
  const attempts = await transaction.attempts.ofDeliveries([attempt.deliveryId]);
  if (attempts.some(({ id, state }) => id === attempt.id && state === 'sending')) return false;
  const connection = await transaction.connections.read(attempt.account);
  const timeout = accountOf(services, attempt)?.timeoutMilliseconds ?? 0;
  return connection !== null && connection.issuedAt > sendBy(services, attempt, timeout);
}
