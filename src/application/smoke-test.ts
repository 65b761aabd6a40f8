import { randomBytes } from 'node:crypto';
import { networkLimits } from '../domain/network-limits.ts';
import type { Outcome } from '../domain/outcome.ts';
import { failure, type Result, success } from '../domain/result.ts';
import { smokeTestWords } from '../domain/smoke-test.ts';
import { addMilliseconds } from '../domain/time.ts';
import { admit } from './identity.ts';
import { persistently } from './persist.ts';
import type { Account } from './ports/account.ts';
import type { SmokeTest, SmokeTestChange } from './ports/smoke-tests.ts';
import type { AccountState, StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';
import { busy, testable } from './smoke-test-refusal.ts';
import {
  defect,
  lookYourself,
  publicationOfTest,
  type SmokeTestStep,
  timed,
  told,
} from './smoke-test-step.ts';
import { openWire } from './wire.ts';

/** What a test of an account would make public, for a person to look at before. */
export interface SmokeTestPreview {
  readonly account: string;
  readonly connector: string;
  readonly network: string;
  readonly place: string;
  /** Null where the network's posts have none. */
  readonly title: string | null;
  readonly text: string;
  readonly mark: string;
  /** Whether the network takes a post back. */
  readonly removable: boolean;
  /** Whether the account can see its own posts. */
  readonly look_up: boolean;
  /** How long a look-up is worth repeating. */
  readonly looks_for_ms: number;
  /** US dollars; null where the network takes nothing. */
  readonly cost: number | null;
}

/** Where a network does not say how late it may show a post. */
const usualPatience = 60_000;

/** Composes a test post for an account, and says why there can be none. Nothing leaves. */
export async function previewSmokeTest(
  services: Services,
  key: string,
  stays: boolean,
): Promise<Result<SmokeTestPreview>> {
  const found = testable(services, key, stays);
  if (!found.ok) return found;
  const account = found.value;
  const copied = await admit(services);
  if (copied) return failure(copied);
  const refused = await services.store.transaction(async (transaction) => {
    await transaction.accounts.ensure([account.account]);
    return busy(transaction, services, await transaction.accounts.lock(account.account));
  });
  if (refused) return failure(refused);
  const mark = randomBytes(4).toString('hex');
  const words = smokeTestWords(mark, stays);
  return success({
    account: key,
    connector: account.connector,
    network: account.network,
    place: account.place,
    title: isTitled(account) ? words.title : null,
    text: words.text,
    mark,
    removable: account.remove !== undefined,
    look_up: account.confirm !== undefined,
    looks_for_ms: account.settlesWithinMilliseconds ?? usualPatience,
    cost: account.costOf?.([words.text]) ?? null,
  });
}

function isTitled({ network }: Account): boolean {
  const { title, titleRequired } = networkLimits[network];
  return title !== null || titleRequired;
}

export interface SmokeTestOrder {
  /** `platform/target` */
  readonly key: string;
  /** Of the preview that a person agreed to. */
  readonly mark: string;
  readonly stays: boolean;
  readonly who: string;
}

/**
 * Posts a test post once, by the same path as a delivery: its intent is committed before the request
 * leaves, and nothing is sent again, whatever comes of it. Meanwhile, and for as long as after a post,
 * no worker posts to the account: to its network this is a post like any other. Where nothing became
 * public, the account is free again as it was.
 */
export async function postSmokeTest(
  services: Services,
  order: SmokeTestOrder,
): Promise<Result<SmokeTestStep>> {
  const found = testable(services, order.key, order.stays);
  if (!found.ok) return found;
  const account = found.value;
  const copied = await admit(services);
  if (copied) return failure(copied);
  const claimedAt = services.elapsed();
  const opened = await services.store.transaction((transaction) =>
    open(transaction, services, account, order),
  );
  if (!opened.ok) return opened;
  const { test } = opened.value;
  const wire = openWire(services, test, claimedAt, account.timeoutMilliseconds);
  const { value: outcome, took_ms } = await timed(services, () =>
    account
      .publish(publicationOfTest(test), wire)
      .catch((error: unknown): Outcome => ({ kind: 'unknown', error: defect(error) })),
  );
  await persistently(services, () =>
    services.store.transaction((transaction) =>
      settle(transaction, services, opened.value, outcome),
    ),
  );
  return success({ name: 'post', took_ms, ...meaningOf(services, test, account, outcome) });
}

interface Opened {
  readonly test: SmokeTest;
  /** As the account was before. */
  readonly before: AccountState;
  /** Until then no worker takes the account, even if this process dies. */
  readonly keptUntil: string;
}

async function open(
  transaction: StoreTransaction,
  services: Services,
  { account, place, timeoutMilliseconds }: Account,
  { key, mark, stays, who }: SmokeTestOrder,
): Promise<Result<Opened>> {
  await transaction.accounts.ensure([account]);
  const before = await transaction.accounts.lock(account);
  const refused = await busy(transaction, services, before);
  if (refused) return failure(refused);
  const startedAt = services.clock.now();
  const lasts = timeoutMilliseconds + services.limits.deadlineMargin;
  const test: SmokeTest = {
    mark,
    key,
    account,
    place,
    stays,
    who,
    state: 'sending',
    startedAt,
    deadline: addMilliseconds(services.realNow(), lasts),
    error: null,
    remoteId: null,
    remoteUrl: null,
  };
  if (!(await transaction.smokeTests.open(test)))
    return failure({
      code: 'smoke-test-used',
      message: 'This test post was sent before; it is never sent twice.',
      remedy: 'Begin a new test.',
    });
  const { spacingMilliseconds } = services.configuration;
  const keptUntil = addMilliseconds(startedAt, Math.max(lasts, spacingMilliseconds));
  await transaction.accounts.occupy([
    { account, sending: null, used_at: startedAt, free_at: keptUntil },
  ]);
  return success({ test, before, keptUntil });
}

async function settle(
  transaction: StoreTransaction,
  services: Services,
  { test, before, keptUntil }: Opened,
  outcome: Outcome,
): Promise<void> {
  const { account, mark, startedAt } = test;
  const now = await transaction.accounts.lock(account);
  const change = changeOf(services, outcome);
  if (!(await transaction.smokeTests.change(mark, ['sending'], change))) return;
  // Somebody who has taken it meanwhile keeps it for longer.
  if (now.freeAt !== keptUntil) return;
  const free_at = freeAgain(services, startedAt, before, outcome);
  await transaction.accounts.occupy([{ account, sending: null, used_at: startedAt, free_at }]);
  await transaction.wake();
}

function changeOf(services: Services, outcome: Outcome): SmokeTestChange {
  if (outcome.kind === 'accepted') {
    const { remoteId, remoteUrl } = outcome;
    return { state: 'public', remoteId, remoteUrl };
  }
  const { code } = outcome.error;
  const error = { code, ...told(services, outcome.error) };
  return { state: outcome.kind === 'unknown' ? 'unknown' : 'refused', error };
}

/** When the next post of the account may leave. */
function freeAgain(
  { configuration }: Services,
  startedAt: string,
  before: AccountState,
  outcome: Outcome,
): string {
  const asBefore = before.freeAt ?? startedAt;
  switch (outcome.kind) {
    case 'accepted': {
      const usedUp = (outcome.freeAfterSeconds ?? 0) * 1000;
      return addMilliseconds(startedAt, Math.max(usedUp, configuration.spacingMilliseconds));
    }
    case 'unknown':
      return addMilliseconds(startedAt, configuration.spacingMilliseconds);
    case 'deferred':
      return addMilliseconds(startedAt, outcome.afterSeconds * 1000);
    default:
      return asBefore;
  }
}

function meaningOf(
  services: Services,
  test: SmokeTest,
  account: Account,
  outcome: Outcome,
): Omit<SmokeTestStep, 'name' | 'took_ms'> {
  const remote_url = null;
  switch (outcome.kind) {
    case 'accepted':
      return { result: 'ok', message: 'It is public.', remedy: '', remote_url: outcome.remoteUrl };
    case 'unknown': {
      const remedy = lookYourself(test, account);
      return { result: 'unknown', ...told(services, { ...outcome.error, remedy }), remote_url };
    }
    case 'deferred':
    case 'released':
    case 'duplicate': {
      const remedy = 'Nothing was posted. Test again later.';
      return { result: 'problem', ...told(services, { ...outcome.error, remedy }), remote_url };
    }
    default:
      return { result: 'problem', ...told(services, outcome.error), remote_url };
  }
}
