import { startOfDay } from '../domain/time.ts';
import type { Services } from './services.ts';

export interface AccountsDocument {
  readonly schema: 'broadsheet/accounts@1';
  readonly accounts: readonly {
    readonly account: string;
    readonly connector: string;
    readonly network: string;
    readonly state: 'works' | 'paused';
    readonly place: string;
    readonly link: string;
    readonly look_up: boolean;
    readonly paused: { readonly at: string; readonly reason: string | null } | null;
    readonly free_at: string | null;
    readonly last_used_at: string | null;
    /** Since midnight in the workspace's zone, of the account as a whole. */
    readonly posts_today: number;
  }[];
}

/** The accounts of the configuration, and whether they may publish. */
export async function listAccounts(services: Services): Promise<AccountsDocument> {
  const midnight = startOfDay(services.clock.now(), services.configuration.timezone);
  const [states, uses] = await services.store.transaction(async ({ accounts }) => [
    await accounts.list(),
    await accounts.uses(midnight),
  ]);
  const accounts = [...services.accounts.values()].map((account) => {
    const state = states.find((one) => one.account === account.account);
    const use = uses.find((one) => one.account === account.account);
    return {
      account: account.key,
      connector: account.connector,
      network: account.network,
      state: state?.pausedAt ? ('paused' as const) : ('works' as const),
      place: account.place,
      link: account.linkPlacement,
      look_up: account.settlesWithinMilliseconds !== null,
      paused: state?.pausedAt ? { at: state.pausedAt, reason: state.pausedReason } : null,
      free_at: state?.freeAt ?? null,
      last_used_at: use?.lastUsedAt ?? null,
      posts_today: use?.posts ?? 0,
    };
  });
  return { schema: 'broadsheet/accounts@1', accounts };
}
