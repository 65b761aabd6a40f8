import type { Removal, Sighting } from '../domain/outcome.ts';
import { failure, type Result, success } from '../domain/result.ts';
import { look as standingNow } from './identity.ts';
import type { Account } from './ports/account.ts';
import type { SmokeTest, SmokeTestChange, SmokeTestState } from './ports/smoke-tests.ts';
import type { Services } from './services.ts';
import {
  defect,
  lookYourself,
  publicationOfTest,
  type SmokeTestLook,
  type SmokeTestStep,
  timed,
  told,
} from './smoke-test-step.ts';

/**
 * Looks once for a test post among the account's own: it should be there when it was posted, and not be
 * there when it was removed. A post whose answer was lost and that is found is known to be public.
 */
export async function lookForSmokeTest(
  services: Services,
  mark: string,
): Promise<Result<SmokeTestLook>> {
  const found = await read(services, mark, ['public', 'unknown', 'removed']);
  if (!found.ok) return found;
  const { test, account } = found.value;
  const { confirm } = account;
  if (!confirm)
    return failure({
      code: 'smoke-test-blind',
      message: `${test.key} can't see its own posts.`,
      remedy: lookYourself(test, account),
    });
  const signal = AbortSignal.timeout(account.timeoutMilliseconds);
  const { value: sighting, took_ms } = await timed(services, () =>
    confirm(publicationOfTest(test), signal).catch(
      (error: unknown): Sighting => ({ kind: 'unclear', error: defect(error) }),
    ),
  );
  if (sighting.kind === 'found' && test.state === 'unknown') {
    const { remoteId, remoteUrl } = sighting;
    await change(services, test, { state: 'public', error: null, remoteId, remoteUrl });
  }
  const seen = seenAs(services, test, account, sighting);
  const name = test.state === 'removed' ? 'look-again' : 'look-up';
  return success({ name, took_ms, ...seen });
}

type Seen = Omit<SmokeTestLook, 'name' | 'took_ms'>;

function seenAs(services: Services, test: SmokeTest, account: Account, sighting: Sighting): Seen {
  const remote_url = sighting.kind === 'found' ? sighting.remoteUrl : null;
  if (sighting.kind === 'unclear') {
    const remedy = `${lookYourself(test, account)} Look-ups are what settles a lost answer: see that the account may list its posts.`;
    const { message } = sighting.error;
    return { result: 'unknown', ...told(services, { message, remedy }), remote_url, again: false };
  }
  const isThere = sighting.kind === 'found';
  if (isThere === (test.state === 'removed'))
    return {
      result: test.state === 'unknown' ? 'unknown' : 'problem',
      message: isThere ? 'It is still listed.' : 'It is not listed yet.',
      remedy: lookYourself(test, account),
      remote_url,
      again: true,
    };
  if (isThere && test.remoteId !== null && sighting.remoteId !== test.remoteId)
    return {
      result: 'problem',
      message: 'It is listed under another id than its own.',
      remedy: 'Report this: a lost answer would be taken for another post.',
      remote_url,
      again: false,
    };
  const message = isThere ? 'It is listed among the posts of the account.' : 'It is gone.';
  return { result: 'ok', message, remedy: '', remote_url, again: false };
}

/** Removes a test post, by one request. Only a post of a test is removed by this, never another one. */
export async function removeSmokeTest(
  services: Services,
  mark: string,
): Promise<Result<SmokeTestStep>> {
  const found = await read(services, mark, ['public']);
  if (!found.ok) return found;
  const { test, account } = found.value;
  const { remove } = account;
  const { remoteId, remoteUrl } = test;
  if (!remove || remoteId === null) return failure(notThere);
  const { problem } = await standingNow(services);
  if (problem) return failure(problem);
  const wire = {
    signal: AbortSignal.timeout(account.timeoutMilliseconds),
    now: services.realNow,
  };
  const { value: removal, took_ms } = await timed(services, () =>
    remove(remoteId, wire).catch(
      (error: unknown): Removal => ({ kind: 'unknown', error: defect(error) }),
    ),
  );
  if (removal.kind === 'removed' || removal.kind === 'gone') {
    await change(services, test, { state: 'removed' });
    const message = removal.kind === 'removed' ? 'It is removed.' : 'It was gone already.';
    return success({
      name: 'remove',
      result: 'ok',
      took_ms,
      message,
      remedy: '',
      remote_url: null,
    });
  }
  const result = removal.kind === 'refused' ? 'problem' : 'unknown';
  const said = told(services, removal.error);
  return success({ name: 'remove', result, took_ms, ...said, remote_url: remoteUrl });
}

const notThere = {
  code: 'smoke-test-not-there',
  message: 'There is no such test post to be looked for or removed.',
  remedy: 'Begin a new test.',
};

interface Found {
  readonly test: SmokeTest;
  readonly account: Account;
}

/** The account as the configuration has it now: one that moved meanwhile is not the one that posted. */
async function read(
  services: Services,
  mark: string,
  states: readonly SmokeTestState[],
): Promise<Result<Found>> {
  const test = await services.store.transaction((transaction) => transaction.smokeTests.read(mark));
  if (!test || !states.includes(test.state)) return failure(notThere);
  const account = services.accounts.get(test.key);
  return account?.place === test.place ? success({ test, account }) : failure(notThere);
}

const change = (services: Services, { mark, state }: SmokeTest, to: SmokeTestChange) =>
  services.store.transaction((transaction) => transaction.smokeTests.change(mark, [state], to));
