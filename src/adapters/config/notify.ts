import { z } from 'zod';
import { heartbeatName, type NotificationChannel } from '../../domain/configuration.ts';
import { isLoopback } from '../../domain/loopback.ts';
import { webhookSecret } from '../../domain/standard-webhooks.ts';

const httpAddress = z
  .url({ protocol: /^https?$/, error: 'must begin with https:// or http://' })
  .refine((url) => {
    const address = URL.parse(url);
    return address === null || address.username + address.password === '';
  }, 'must not hold a user name or a password: take them out of the address');

const encrypted = (url: string): boolean => !/^http:/i.test(url) || isLoopback(url);

const unencrypted = 'must begin with https://: over http:// anybody on the way reads the secrets';

/** Who has it may write in the name of the team. */
const secretAddress = httpAddress.refine(encrypted, unencrypted);

const common = {
  /** What waits for it is kept under this name. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'must be of small letters, digits and -')
    .optional(),
  on: z.array(z.enum(['failure', 'success'])).default(['failure', 'success']),
};

const email = z.strictObject({
  via: z.literal('email'),
  ...common,
  url: z.string().regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://'),
  from: z.email('must be an address such as ops@acme.test'),
  to: z.array(z.email('must be an address such as team@acme.test')).min(1),
  /** A server of one's own network may know no TLS. */
  allow_unencrypted: z.boolean().default(false),
});

const slack = z.strictObject({ via: z.literal('slack'), ...common, webhook: secretAddress });

const discord = z.strictObject({
  via: z.literal('discord'),
  ...common,
  webhook: httpAddress
    .regex(
      /\/webhooks\/\d+\/[\w-]+$/,
      'must be the address of a webhook: https://discord.com/api/webhooks/ID/TOKEN',
    )
    .refine(encrypted, unencrypted),
});

const telegram = z.strictObject({
  via: z.literal('telegram'),
  ...common,
  /** YAML reads `-1001234567890` as a number. */
  chat: z.preprocess(
    (given) => (typeof given === 'number' ? `${given}` : given),
    z.string().regex(/^(@\w+|-?\d+)$/, 'must be a chat, such as @acme or -1001234567890'),
  ),
  token: z.string().regex(/^\d+:[\w-]+$/, 'must be the token of a bot, such as 123456:ABC-DEF'),
  base_url: secretAddress
    .transform((url) => url.replace(/\/+$/, ''))
    .default('https://api.telegram.org'),
});

/** What is told of the team is read by nobody on the way, unless it stays in the network of its own. */
const guarded = <Name extends 'webhook' | 'url'>(name: Name) => ({
  check: (given: { readonly allow_local: boolean } & Readonly<Record<Name, string>>) =>
    given.allow_local || encrypted(given[name]),
  message: {
    path: [name],
    message: 'must begin with https://, or have `allow_local: true` in a network of its own',
  },
});

const webhookGuard = guarded('webhook');
const webhook = z
  .strictObject({
    via: z.literal('webhook'),
    ...common,
    webhook: httpAddress,
    secret: z.string().regex(webhookSecret, 'must be whsec_ and 24 to 64 bytes in base64'),
    allow_local: z.boolean().default(false),
  })
  .refine(webhookGuard.check, webhookGuard.message);

const heartbeatGuard = guarded('url');
/** Where it is noticed when the loop does not run any more. */
export const heartbeat = z
  .strictObject({
    url: httpAddress,
    allow_local: z.boolean().default(false),
  })
  .refine(heartbeatGuard.check, heartbeatGuard.message);

/** One way to tell people. */
export const channel = z.discriminatedUnion('via', [email, slack, discord, telegram, webhook]);

export type ParsedChannel = z.infer<typeof channel>;

/** Names that stand for something else. */
const reserved: ReadonlySet<string> = new Set([heartbeatName]);

export const nameOf = ({ name, via }: ParsedChannel): string => name ?? via;

/** What no channel shows by itself. @returns the position of one, and what is wrong with its name */
export function nameProblems(
  channels: readonly ParsedChannel[],
): readonly { readonly position: number; readonly message: string }[] {
  const names = channels.map(nameOf);
  return names.flatMap((name, position) => {
    if (reserved.has(name)) return [{ position, message: `can't be called ${name}` }];
    if (names.indexOf(name) === position) return [];
    return [{ position, message: `has the name of another channel: ${name}` }];
  });
}

export function channelOf(parsed: ParsedChannel): NotificationChannel {
  const name = nameOf(parsed);
  if (parsed.via === 'email') {
    const { allow_unencrypted: allowUnencrypted, ...rest } = parsed;
    return { ...rest, name, allowUnencrypted };
  }
  if (parsed.via === 'telegram') {
    const { base_url: baseUrl, ...rest } = parsed;
    return { ...rest, name, baseUrl };
  }
  if (parsed.via === 'webhook') {
    const { allow_local: allowLocal, ...rest } = parsed;
    return { ...rest, name, allowLocal };
  }
  return { ...parsed, name };
}
