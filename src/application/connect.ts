import { type Result, success } from '../domain/result.ts';
import type { Connected } from './documents/accounts.ts';
import { isPersonsPause } from './pause.ts';
import type { Authorization, Consent } from './ports/oauth.ts';
import { sealing } from './secrets.ts';
import type { Services } from './services.ts';
import { concealTokens, keepTokens, lifeOf } from './stored-tokens.ts';
import { unconnectable } from './tokens.ts';

export type { Connected } from './documents/accounts.ts';

/** Asks a network for the consent of the account's owner. Nothing is stored yet. */
export async function beginConnection(
  services: Services,
  key: string,
  redirectUri: string,
): Promise<Result<Authorization>> {
  const account = services.accounts.get(key);
  if (!account?.oauth) return unconnectable(key, account);
  return success(await services.oauth.authorize(account.oauth, redirectUri));
}

/**
 * Changes the network's answer into tokens, and keeps them. An account that was paused because of
 * its token works again; one that a person has paused stays so.
 */
export async function finishConnection(
  services: Services,
  key: string,
  consent: Consent,
  who: string,
): Promise<Result<Connected>> {
  const found = services.accounts.get(key);
  if (!found?.oauth) return unconnectable(key, found);
  const redeemed = await services.oauth.redeem(found.oauth, consent);
  if (!redeemed.ok) return redeemed;
  const tokens = redeemed.value;
  const { account } = found;
  const now = services.realNow();
  const connection = {
    account,
    ...lifeOf(tokens, now),
    renewable: tokens.refreshToken !== null,
    connectedAt: now,
    connectedBy: who,
    renewal: null,
    renewalAt: null,
    warnedDays: null,
  };
  concealTokens(services, account, tokens);
  const kept = await sealing(services, async (transaction) => {
    await transaction.accounts.ensure([account]);
    await transaction.connections.lock(account);
    await keepTokens(transaction, services, account, tokens);
    await transaction.connections.put(connection);
    const states = await transaction.accounts.list();
    const reason = states.find((one) => one.account === account)?.pausedReason ?? null;
    if (isPersonsPause(reason)) return reason;
    await transaction.accounts.pause(account, null, null);
    await transaction.wake();
    return null;
  });
  if (!kept.ok) return kept;
  const all = [...services.accounts.values()].filter((one) => one.account === account);
  return success({
    account,
    keys: all.map((one) => one.key),
    expires_at: connection.expiresAt,
    renewable: connection.renewable,
    paused: kept.value,
    key: await services.vault.whereabouts(),
  });
}
