import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';

/** A network's OAuth server, with one app and people who agree at once. */
export interface IdentityProvider {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** How many requests for tokens it has answered, by grant type and by outcome. */
  readonly granted: readonly string[];
  /** Every token that it gave or was shown. */
  readonly seen: ReadonlySet<string>;
  close(): void;
}

export const appId = 'broadsheet-test';
export const appSecret = 'canary-app-secret-1';

/** @param redirectUri that the app allows */
export async function identityProvider(
  redirectUri: string,
  scope = 'tweet.read tweet.write users.read offline.access',
): Promise<IdentityProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(origin, settings(redirectUri, scope));
  const granted: string[] = [];
  const seen = new Set<string>();
  provider.use(async (context, next) => {
    await next();
    if (context.path !== '/token') return;
    const { grant_type, ...body } = (context.oidc?.body ?? {}) as Record<string, string>;
    const answer = (context.body ?? {}) as Record<string, string>;
    granted.push([grant_type, answer.error].filter(Boolean).join(' '));
    for (const token of [body.code, body.refresh_token, answer.access_token, answer.refresh_token])
      if (token) seen.add(token);
  });
  answerWith(server, provider);
  return {
    authorizeUrl: `${origin}/auth`,
    tokenUrl: `${origin}/token`,
    granted,
    seen,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function settings(redirectUri: string, scope: string): Configuration {
  return {
    clients: [
      {
        client_id: appId,
        client_secret: appSecret,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    scopes: scope.split(' '),
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/agree/${uid}` },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    ttl: {
      AccessToken: 7200,
      RefreshToken: 180 * 24 * 3600,
      Session: 3600,
      Grant: 3600,
      Interaction: 3600,
    },
    cookies: { keys: ['of-a-test'] },
    async loadExistingGrant({ oidc }) {
      const accountId = oidc.session?.accountId;
      if (!accountId) return undefined;
      const grant = new oidc.provider.Grant({ accountId, clientId: appId });
      grant.addOIDCScope(scope);
      await grant.save();
      return grant;
    },
  };
}

function answerWith(server: Server, provider: Provider): void {
  const usual = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/agree/'))
      provider
        .interactionFinished(request, response, { login: { accountId: 'dana' } })
        .catch(() => response.writeHead(500).end());
    else void usual(request, response);
  });
}

/** Follows an address as a browser does, with cookies. @returns the last answer */
export async function browse(start: string): Promise<Response> {
  const cookies = new Map<string, string>();
  for (let url = start, hops = 0; hops < 10; hops += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    if (next === null) return response;
    url = new URL(next, url).href;
  }
  throw new Error(`no end of redirects from ${start}`);
}
