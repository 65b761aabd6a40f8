import { z } from 'zod';
import { notConnected } from '../application/not-connected.ts';
import type { OAuthProvider, TokenAccess } from '../application/ports/oauth.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome, Owner, Removal, Sighting } from '../domain/outcome.ts';
import type { ConnectorContext } from './connector.ts';
import { serverUrl } from './settings.ts';

/**
 * Settings of an account that has a token, or is connected by OAuth.
 *
 * @param vendors where its vendor asks for consent, and gives tokens
 */
export const oauthSettings = (vendors: { readonly authorize: string; readonly token: string }) => ({
  token: z.string().min(1).optional(),
  /** Of the app that the account is connected to. */
  client_id: z.string().min(1).optional(),
  client_secret: z.string().min(1).optional(),
  authorize_url: serverUrl.default(vendors.authorize),
  token_url: serverUrl.default(vendors.token),
});

export interface OAuthSettings {
  readonly token?: string | undefined;
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
  readonly authorize_url: string;
  readonly token_url: string;
}

export const hasAccess = ({ token, client_id }: OAuthSettings): boolean =>
  token !== undefined || client_id !== undefined;

export const noAccess = {
  path: ['token'],
  message: 'is missing: set it, or set client_id and run `broadsheet connect`',
};

/** How the account is connected; nothing where its configuration has a token. */
export const connectedBy = (
  { token, client_id, client_secret, authorize_url, token_url }: OAuthSettings,
  network: Pick<OAuthProvider, 'network' | 'scopes' | 'secretIn'> & Partial<OAuthProvider>,
): { readonly connectable: true; readonly oauth?: OAuthProvider } =>
  token !== undefined || client_id === undefined
    ? { connectable: true }
    : {
        connectable: true,
        oauth: {
          parameters: {},
          ...network,
          authorizeUrl: authorize_url,
          tokenUrl: token_url,
          clientId: client_id,
          clientSecret: client_secret ?? null,
        },
      };

/** Whether its tokens come from this machine too. */
export const tokensAreLocal = ({ token, token_url }: OAuthSettings): boolean =>
  token !== undefined || isLoopback(token_url);

/** Settings in which the token is there. */
export type WithToken<Settings> = Omit<Settings, 'token'> & { readonly token: string };

/** Finds the token of an account, and goes on with it; or says why there is none. */
async function withToken<Settings extends OAuthSettings, T>(
  chosen: Settings,
  account: string,
  { accessToken }: ConnectorContext,
  use: (settings: WithToken<Settings>) => Promise<T>,
  without: (access: Exclude<TokenAccess, { readonly ok: true }>) => T,
): Promise<T> {
  const { token } = chosen;
  if (token !== undefined) return use({ ...chosen, token });
  const access = (await accessToken?.(account)) ?? notConnected(account);
  return access.ok ? use({ ...chosen, token: access.token }) : without(access);
}

/** Publishes with the token of the configuration, or of the store. */
export const publishWithToken = <Settings extends OAuthSettings>(
  chosen: Settings,
  account: string,
  context: ConnectorContext,
  publish: (settings: WithToken<Settings>) => Promise<Outcome>,
): Promise<Outcome> => withToken(chosen, account, context, publish, ({ outcome }) => outcome);

/** Looks for a post with the token of the configuration, or of the store. */
export const lookWithToken = <Settings extends OAuthSettings>(
  chosen: Settings,
  account: string,
  context: ConnectorContext,
  look: (settings: WithToken<Settings>) => Promise<Sighting>,
): Promise<Sighting> =>
  withToken(chosen, account, context, look, ({ outcome: { error } }) => ({
    kind: 'unclear',
    error,
  }));

/** Removes a post with the token of the configuration, or of the store. */
export const removeWithToken = <Settings extends OAuthSettings>(
  chosen: Settings,
  account: string,
  context: ConnectorContext,
  remove: (settings: WithToken<Settings>) => Promise<Removal>,
): Promise<Removal> =>
  withToken(chosen, account, context, remove, ({ outcome: { error } }) => ({
    kind: 'refused',
    error,
  }));

/** Asks whose token it is: that of the configuration, or of the store. */
export const ownerWithToken = <Settings extends OAuthSettings>(
  chosen: Settings,
  account: string,
  context: ConnectorContext,
  ask: (settings: WithToken<Settings>) => Promise<Owner>,
): Promise<Owner> =>
  withToken(chosen, account, context, ask, ({ outcome: { kind, error } }) => ({
    kind: kind === 'unauthorised' ? 'refused' : 'unclear',
    error,
  }));
