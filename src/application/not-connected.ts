import type { TokenAccess } from './ports/oauth.ts';

/** There is no token for an account, neither in the configuration nor in the store. */
export const notConnected = (account: string): TokenAccess & { readonly ok: false } => ({
  ok: false,
  outcome: {
    kind: 'unauthorised',
    error: {
      code: 'not-connected',
      message: `${account} is not connected: there is no token for it`,
      remedy: 'Run `broadsheet connect` for it, or give it a token in the configuration.',
    },
  },
});
