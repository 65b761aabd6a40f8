import { startOfDay } from '../domain/time.ts';
import { daysLeft } from '../domain/token-life.ts';
import type { AccountsDocument } from './documents/accounts.ts';
import type { Services } from './services.ts';

export type { AccountsDocument } from './documents/accounts.ts';

/** The accounts of the configuration, and whether they may publish. */
export async function listAccounts(services: Services): Promise<AccountsDocument> {
  const midnight = startOfDay(services.clock.now(), services.configuration.timezone);
  const [states, uses, connections] = await services.store.transaction(async (transaction) => [
    await transaction.accounts.list(),
    await transaction.accounts.uses(midnight),
    await transaction.connections.list(),
  ]);
  const accounts = [...services.accounts.values()].map((account) => {
    const state = states.find((one) => one.account === account.account);
    const use = uses.find((one) => one.account === account.account);
    const connection = account.oauth && connections.find((one) => one.account === account.account);
    const isOpen = account.oauth !== undefined && connection === undefined;
    return {
      account: account.key,
      connector: account.connector,
      network: account.network,
      state: state?.pausedAt
        ? ('paused' as const)
        : isOpen
          ? ('not-connected' as const)
          : ('works' as const),
      place: account.place,
      link: account.linkPlacement,
      look_up: account.confirm !== undefined,
      absence_provable: account.confirm !== undefined && account.settlesWithinMilliseconds !== null,
      paused: state?.pausedAt ? { at: state.pausedAt, reason: state.pausedReason } : null,
      free_at: state?.freeAt ?? null,
      token: connection
        ? {
            expires_at: connection.expiresAt,
            renewable: connection.renewable,
            days_left: daysLeft(connection, services.realNow()),
          }
        : null,
      last_used_at: state?.lastUsedAt ?? null,
      posts_today: use?.posts ?? 0,
    };
  });
  const { timezone } = services.configuration;
  return { schema: 'broadsheet/accounts@1', timezone, accounts };
}
