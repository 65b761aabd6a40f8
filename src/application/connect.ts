import type { Owner } from '../domain/outcome.ts';
import { type Result, success } from '../domain/result.ts';
import { askOwner, toldOf } from './ask-owners.ts';
import type { Connected } from './documents/accounts.ts';
import { isPersonsPause } from './pause.ts';
import type { Authorization, Consent } from './ports/oauth.ts';
import { redacted } from './redacted.ts';
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
 * its token works again; one that a person has paused stays so, and so does one whose token is of
 * somebody else: not a post leaves before the network has said whose it is, where it says that.
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
    const { pausedReason: reason } = await transaction.accounts.lock(account);
    if (isPersonsPause(reason)) return reason;
    await transaction.accounts.pause(account, services.clock.now(), beingAsked);
    return beingAsked;
  });
  if (!kept.ok) return kept;
  const owner = await askOwner(services, found);
  const all = [...services.accounts.values()].filter((one) => one.account === account);
  return success({
    account,
    keys: all.map((one) => one.key),
    expires_at: connection.expiresAt,
    renewable: connection.renewable,
    ...toldOf(services, owner),
    paused: kept.value === beingAsked ? await letGo(services, account, owner) : kept.value,
    key: await services.vault.whereabouts(),
  });
}

const beingAsked = 'it is being connected, and its network is asked whose token it is';

/**
 * Lets a connected account go, unless its token is another's or is refused.
 *
 * @returns why it is paused still
 */
function letGo(services: Services, account: string, owner: Owner | null): Promise<string | null> {
  const held = owner?.kind === 'other' || owner?.kind === 'refused';
  return services.store.transaction(async (transaction) => {
    const { pausedReason } = await transaction.accounts.lock(account);
    // A person has said something else meanwhile.
    if (pausedReason !== beingAsked) return pausedReason;
    const reason = held ? redacted(services, owner.error).message : null;
    await transaction.accounts.pause(account, held ? services.clock.now() : null, reason);
    if (!held) await transaction.wake();
    return reason;
  });
}
