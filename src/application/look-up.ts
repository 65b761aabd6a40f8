import type { Outcome, Sighting } from '../domain/outcome.ts';
import type { Problem } from '../domain/result.ts';
import { addMilliseconds, millisecondsBetween } from '../domain/time.ts';
import { accountOf } from './account-of-attempt.ts';
import { retryAfter } from './follow-up.ts';
import { standing } from './identity.ts';
import { lateBefore } from './lateness.ts';
import { isInherited } from './look-first.ts';
import { accountGone, notRepeated, notSeen } from './look-up-problems.ts';
import { reportDelivery } from './news.ts';
import type { Account } from './ports/account.ts';
import type { AttemptRecord, DeliveryRecord } from './ports/store.ts';
import { publicationOf } from './publication.ts';
import type { Services } from './services.ts';
import { settle } from './settle.ts';
import { settleAbsent } from './settle-absent.ts';
import { othersTake } from './stranded.ts';
import { partBefore } from './thread.ts';
import { approvalCurrent } from './transition.ts';
import { openWire } from './wire.ts';

type Proof = Extract<Outcome, { readonly kind: 'accepted' }>;

const second = 1000;

/** One that misses it proves nothing: networks show a post late. */
const looksThatProveAbsence = 2;
const betweenProofs = 30 * second;

/** Without evidence for so long after absence could have been proven, a person is asked. */
const patience = 10 * 60 * second;

/**
 * Looks for the evidence that settles an unknown attempt: a look among the account's own posts, and an
 * idempotent repeat where the network knows a key and the post was not seen.
 *
 * @param claimedAt when it was taken, by {@link Services.elapsed}
 */
export async function lookUp(
  services: Services,
  attempt: AttemptRecord,
  claimedAt: number,
): Promise<void> {
  const found = await situationOf(services, attempt);
  const account = accountOf(services, attempt);
  if (!found.delivery) return;
  const { delivery } = found;
  if (!account) return wait(services, attempt, delivery, accountGone);
  await services.failpoint('before-look-up');
  if (keyIsKnown(services, account, attempt) && !found.inherited && !isLate(services, delivery)) {
    const seen = await seenBefore(services, attempt, delivery, account);
    // Read again: while the network was looked at, somebody may have said that it must not go out.
    const now = account.confirm ? await situationOf(services, attempt) : found;
    if (seen) await settleFound(services, attempt, seen);
    else if (now.delivery && !now.paused && !now.inherited && isWanted(now.delivery, attempt))
      await repeat(services, attempt, now.delivery, account, claimedAt);
    else await wait(services, attempt, delivery, notRepeated);
  } else if (account.confirm) await look(services, attempt, delivery, account);
  else await wait(services, attempt, delivery, notSeen);
  await services.failpoint('after-evidence-commit');
}

/** What is said now of the delivery, its account and this database. */
function situationOf(services: Services, attempt: AttemptRecord) {
  return services.store.transaction(async (transaction) => {
    const { problem, record } = await standing(transaction, services);
    const [delivery] = problem ? [] : await transaction.deliveries.lock([attempt.deliveryId]);
    const { pausedAt } = await transaction.instance.read();
    const accounts = await transaction.accounts.list();
    const state = accounts.find((one) => one.account === attempt.account);
    const paused = pausedAt !== null || state?.pausedAt != null;
    return { delivery, paused, inherited: isInherited(attempt, record.restoredAt) };
  });
}

/**
 * A repeat is not made of what can be seen: servers that speak the API of another may not heed its keys
 * (https://github.com/pixelfed/pixelfed/issues/3581), and some fail at a key that they know
 * (https://github.com/mastodon/mastodon/issues/40399). It leaves half of the time to the repeat.
 *
 * @returns null where nothing is seen, which says nothing
 */
