import { composeMessage } from '../domain/message.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Problem } from '../domain/result.ts';
import { addMilliseconds, millisecondsBetween } from '../domain/time.ts';
import { reportDelivery } from './news.ts';
import type {
  AttemptRecord,
  AttemptState,
  DeliveryChange,
  DeliveryRecord,
  StoreTransaction,
} from './ports/store.ts';
import type { Cause, Services } from './services.ts';
import { transition } from './transition.ts';

const retryAfter = 10 * 60_000;

/** The states of an attempt that an outcome may still change. */
const open: readonly AttemptState[] = ['sending'];
/** A late acceptance is always kept, whatever was concluded meanwhile. */
const acceptable: readonly AttemptState[] = ['sending', 'unknown', 'absent'];

/**
 * Records what an attempt came to, in one transaction with what follows for its delivery.
 *
 * @returns the open attempt of the next part, where the delivery is a thread that goes on
 */
export function settle(
  services: Services,
  attempt: AttemptRecord,
  outcome: Outcome,
  who = 'broadsheet',
): Promise<AttemptRecord | null> {
  return services.store.transaction(async (transaction) => {
    const [delivery] = await transaction.deliveries.lock([attempt.deliveryId]);
    if (!delivery) return null;
    const cause = { who, at: services.clock.now() };
    if (outcome.kind === 'accepted')
      return accept(transaction, services, delivery, attempt, outcome, cause);
    await refuse(transaction, services, delivery, attempt, outcome, cause);
    return null;
  });
}

async function accept(
  transaction: StoreTransaction,
  services: Services,
  delivery: DeliveryRecord,
  attempt: AttemptRecord,
  outcome: Extract<Outcome, { kind: 'accepted' }>,
  cause: Cause,
): Promise<AttemptRecord | null> {
  const { remoteId, remoteUrl } = outcome;
  const kept = await transaction.attempts.change(attempt.id, acceptable, {
    state: 'accepted',
    finishedAt: cause.at,
    error: null,
    remoteId,
    remoteUrl,
    lookUpAt: null,
  });
  if (!kept) return null;
  const partsPublished = attempt.part + 1;
  const first = attempt.part === 0 ? { remoteId, remoteUrl } : {};
  if (partsPublished < composeMessage(attempt.content).parts.length)
    return nextPart(transaction, services, delivery, kept, { ...first, partsPublished }, cause);
  const event =
    delivery.state === 'publishing'
      ? 'accepted'
      : delivery.state === 'unconfirmed'
        ? 'found'
        : 'accepted-late';
  await transition(transaction, delivery, event, cause, {
    ...first,
    partsPublished,
    postedAt: attempt.startedAt,
    dueAt: null,
  });
  return null;
}

/** The intent of the next part is committed together with the acceptance of this one. */
async function nextPart(
  transaction: StoreTransaction,
  services: Services,
  delivery: DeliveryRecord,
  attempt: AttemptRecord,
  change: DeliveryChange,
  cause: Cause,
): Promise<AttemptRecord | null> {
  const progress = { ...change, attemptsLeft: 2 };
  if (delivery.state !== 'publishing') {
    // Found by a look-up: the next part goes out by the ordinary way, from the schedule.
    await transaction.deliveries.change(delivery.id, delivery.state, progress);
    const now = { ...delivery, ...progress };
    await transition(transaction, now, 'part-found', cause, { dueAt: cause.at });
    return null;
  }
  await transaction.deliveries.change(delivery.id, delivery.state, progress);
  const now = services.realNow();
  const allowance = millisecondsBetween(now, attempt.deadline);
  return transaction.attempts.open({
    deliveryId: delivery.id,
    part: attempt.part + 1,
    account: attempt.account,
    content: attempt.content,
    contentHash: attempt.contentHash,
    startedAt: cause.at,
    deadline: addMilliseconds(now, Math.max(allowance, 60_000)),
  });
}

