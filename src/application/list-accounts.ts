import { startOfDay } from '../domain/time.ts';
import { daysLeft } from '../domain/token-life.ts';
import type { Services } from './services.ts';

export interface AccountsDocument {
  readonly schema: 'broadsheet/accounts@1';
  /** IANA zone of the workspace, for whoever shows the instants. */
  readonly timezone: string;
  readonly accounts: readonly {
    readonly account: string;
    readonly connector: string;
    readonly network: string;
    readonly state: 'works' | 'paused' | 'not-connected';
    readonly place: string;
    readonly link: string;
    /** Whether the network lets the account look for a post of its own, after a lost answer. */
    readonly look_up: boolean;
    /** Whether a look-up that finds nothing can prove that nothing is there. */
    readonly absence_provable: boolean;
    readonly paused: { readonly at: string; readonly reason: string | null } | null;
    readonly free_at: string | null;
    /** Of a connected account; null where the configuration has its token, or where it needs none. */
    readonly token: {
      readonly expires_at: string | null;
      readonly renewable: boolean;
      /** Until a person has to connect it again; null: not known, or never. */
      readonly days_left: number | null;
    } | null;
    readonly last_used_at: string | null;
    /** Since midnight in the workspace's zone, of the account as a whole. */
    readonly posts_today: number;
  }[];
}

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
