import { accountAt, giveToPerson } from './by-hand.ts';
import { standing } from './identity.ts';
import { type Intent, openAttempts } from './intent.ts';
import { lateBefore } from './lateness.ts';
import { lookFirst, mayBeOut } from './look-first.ts';
import type { Account } from './ports/account.ts';
import {
  type AttemptRecord,
  type DeliveryRecord,
  type StoreTransaction,
  StoreUnavailable,
} from './ports/store.ts';
import type { Cause, Services } from './services.ts';
import { settleAll } from './settle.ts';
import { frozenContent, mayNotGoOn } from './thread.ts';
import { transition } from './transition.ts';

/** A delivery that is ours to send: its attempt is committed. */
export interface Claim {
  readonly delivery: DeliveryRecord;
  readonly attempt: AttemptRecord;
  readonly account: Account;
  /** By {@link Services.elapsed}. */
  readonly claimedAt: number;
}

export interface ClaimRequest {
  /** Those of the accounts that have a slot free, by {@link destinationsOf}. */
  readonly destinations: readonly string[];
  /** Null for every week. */
  readonly weekId: string | null;
  readonly limit: number;
  /** Accounts of other connectors, whose backlog need not be read; none where it is left out. */
  readonly others?: readonly string[];
}

/**
 * Commits an open attempt for each due delivery, the first of each free account. Only after that
 * may a request leave. What is posted by hand is given to a person instead.
 *
 * @returns the claims, the ids of what was given to a person, and how many due deliveries were
 *   looked at: some may have been refused
 */
export async function claimDue(services: Services, request: ClaimRequest): Promise<Claimed> {
  const claim = services.newId();
  const claimedAt = services.elapsed();
  try {
    const taken = await services.store.transaction(async (transaction) => {
      await services.failpoint('claim');
      const now = services.clock.now();
      const due = await transaction.deliveries.lockDue({
        others: [],
        ...request,
        now,
        lateBefore: lateBefore(services),
      });
      if (due.length === 0) return nothing;
      const { problem, record } = await standing(transaction, services);
      if (problem) return nothing;
      const cause = { who: 'broadsheet', at: now };
      const taken: Taken[] = [];
      const inHand: string[] = [];
      for (const delivery of due) {
        if (await mayBeOut(transaction, delivery, record.restoredAt)) {
          await lookFirst(transaction, services, delivery, cause);
          continue;
        }
        const account = accountAt(services.accounts, delivery);
        if (!account || (await mayNotGoOn(transaction, delivery, account, now))) continue;
        if (account.byHand) {
          if (await giveToPerson(transaction, services, delivery, cause)) inHand.push(delivery.id);
          continue;
        }
        const one = await take(transaction, delivery, account, claim, cause);
        if (one) taken.push(one);
      }
      const intents = taken.map((one) => one.intent);
      const attempts = await openAttempts(transaction, services, intents);
      const claims = taken.flatMap(({ delivery, intent: { by: account } }, index) => {
        const attempt = attempts[index];
        return attempt ? [{ delivery, attempt, account, claimedAt }] : [];
      });
      if (claims.length > 0) await services.failpoint('before-attempt-commit');
      return { claims, inHand, looked: due.length };
    });
    if (taken.claims.length > 0) await services.failpoint('after-attempt-commit');
    return taken;
  } catch (error) {
    if (error instanceof StoreUnavailable) services.abandoned.set(claim, claimedAt);
    throw error;
  }
}

interface Claimed {
  readonly claims: readonly Claim[];
  readonly inHand: readonly string[];
  readonly looked: number;
}

const nothing: Claimed = { claims: [], inHand: [], looked: 0 };

const commitMayTake = 60_000;

/**
 * Lets go the intents of claims whose commit went unanswered: they may stand in the journal, and
 * only this process knows that nothing was sent.
 */
export async function releaseAbandoned(services: Services): Promise<void> {
  for (const [claim, claimedAt] of services.abandoned) {
    const attempts = await services.store.transaction((transaction) =>
      transaction.attempts.ofClaim(claim),
    );
    const error = {
      code: 'database-lost',
      message: 'The database went away before the request left',
      remedy: 'Nothing was sent; it is due again at once.',
    };
    const outcome = { kind: 'released' as const, error };
    await settleAll(
      services,
      attempts.map((attempt) => ({ attempt, outcome })),
    );
    // A commit that was still on its way to the disk shows itself a little later.
    const over = services.elapsed() - claimedAt > commitMayTake;
    if (attempts.length > 0 || over) services.abandoned.delete(claim);
  }
}

interface Taken {
  readonly delivery: DeliveryRecord;
  readonly intent: Intent;
}

async function take(
  transaction: StoreTransaction,
  due: DeliveryRecord,
  account: Account,
  claim: string,
  cause: Cause,
): Promise<Taken | null> {
  const delivery = await transition(transaction, due, 'claimed', cause);
  // The row is locked and not held, so one of the table's two lines for `claimed` applies.
  if (!delivery) throw new Error(`${due.id} is due and can not be claimed`);
  if (delivery.state !== 'publishing') return null;
  const { content, contentHash } = (await frozenContent(transaction, delivery)) ?? delivery.wanted;
  const part = delivery.partsPublished;
  const intent = {
    claim,
    deliveryId: delivery.id,
    part,
    account: delivery.wanted.account,
    by: account,
    content,
    contentHash,
  };
  return { delivery, intent };
}
