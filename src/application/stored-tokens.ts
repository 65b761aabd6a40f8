import { type Result, success } from '../domain/result.ts';
import { addMilliseconds } from '../domain/time.ts';
import type { Connection, Tokens } from './ports/oauth.ts';
import type { StoreTransaction } from './ports/store.ts';
import { keepSecret, readSecret } from './secrets.ts';
import type { Services } from './services.ts';

/** What is sealed of a connection. */
export interface StoredTokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
}

const nameOf = (account: string): string => `connection:${account}`;

/** Opens the tokens of an account; from now on they are taken out of all that is said. */
export async function readTokens(
  transaction: StoreTransaction,
  services: Services,
  account: string,
): Promise<Result<StoredTokens | null>> {
  const opened = await readSecret(transaction, services, nameOf(account));
  if (!opened.ok) return opened;
  if (opened.value === null) return success(null);
  const tokens = JSON.parse(opened.value) as StoredTokens;
  concealTokens(services, account, tokens);
  return success(tokens);
}

export const concealTokens = (
  services: Services,
  account: string,
  { accessToken, refreshToken }: StoredTokens,
): void => services.conceal(nameOf(account), [accessToken, refreshToken ?? '']);

/** Seals and stores the tokens of an account. Within `sealing`. */
export const keepTokens = (
  transaction: StoreTransaction,
  services: Services,
  account: string,
  { accessToken, refreshToken }: StoredTokens,
): Promise<void> =>
  keepSecret(transaction, services, nameOf(account), JSON.stringify({ accessToken, refreshToken }));

/** How long tokens that a network gave just now last. */
export function lifeOf(
  { expiresInSeconds, refreshExpiresInSeconds }: Tokens,
  now: string,
): Pick<Connection, 'issuedAt' | 'expiresAt' | 'renewableUntil'> {
  const after = (seconds: number | null) =>
    seconds === null ? null : addMilliseconds(now, seconds * 1000);
  return {
    issuedAt: now,
    expiresAt: after(expiresInSeconds),
    renewableUntil: after(refreshExpiresInSeconds),
  };
}
