import type { Outcome } from '../../domain/outcome.ts';
import type { Problem, Result } from '../../domain/result.ts';

/** Where and as whom a network lets an app act for an account. */
export interface OAuthProvider {
  /** As people know the network. */
  readonly network: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly scopes: readonly string[];
  readonly clientId: string;
  /** Null: an app that keeps no secret. */
  readonly clientSecret: string | null;
  /** How the secret is sent: in the header, or in the body. */
  readonly secretIn: 'header' | 'body';
  /** Beside the usual ones of the authorisation request. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Tokens {
  readonly accessToken: string;
  /** Null: it can't be renewed; after a renewal: the old one stays. */
  readonly refreshToken: string | null;
  readonly expiresInSeconds: number | null;
  readonly refreshExpiresInSeconds: number | null;
}

/** A request for a person's consent, and what its answer is checked with. */
export interface Authorization {
  readonly url: string;
  readonly state: string;
  readonly verifier: string;
}

export interface Consent extends Pick<Authorization, 'state' | 'verifier'> {
  /** Where the network sent the browser, with its answer. */
  readonly callbackUrl: string;
}

export type Renewal =
  | { readonly kind: 'renewed'; readonly tokens: Tokens }
  /** The network's word: this refresh token, or this app, gets nothing. */
  | { readonly kind: 'refused'; readonly error: Problem }
  /** No answer, or none that says whether the refresh token is spent now. */
  | { readonly kind: 'unclear'; readonly error: Problem };

/** OAuth 2: authorisation code with PKCE, and renewal. */
export interface OAuth {
  authorize(provider: OAuthProvider, redirectUri: string): Promise<Authorization>;
  redeem(provider: OAuthProvider, consent: Consent): Promise<Result<Tokens>>;
  /** One request, at most once; answers within seconds and never throws. */
  renew(provider: OAuthProvider, refreshToken: string): Promise<Renewal>;
}

/** The access token of an account now, or what its absence means for a post that is to go out. */
export type TokenAccess =
  | { readonly ok: true; readonly token: string }
  | {
      readonly ok: false;
      readonly outcome: Extract<Outcome, { readonly kind: 'unauthorised' | 'deferred' }>;
    };

export interface Connection {
  readonly account: string;
  readonly issuedAt: string;
  readonly expiresAt: string | null;
  readonly renewable: boolean;
  readonly renewableUntil: string | null;
  readonly connectedAt: string;
  readonly connectedBy: string;
  /** The renewal whose request may have left, and since when. */
  readonly renewal: string | null;
  readonly renewalAt: string | null;
  readonly warnedDays: number | null;
}

/** What is known of connected accounts beside their tokens. All instants are real time. */
export interface ConnectionTable {
  list(): Promise<readonly Connection[]>;
  read(account: string): Promise<Connection | null>;
  lock(account: string): Promise<Connection | null>;
  put(connection: Connection): Promise<void>;
}