async function refuse(
  transaction: StoreTransaction,
  services: Services,
  delivery: DeliveryRecord,
  attempt: AttemptRecord,
  outcome: Exclude<Outcome, { kind: 'accepted' }>,
  cause: Cause,
): Promise<void> {
  const error = redacted(services, outcome.error);
  const lookUpAt = outcome.kind === 'unknown' ? firstLookUp(services, attempt, cause.at) : null;
  const kept = await transaction.attempts.change(attempt.id, open, {
    state: outcome.kind,
    finishedAt: cause.at,
    error,
    lookUpAt,
  });
  if (!kept) return;
  if (outcome.kind !== 'unknown')
    // Nothing went out: the account need not wait for it.
    await transaction.accounts.setFreeAt(attempt.account, cause.at);
  if (outcome.kind === 'unauthorised') await pauseAccount(transaction, delivery, error, cause);
  const changed = await transition(
    transaction,
    delivery,
    outcome.kind,
    { ...cause, why: error.message },
    consequences(delivery, outcome, cause.at),
  );
  if (!changed) return;
  if (changed.state === 'unconfirmed' && lookUpAt === null)
    await reportDelivery(transaction, changed, attempt.id, cause.at);
  await catchUp(transaction, changed, cause);
}

const redacted = (services: Services, error: Problem): Problem => ({
  code: error.code,
  message: services.redact(error.message),
  remedy: services.redact(error.remedy),
});

function firstLookUp(services: Services, attempt: AttemptRecord, at: string): string | null {
  const account = [...services.accounts.values()].find(
    (one) => one.place === attempt.content.place,
  );
  const settles = account?.settlesWithinMilliseconds ?? null;
  return settles === null ? null : addMilliseconds(at, Math.max(settles, 60_000));
}

function consequences(
  delivery: DeliveryRecord,
  outcome: Exclude<Outcome, { kind: 'accepted' }>,
  at: string,
): DeliveryChange {
  switch (outcome.kind) {
    case 'rejected':
      return {
        attemptsLeft: delivery.attemptsLeft - 1,
        dueAt: delivery.attemptsLeft > 1 ? addMilliseconds(at, retryAfter) : null,
      };
    case 'deferred':
      return { dueAt: addMilliseconds(at, outcome.afterSeconds * 1000) };
    case 'unauthorised':
      return { dueAt: at };
    case 'unknown':
      return { dueAt: null };
  }
}

async function pauseAccount(
  transaction: StoreTransaction,
  delivery: DeliveryRecord,
  error: Problem,
  cause: Cause,
): Promise<void> {
  const { account, platform, target } = delivery.wanted;
  await transaction.accounts.pause(account, cause.at, error.message);
  await transaction.news.report({
    subjectKey: `account:${account}:${cause.at}`,
    kind: 'failure',
    urgent: true,
    deliveryId: null,
    title: `${platform}/${target}: the account is paused`,
    text: `${error.message} Its posts wait. Renew the token, then run \`broadsheet accounts resume ${platform}/${target}\`.`,
    createdAt: cause.at,
  });
}

/** Records that the look-ups are over and the post is not there. */
export function settleAbsent(
  services: Services,
  attempt: AttemptRecord,
  who: string,
  why: string,
): Promise<void> {
  return services.store.transaction(async (transaction) => {
    const [delivery] = await transaction.deliveries.lock([attempt.deliveryId]);
    if (!delivery) return;
    const cause = { who, at: services.clock.now(), why };
    const kept = await transaction.attempts.change(attempt.id, ['unknown'], {
      state: 'absent',
      lookUpAt: null,
    });
    if (!kept) return;
    const error = {
      kind: 'rejected' as const,
      error: { code: 'absent', message: why, remedy: '' },
    };
    const changed = await transition(
      transaction,
      delivery,
      'absent',
      cause,
      consequences(delivery, error, cause.at),
    );
    if (changed) await catchUp(transaction, changed, cause);
  });
}

/** An edit, a removal or a mistake that came while the delivery was in flight is applied now. */
async function catchUp(
  transaction: StoreTransaction,
  delivery: DeliveryRecord,
  cause: Cause,
): Promise<void> {
  if (delivery.state !== 'scheduled' && delivery.state !== 'failed') return;
  const { why: _, ...since } = cause;
  if (!delivery.present) await transition(transaction, delivery, 'row-removed', since);
  else if (delivery.partsPublished === 0 && delivery.wanted.problems.length > 0)
    await transition(transaction, delivery, 'row-invalid', {
      ...since,
      why: `fails ${delivery.wanted.problems.join(', ')}`,
    });
  else if (delivery.approval?.contentHash !== delivery.wanted.contentHash)
    await transition(transaction, delivery, 'content-edited', {
      ...since,
      why: 'edited while it was being published: the approval was for other content',
    });
}
