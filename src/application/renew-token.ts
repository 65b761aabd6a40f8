import type { Problem } from '../domain/result.ts';
import { addMilliseconds } from '../domain/time.ts';
import { isToRenew } from '../domain/token-life.ts';
import { look } from './identity.ts';
import { pauseForNetwork } from './pause.ts';
import { persistently } from './persist.ts';
import type { Account } from './ports/account.ts';
import type { OAuthProvider, Tokens } from './ports/oauth.ts';
import { sealing } from './secrets.ts';
import type { Services } from './services.ts';
import { concealTokens, keepTokens, lifeOf, readTokens } from './stored-tokens.ts';

/** A renewal takes 15 s at most; one that is older has lost its process, or its answer. */
const renewalLease = 60_000;

interface Begun {
  readonly id: string;
  readonly refreshToken: string;
  /** An earlier one had no end that anybody knows: the refresh token may be spent. */
  readonly again: boolean;
}

/**
 * Renews the token of an account, one process at a time. That it begins is committed under the lock
 * of the row before the request leaves, so that two workers make one request, and a worker that dies
 * leaves a trace. The new tokens are committed before anybody uses them.
 *
 * A renewal that was broken off is tried once more, after its lease. If its request had not arrived,
 * that succeeds. If it had, the network refuses the spent token, and only a person can mend it: the
 * new one is with nobody.
 */
export async function renew(services: Services, account: Account): Promise<void> {
  const { oauth } = account;
  if (!oauth || (await look(services)).problem) return;
  const begun = await begin(services, account);
  if (!begun) return;
  await services.failpoint('before-renewal');
  const renewal = await services.oauth.renew(oauth, begun.refreshToken);
  await services.failpoint('after-renewal');
  if (renewal.kind === 'renewed') {
    await persistently(services, () => keepRenewed(services, account, begun, renewal.tokens));
    await services.failpoint('after-renewal-commit');
  } else if (renewal.kind === 'refused')
    await persistently(services, () => pauseFor(services, account, begun, renewal.error, oauth));
}

async function begin(services: Services, { account }: Account): Promise<Begun | null> {
  const now = services.realNow();
  const id = services.newId();
  return services.store.transaction(async (transaction) => {
    const connection = await transaction.connections.lock(account);
    if (!connection || !isToRenew(connection, now)) return null;
    const { renewalAt } = connection;
    if (renewalAt !== null && now < addMilliseconds(renewalAt, renewalLease)) return null;
    const states = await transaction.accounts.list();
    if (states.find((one) => one.account === account)?.pausedAt) return null;
    const tokens = await readTokens(transaction, services, account);
    const refreshToken = tokens.ok ? tokens.value?.refreshToken : null;
    if (!refreshToken) return null;
    await transaction.connections.put({ ...connection, renewal: id, renewalAt: now });
    return { id, refreshToken, again: connection.renewal !== null };
  });
}

/** Where somebody connected the account anew meanwhile, the row names no renewal: those tokens stay. */
async function keepRenewed(
  services: Services,
  { account }: Account,
  { id, refreshToken }: Begun,
  tokens: Tokens,
): Promise<void> {
  const stored = {
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken ?? refreshToken,
  };
  concealTokens(services, account, stored);
  const kept = await sealing(services, async (transaction) => {
    const connection = await transaction.connections.lock(account);
    if (connection?.renewal !== id) return;
    await keepTokens(transaction, services, account, stored);
    const life = lifeOf(tokens, services.realNow());
    // LinkedIn's end of renewals is fixed at the consent; who says none leaves it as it was.
    const renewableUntil = life.renewableUntil ?? connection.renewableUntil;
    const done = { renewal: null, renewalAt: null };
    await transaction.connections.put({ ...connection, ...life, renewableUntil, ...done });
    await transaction.wake();
  });
  if (!kept.ok) throw new Error(kept.error.message);
}

function pauseFor(
  services: Services,
  { account, key }: Account,
  { id, again }: Begun,
  error: Problem,
  { network }: OAuthProvider,
): Promise<void> {
  const at = services.clock.now();
  const lost = again
    ? ` An earlier renewal was broken off after it had begun: ${network} may have given a new token then, which is lost.`
    : '';
  const message = services.redact(`${error.message}.${lost}`);
  return services.store.transaction(async (transaction) => {
    const connection = await transaction.connections.lock(account);
    if (connection?.renewal !== id) return;
    await transaction.connections.put({ ...connection, renewal: null, renewalAt: null });
    await transaction.accounts.ensure([account]);
    await pauseForNetwork(transaction, account, at, message);
    await transaction.news.report({
      subjectKey: `account:${account}:${at}`,
      kind: 'failure',
      topic: 'account',
      urgent: true,
      deliveryId: null,
      title: `${key}: the account is paused`,
      text: `${message} Its posts wait. ${error.remedy} (\`broadsheet connect ${key}\`)`,
      createdAt: at,
    });
  });
}
