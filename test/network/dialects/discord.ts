import { z } from 'zod';
import { type Dialect, jsonOf, type Refusal } from '../dialect.ts';
import type { LedgerEntry } from '../ledger.ts';

/** The token is in the address of the webhook. */
const route = /^\/api\/webhooks\/(\d+)\/([^/]+)(?:\/messages\/(\d+))?$/;

const message = z.object({ content: z.string().min(1).max(2000) });

const failures: Readonly<Record<Refusal, readonly [status: number, code: number]>> = {
  unauthorised: [401, 50_027],
  forbidden: [403, 50_013],
  'bad-request': [400, 50_035],
  'not-found': [404, 10_015],
  'key-conflict': [409, 0],
  'error-500': [500, 0],
  'error-503': [503, 0],
};

/**
 * Discord's webhooks: they are executed, and a message of theirs is deleted
 * (https://docs.discord.com/developers/resources/webhook). They take doubles, know
 * no keys and list nothing.
 */
export const discord: Dialect = {
  read({ method, path, query, body }, posts) {
    const [, account, , id] = route.exec(path) ?? [];
    if (id !== undefined) {
      const post = posts.find((one) => one.account === account && snowflake(one) === id);
      return method === 'DELETE' ? { on: 'remove', post: post ?? null } : null;
    }
    // Without `wait` nobody hears what was made, and nothing here may send like that.
    if (method !== 'POST' || account === undefined || query.get('wait') !== 'true') return null;
    const text = message.safeParse(jsonOf(body)).data?.content;
    const draft = text === undefined ? null : { text, title: null, link: null, reply_to: null };
    return { on: 'create', account, key: null, draft };
  },
  token: ({ path }) => route.exec(path)?.[2] ?? null,
  made: (entry) => ({ status: 200, body: messageOf(entry) }),
  removed: (post) =>
    post
      ? { status: 204, body: '' }
      : { status: 404, body: { message: 'Unknown Message', code: 10_008 } },
  refused(why, said) {
    const [status, code] = failures[why];
    return { status, body: { message: said, code } };
  },
  wait: (seconds) => ({
    status: 429,
    headers: { 'retry-after': `${seconds}`, 'x-ratelimit-reset-after': `${seconds}.000` },
    body: { message: 'You are being rate limited.', retry_after: seconds, global: false, code: 0 },
  }),
};

const discordEpoch = 1_420_070_400_000;

/** https://docs.discord.com/developers/reference#snowflakes */
const snowflake = ({ at, seq }: LedgerEntry): string =>
  `${(BigInt(Date.parse(at) - discordEpoch) << 22n) + BigInt(seq)}`;

const messageOf = (entry: LedgerEntry) => ({
  id: snowflake(entry),
  type: 0,
  content: entry.text,
  channel_id: '1001',
  webhook_id: entry.account,
  timestamp: entry.at,
  edited_timestamp: null,
  author: {
    id: entry.account,
    username: 'Acme',
    avatar: null,
    discriminator: '0000',
    public_flags: 0,
    flags: 0,
    bot: true,
    global_name: null,
    primary_guild: null,
  },
  flags: 0,
  tts: false,
  pinned: false,
  mention_everyone: false,
  mentions: [],
  mention_roles: [],
  attachments: [],
  embeds: [],
  components: [],
});
