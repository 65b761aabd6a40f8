import { composeMessage } from '../domain/message.ts';
import type { Outcome } from '../domain/outcome.ts';
import { addMilliseconds } from '../domain/time.ts';
import type { Account, Publication } from './ports/account.ts';
import type { AttemptRecord, DeliveryRecord, StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';
import { settle } from './settle.ts';
import { transition } from './transition.ts';

/** Requests on the wire at once, in one process. */
const concurrency = 8;

/** The wire gives up first; the attempt is declared stale only well after. */
const deadlineMargin = 15_000;

interface Claim {
  readonly delivery: DeliveryRecord;
  readonly attempt: AttemptRecord;
  readonly account: Account;
}

/**
 * Publishes every delivery that is due at the clock's instant. Any number of processes may do so
 * at once: what one has claimed, the others do not see.
 *
 * @param weekId null for every week
 * @returns the ids of the deliveries that were tried
 */
export async function publishDue(
  services: Services,
  weekId: string | null,
): Promise<readonly string[]> {
  const tried: string[] = [];
  const work = async () => {
    for (;;) {
      const claim = await claimNext(services, weekId);
      if (claim === null) return;
      if (claim === 'refused') continue;
      tried.push(claim.delivery.id);
      await publishClaimed(services, claim);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return tried;
}

async function claimNext(
  services: Services,
  weekId: string | null,
): Promise<Claim | 'refused' | null> {
  const now = services.clock.now();
  const keys = [...services.accounts.keys()];
  return services.store.transaction(async (transaction) => {
    const due = await transaction.deliveries.lockDue({ now, keys, weekId });
    if (due === null) return null;
    const account = services.accounts.get(accountKey(due));
    if (!account) return null;
    // An account that was moved to another place in the configuration is other content too.
    const moved = account.place !== due.wanted.content.place && due.partsPublished === 0;
    const cause = {
      who: 'broadsheet',
      at: now,
      ...(moved && { why: 'the account of the configuration now publishes to another place' }),
    };
    const change = moved ? { approval: null } : {};
    const claimed = await transition(transaction, due, 'claimed', cause, change);
    // The row is locked and not held, so one of the table's two lines for `claimed` applies.
    if (!claimed) throw new Error(`${due.id} is due and can not be claimed`);
    if (claimed.state !== 'publishing') return 'refused';
    const attempt = await openAttempt(transaction, services, claimed, account);
    const free = addMilliseconds(now, services.configuration.spacingMilliseconds);
    await transaction.accounts.setFreeAt(claimed.wanted.account, free);
    return { delivery: claimed, attempt, account };
  });
}

export const accountKey = ({ wanted }: DeliveryRecord): string =>
  `${wanted.platform}/${wanted.target}`;

async function openAttempt(
  transaction: StoreTransaction,
  services: Services,
  delivery: DeliveryRecord,
  account: Account,
): Promise<AttemptRecord> {
  const frozen = await frozenContent(transaction, delivery);
  return transaction.attempts.open({
    deliveryId: delivery.id,
    part: delivery.partsPublished,
    account: delivery.wanted.account,
    content: frozen?.content ?? delivery.wanted.content,
    contentHash: frozen?.contentHash ?? delivery.wanted.contentHash,
    startedAt: services.clock.now(),
    deadline: addMilliseconds(services.realNow(), account.timeoutMilliseconds + deadlineMargin),
  });
}

/** Once a part is public, the rest of the thread is what it was then. */
async function frozenContent(transaction: StoreTransaction, delivery: DeliveryRecord) {
  if (delivery.partsPublished === 0) return undefined;
  const attempts = await transaction.attempts.ofDeliveries([delivery.id]);
  return attempts.find((attempt) => attempt.part === 0 && attempt.state === 'accepted');
}

async function publishClaimed(services: Services, claim: Claim): Promise<void> {
  let attempt: AttemptRecord | null = claim.attempt;
  let replyTo: string | null = await lastRemoteId(services, claim);
  while (attempt) {
    const publication = publicationOf(claim.delivery, attempt, replyTo);
    const signal = AbortSignal.timeout(claim.account.timeoutMilliseconds);
    const outcome = await claim.account.publish(publication, signal).catch(defect);
    if (outcome.kind === 'accepted') replyTo = outcome.remoteId;
    attempt = await settle(services, attempt, outcome);
  }
}

/** A connector that throws says nothing of what the network got. */
const defect = (error: unknown): Outcome => ({
  kind: 'unknown',
  error: {
    code: 'connector-defect',
    message: `The connector failed: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'Look whether it is public, and report the message.',
  },
});

async function lastRemoteId(services: Services, { delivery, attempt }: Claim) {
  if (attempt.part === 0) return null;
  const attempts = await services.store.transaction((transaction) =>
    transaction.attempts.ofDeliveries([delivery.id]),
  );
  const before = attempts.find((one) => one.part === attempt.part - 1 && one.state === 'accepted');
  return before?.remoteId ?? null;
}

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
    attemptNumber: attempt.number,
    part: attempt.part,
    parts: message.parts,
    title: message.title,
    link: attempt.content.link,
    locale: delivery.locale,
    replyTo,
    startedAt: attempt.startedAt,
  };
}
