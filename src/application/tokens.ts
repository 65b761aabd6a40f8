import { failure, type Problem, type Result, success } from '../domain/result.ts';
import { daysLeft, dueWarning, endOf, hasEnded, isToRenew } from '../domain/token-life.ts';
import { notConnected } from './not-connected.ts';
import type { Account } from './ports/account.ts';
import type { Connection, TokenAccess } from './ports/oauth.ts';
import { renew } from './renew-token.ts';
import type { Services } from './services.ts';
import { readTokens } from './stored-tokens.ts';

/**
 * The access token of an account, for a request that is about to leave. One that has ended is
 * renewed first; where somebody else does so, the post waits.
 */
export async function accessToken(services: Services, account: string): Promise<TokenAccess> {
  const found = await stored(services, account);
  if (!found.ok) return refusedFor(found.error);
  if (found.value === null) return notConnected(account);
  if (!hasEnded(found.value.connection, services.realNow())) return found.value.access;
  const of = connectable(services).find((one) => one.account === account);
  if (of) await renew(services, of);
  const again = await stored(services, account);
  if (!again.ok) return refusedFor(again.error);
  if (again.value === null) return notConnected(account);
  const { connection, access } = again.value;
  if (!hasEnded(connection, services.realNow())) return access;
  return connection.renewable && of ? beingRenewed : ended(connection);
}

async function stored(services: Services, account: string) {
  return services.store.transaction(async (transaction) => {
    const connection = await transaction.connections.read(account);
    const tokens = await readTokens(transaction, services, account);
    if (!tokens.ok) return tokens;
    if (!connection || !tokens.value) return success(null);
    const access: TokenAccess = { ok: true, token: tokens.value.accessToken };
    return success({ connection, access });
  });
}

const refusedFor = (error: Problem): TokenAccess => ({
  ok: false,
  outcome: { kind: 'unauthorised', error },
});

const ended = ({ account, expiresAt }: Connection): TokenAccess =>
  refusedFor({
    code: 'token-ended',
    message: `The token of ${account} has ended at ${expiresAt}, and can't be renewed`,
    remedy: 'Run `broadsheet connect` for it.',
  });

const beingRenewed: TokenAccess = {
  ok: false,
  outcome: {
    kind: 'deferred',
    afterSeconds: 15,
    error: {
      code: 'token-being-renewed',
      message: 'The token of the account has ended and is being renewed',
      remedy: 'It is waited for.',
    },
  },
};

/** One of each account that is connected by OAuth. */
const connectable = (services: Services): readonly Account[] => [
  ...new Map(
    [...services.accounts.values()].filter((one) => one.oauth).map((one) => [one.account, one]),
  ).values(),
];

/** Renews what ends soon, and tells people of what ends and can't be renewed by itself. */
export async function tendTokens(services: Services): Promise<void> {
  const accounts = connectable(services);
  if (accounts.length === 0) return;
  const now = services.realNow();
  const connections = await services.store.transaction(({ connections }) => connections.list());
  for (const account of accounts) {
    const connection = connections.find((one) => one.account === account.account);
    if (!connection) continue;
    if (isToRenew(connection, now)) await renew(services, account);
    else if (dueWarning(connection, connection.warnedDays, now) !== null)
      await warn(services, account);
  }
}

async function warn(services: Services, { account, key }: Account): Promise<void> {
  const now = services.realNow();
  await services.store.transaction(async (transaction) => {
    const connection = await transaction.connections.lock(account);
    const due = connection && dueWarning(connection, connection.warnedDays, now);
    if (!connection || due === null) return;
    await transaction.connections.put({ ...connection, warnedDays: due });
    const left = daysLeft(connection, now);
    await transaction.news.report({
      subjectKey: `token:${account}:${endOf(connection)}:${due}`,
      kind: 'failure',
      topic: 'token',
      urgent: true,
      deliveryId: null,
      title: `${key}: the token ends in ${left === 1 ? 'a day' : `${left} days`}`,
      text: `It ends at ${endOf(connection)} and can't be renewed by itself. Run \`broadsheet connect ${key}\` before.`,
      createdAt: services.clock.now(),
    });
  });
}

/** Why an account can't be connected. */
export function unconnectable(key: string, account: Account | undefined): Result<never> {
  if (!account)
    return failure({
      code: 'account-unknown',
      message: `The configuration has no account "${key}".`,
      remedy: '`broadsheet accounts` lists them.',
    });
  if (account.connectable)
    return failure({
      code: 'account-unconnectable',
      message: `${key} is not connected, because its configuration has a token.`,
      remedy: 'It works by that. To connect it, set `client_id` for it, and take its `token` out.',
    });
  return failure({
    code: 'account-unconnectable',
    message: `${key} is not one that is connected: ${account.connector} knows no such way.`,
    remedy: 'It works by what the configuration says of it, and there is nothing to connect.',
  });
}
