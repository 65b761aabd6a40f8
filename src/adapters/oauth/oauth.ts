import * as client from 'openid-client';
import type { OAuth, OAuthProvider, Tokens } from '../../application/ports/oauth.ts';
import { isLoopback } from '../../domain/loopback.ts';
import { failure, type Problem, success } from '../../domain/result.ts';
import { fetchTokens } from './fetch-tokens.ts';

/** Seconds. A token that is being renewed keeps posts waiting. */
const timeout = 15;

/** OAuth 2 by `openid-client`: it checks the state and the form of all answers. */
export const oauth: OAuth = {
  async authorize(provider, redirectUri) {
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const url = client.buildAuthorizationUrl(configured(provider), {
      ...provider.parameters,
      redirect_uri: redirectUri,
      scope: provider.scopes.join(' '),
      state,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, state, verifier };
  },
  async redeem(provider, { callbackUrl, state, verifier }) {
    try {
      const checks = { pkceCodeVerifier: verifier, expectedState: state };
      const url = new URL(callbackUrl);
      return success(
        tokensOf(await client.authorizationCodeGrant(configured(provider), url, checks)),
      );
    } catch (error) {
      return failure(notConnected(provider, error, [verifier, codeIn(callbackUrl)]));
    }
  },
  async renew(provider, refreshToken) {
    try {
      const answer = await client.refreshTokenGrant(configured(provider), refreshToken);
      return { kind: 'renewed', tokens: tokensOf(answer) };
    } catch (error) {
      const said = whatWasSaid(error, provider, [refreshToken]);
      return isRefusal(error)
        ? { kind: 'refused', error: refused(provider, error, said) }
        : { kind: 'unclear', error: unclear(provider, said) };
    }
  },
};

function configured(provider: OAuthProvider): client.Configuration {
  const { authorizeUrl, tokenUrl, clientId, clientSecret, secretIn } = provider;
  const metadata = {
    issuer: new URL(authorizeUrl).origin,
    authorization_endpoint: authorizeUrl,
    token_endpoint: tokenUrl,
  };
  const authentication =
    clientSecret === null
      ? client.None()
      : secretIn === 'header'
        ? client.ClientSecretBasic(clientSecret)
        : client.ClientSecretPost(clientSecret);
  const made = new client.Configuration(metadata, clientId, undefined, authentication);
  made.timeout = timeout;
  made[client.customFetch] = fetchTokens;
  if (isLoopback(tokenUrl)) client.allowInsecureRequests(made);
  return made;
}

function tokensOf(answer: client.TokenEndpointResponse): Tokens {
  const refreshEnds = answer.refresh_token_expires_in;
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    expiresInSeconds: answer.expires_in ?? null,
    refreshExpiresInSeconds: typeof refreshEnds === 'number' ? refreshEnds : null,
  };
}

const codeIn = (url: string): string => URL.parse(url)?.searchParams.get('code') ?? '';

/** A 4xx is the network's word; 408 and 429 are of the moment. */
function isRefusal(error: unknown): boolean {
  const status = statusOf(error);
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function statusOf(error: unknown): number {
  if (
    error instanceof client.ResponseBodyError ||
    error instanceof client.WWWAuthenticateChallengeError
  )
    return error.status;
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Response ? cause.status : 0;
}

const longestQuote = 200;

/** What went wrong, in the network's words where it has some, without anything secret. */
function whatWasSaid(
  error: unknown,
  { clientSecret }: OAuthProvider,
  secrets: readonly string[],
): string {
  const said =
    error instanceof client.ResponseBodyError || error instanceof client.AuthorizationResponseError
      ? [error.error, error.error_description].filter(Boolean).join(', ')
      : statusOf(error) > 0
        ? `status ${statusOf(error)}`
        : wordsOf(error);
  const hidden = [...secrets, clientSecret ?? ''].filter((secret) => secret !== '');
  const clean = hidden.reduce((rest, secret) => rest.replaceAll(secret, '…'), said);
  return clean.replace(/\p{Cc}+/gu, ' ').slice(0, longestQuote);
}

function wordsOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return error instanceof Error ? `${error.message}${code}` : String(error);
}

const notConnected = (
  provider: OAuthProvider,
  error: unknown,
  secrets: readonly string[],
): Problem => ({
  code: 'not-connected',
  message: `${provider.network} gave no token: ${whatWasSaid(error, provider, secrets)}.`,
  remedy:
    'Look at client_id, client_secret and the redirect address at the network, then connect again.',
});

const refused = ({ network }: OAuthProvider, error: unknown, said: string): Problem =>
  error instanceof client.ResponseBodyError && error.error === 'invalid_client'
    ? {
        code: 'app-refused',
        message: `${network} does not know the app: ${said}`,
        remedy: 'Mend client_id and client_secret of the account, then resume it.',
      }
    : {
        code: 'renewal-refused',
        message: `${network} does not renew the token: ${said}`,
        remedy: 'Run `broadsheet connect` for the account.',
      };

const unclear = ({ network }: OAuthProvider, said: string): Problem => ({
  code: 'renewal-unclear',
  message: `${network} gave no clear answer to the renewal of the token: ${said}`,
  remedy: 'It is tried once more by itself.',
});
