import { z } from 'zod';
import { type Network, networks } from '../domain/account.ts';
import { parseDuration } from '../domain/duration.ts';
import { isLoopback } from '../domain/loopback.ts';

const durationHint = 'must be a duration such as 10s, 5m or 24h';

/** A duration as people write it, as milliseconds. */
export const duration = z.string({ error: durationHint }).transform((text, context) => {
  const milliseconds = parseDuration(text);
  if (milliseconds !== null) return milliseconds;
  context.addIssue({ code: 'custom', message: durationHint });
  return z.NEVER;
});

/** In an address, where it would be shown and stored, and would not be sent. */
const holdsLogin = (address: string): boolean => {
  const url = URL.parse(address);
  return url !== null && url.username + url.password !== '';
};

/** An address by HTTP, without a login in it. */
export const webAddress = z
  .url({ protocol: /^https?$/, error: 'must begin with https:// or http://' })
  .refine(
    (url) => !holdsLogin(url),
    'must not hold a user name or a password: they would be shown, and not be sent. Take them out of the address',
  );

/**
 * Where a server's API is, without the `/` at its end. One server is one address: the host in small
 * letters, and no port that is the usual one.
 */
export const serverUrl = webAddress.transform((url) => new URL(url).href.replace(/\/+$/, ''));

/**
 * Of a vendor that has one server for all: one that a person names instead is not reached inside of a
 * network, unless that is allowed.
 *
 * @param vendors where that is
 */
export const serverSettings = (vendors: string) => ({
  base_url: serverUrl.default(vendors),
  allow_local: z.boolean().default(false),
});

/** Settings to which tokens, passwords and signatures go. */
const addresses = ['base_url', 'webhook', 'authorize_url', 'token_url'];

const unencrypted = 'must begin with https://: over http:// anybody on the way reads the secrets';

/** Refuses settings by which a secret would leave this machine in the clear. */
export function onlyEncrypted(chosen: unknown, context: z.RefinementCtx): void {
  const given = chosen as Readonly<Record<string, unknown>>;
  if (given.allow_local === true) return;
  const unless = 'allow_local' in given ? ' (unless `allow_local: true` says that nobody is)' : '';
  for (const name of addresses) {
    const address = given[name];
    if (typeof address !== 'string' || !/^http:/i.test(address) || isLoopback(address)) continue;
    context.addIssue({ code: 'custom', path: [name], message: unencrypted + unless });
  }
}

const named = (word: string): Network | null =>
  networks.find((network) => network === word) ?? null;

/** The network whose rules an account stands for, from its key: `community/telegram` is Telegram. */
export function networkOf(key: string): Network | null {
  const [platform = '', target = ''] = key.split('/', 2);
  return platform === 'newsletter' ? 'email' : (named(platform) ?? named(target));
}