async function seenBefore(
  services: Services,
  attempt: AttemptRecord,
  delivery: DeliveryRecord,
  account: Account,
): Promise<Proof | null> {
  if (!account.confirm) return null;
  const signal = AbortSignal.timeout(account.timeoutMilliseconds >> 1);
  const publication = publicationOf(delivery, attempt, await partBefore(services, attempt));
  const sighting = await account.confirm(publication, signal);
  return sighting.kind === 'found' ? { ...sighting, kind: 'accepted' } : null;
}

/**
 * Whether the network still knows the key of an attempt when a repeat of it arrives. A wall clock that
 * is set back makes an attempt look younger, so the time also counts that this process has seen pass.
 *
 * @param later milliseconds until the repeat leaves
 */
function keyIsKnown(
  services: Services,
  account: Account,
  attempt: AttemptRecord,
  later = 0,
): boolean {
  const { idempotency, keyLastsMilliseconds: known } = account;
  if (idempotency !== 'key' || known === undefined) return idempotency === 'key';
  const age = millisecondsBetween(attempt.startedAt, services.clock.now());
  const arrives = Math.max(age, seenFor(services, attempt)) + lasts(services, account);
  return age >= 0 && arrives + later < known;
}

/** What is not out by now is missed: a repeat could publish old news. */
const isLate = (services: Services, { lateFrom, partsPublished }: DeliveryRecord): boolean =>
  partsPublished === 0 && lateFrom !== null && lateFrom < lateBefore(services);

/** Repeating may publish what was not taken the first time, so it must still be what is wanted. */
const isWanted = (delivery: DeliveryRecord, attempt: AttemptRecord): boolean =>
  (attempt.contentHash === delivery.wanted.contentHash || delivery.partsPublished > 0) &&
  delivery.present &&
  delivery.held === null &&
  delivery.wanted.problems.length === 0 &&
  approvalCurrent(delivery);

/** The same request with the same key: the network answers what became of the first. */
async function repeat(
  services: Services,
  attempt: AttemptRecord,
  delivery: DeliveryRecord,
  account: Account,
  claimedAt: number,
): Promise<void> {
  const age = services.elapsed() - claimedAt;
  const deadline = addMilliseconds(services.realNow(), lasts(services, account) - Math.round(age));
  const publication = publicationOf(delivery, attempt, await partBefore(services, attempt));
  const timeout = account.timeoutMilliseconds;
  const wire = openWire(services, { ...attempt, deadline }, claimedAt, timeout);
  let asked = false;
  const maySend = async () => {
    asked = await wire.maySend();
    return asked;
  };
  const outcome = await account.publish(publication, { ...wire, maySend });
  await services.failpoint('after-look-up');
  if (outcome.kind === 'accepted') return settleFound(services, attempt, outcome);
  if (outcome.kind === 'duplicate' && outcome.remoteId !== null)
    return settleFound(services, attempt, {
      ...outcome,
      kind: 'accepted',
      remoteId: outcome.remoteId,
    });
  // Without a connection, or from a server that points elsewhere, nothing is said of the first
  // request. Nor where the refusal may be of the repeat alone (what it replies to is gone meanwhile):
  // the account's own posts tell, where they can be seen.
  const refused = outcome.kind === 'rejected' && asked && outcome.error.code !== 'redirected';
  if (refused && account.confirm) return look(services, attempt, delivery, account);
  // The next attempt has the same key, which stops it where this refusal was wrong: while it is known.
  if (refused && !keyIsKnown(services, account, attempt, retryAfter))
    return wait(services, attempt, delivery, outcome.error);
  if (refused) {
    services.witnessed.delete(attempt.id);
    return settleAbsent(services, attempt, 'look-up', outcome.error.message);
  }
  return wait(services, attempt, delivery, outcome.error);
}

const lasts = (services: Services, account: Account): number =>
  account.timeoutMilliseconds + services.limits.deadlineMargin;

