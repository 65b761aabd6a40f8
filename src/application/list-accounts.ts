import type { Services } from './services.ts';

export interface AccountsDocument {
  readonly schema: 'broadsheet/accounts@1';
  readonly accounts: readonly {
    readonly account: string;
    readonly connector: string;
    readonly network: string;
    readonly place: string;
    readonly link: string;
    readonly look_up: boolean;
    readonly paused: { readonly at: string; readonly reason: string | null } | null;
    readonly free_at: string | null;
  }[];
}

/** The accounts of the configuration, and whether they may publish. */
export async function listAccounts(services: Services): Promise<AccountsDocument> {
  const states = await services.store.transaction((transaction) => transaction.accounts.list());
  const accounts = [...services.accounts.values()].map((account) => {
    const state = states.find((one) => one.account === account.account);
    return {
      account: account.key,
      connector: account.connector,
      network: account.network,
      place: account.place,
      link: account.linkPlacement,
      look_up: account.settlesWithinMilliseconds !== null,
      paused: state?.pausedAt ? { at: state.pausedAt, reason: state.pausedReason } : null,
      free_at: state?.freeAt ?? null,
    };
  });
  return { schema: 'broadsheet/accounts@1', accounts };
}