async function look(
  services: Services,
  attempt: AttemptRecord,
  delivery: DeliveryRecord,
  account: Account,
): Promise<void> {
  const signal = AbortSignal.timeout(account.timeoutMilliseconds);
  const publication = publicationOf(delivery, attempt, await partBefore(services, attempt));
  const sighting: Sighting = (await account.confirm?.(publication, signal)) ?? { kind: 'absent' };
  await services.failpoint('after-look-up');
  switch (sighting.kind) {
    case 'found':
      return settleFound(services, attempt, { ...sighting, kind: 'accepted' });
    case 'absent':
      return missed(services, attempt, delivery, account);
    case 'unclear':
      return wait(services, attempt, delivery, sighting.error);
  }
}

async function settleFound(
  services: Services,
  attempt: AttemptRecord,
  outcome: Proof,
): Promise<void> {
  services.witnessed.delete(attempt.id);
  await settle(services, { attempt, outcome, who: 'look-up' });
}

/** A look that missed it counts from the instant on at which it would have to be there. */
async function missed(
  services: Services,
  attempt: AttemptRecord,
  delivery: DeliveryRecord,
  account: Account,
): Promise<void> {
  const now = services.clock.now();
  const settled = hasSettled(services, attempt, account);
  const { provableAt } = attempt;
  if (provableAt === null || now < provableAt || !settled)
    return wait(services, attempt, delivery, {
      code: 'not-seen',
      message: 'It is not among the posts of the account',
      remedy: 'Look at the account, then run `broadsheet resolve`.',
    });
  const lookups = attempt.lookups + 1;
  if (lookups >= looksThatProveAbsence) {
    services.witnessed.delete(attempt.id);
    return settleAbsent(
      services,
      attempt,
      'look-up',
      `looked for ${lookups} times among the account's own posts: it is not there`,
    );
  }
  await services.store.transaction((transaction) =>
    transaction.attempts.change(attempt.id, ['unknown'], {
      lookups,
      lookUpAt: addMilliseconds(now, betweenProofs),
    }),
  );
}

/**
 * A wall clock that is set forward makes it look as if the network had had its time to settle. So
 * this process has to have seen that time pass on a clock that nobody sets, since it first looked.
 */
function hasSettled(services: Services, attempt: AttemptRecord, account: Account): boolean {
  if (services.clock.kind === 'virtual') return true;
  const settles = account.settlesWithinMilliseconds ?? Number.POSITIVE_INFINITY;
  return seenFor(services, attempt) >= lasts(services, account) + settles;
}

/**
 * How long this process has known an attempt as unknown, in milliseconds of a clock that nobody sets. A
 * restore that was confirmed meanwhile, by whichever process, begins it anew.
 */
function seenFor(
  { witnessed, elapsed }: Services,
  { id, finishedAt }: Pick<AttemptRecord, 'id' | 'finishedAt'>,
): number {
  const seen = witnessed.get(id);
  const since = seen?.finishedAt === finishedAt ? seen.since : elapsed();
  witnessed.set(id, { since, finishedAt });
  return elapsed() - since;
}

/** No evidence yet: looks again, less often with time, and asks a person when it takes too long. */
async function wait(
  services: Services,
  attempt: AttemptRecord,
  delivery: DeliveryRecord,
  error: Problem,
): Promise<void> {
  const now = services.clock.now();
  const proof = attempt.provableAt ?? attempt.startedAt;
  const isOthers = error === accountGone;
  const late =
    now >= addMilliseconds(proof, isOthers ? othersTake : patience) ||
    (attempt.provableAt === null && !isOthers);
  const age = millisecondsBetween(attempt.startedAt, now);
  const pause = Math.min(Math.max(age / 2, 10 * second), 5 * 60 * second);
  const again = addMilliseconds(now, Math.round(pause));
  const lookUpAt = now < proof && again > proof ? proof : again;
  await services.store.transaction(async (transaction) => {
    if (late) {
      const reason = `${delivery.reason}; ${services.redact(error.message)}`;
      await reportDelivery(transaction, { ...delivery, reason }, attempt.id, now, attempt);
    }
    await transaction.attempts.change(attempt.id, ['unknown'], { lookUpAt });
  });
}
