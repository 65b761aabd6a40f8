import { z } from 'zod';
import { type Asked, bearerOf, type Dialect, jsonOf, type Refusal } from '../dialect.ts';
import type { LedgerEntry } from '../ledger.ts';

const message = z.object({
  channel: z.string().min(1),
  text: z.string().min(1).max(40_000),
  metadata: z.object({ event_type: z.string(), event_payload: z.unknown() }).optional(),
});

const deletion = z.object({ channel: z.string(), ts: z.string() });

/** Errors come with a 200, save those that Slack's servers give before its methods. */
const failures: Readonly<Record<Refusal, readonly [status: number, error: string]>> = {
  unauthorised: [200, 'invalid_auth'],
  forbidden: [200, 'not_in_channel'],
  'bad-request': [200, 'msg_too_long'],
  'not-found': [200, 'unknown_method'],
  'key-conflict': [200, 'invalid_arguments'],
  'error-500': [500, 'internal_error'],
  'error-503': [503, 'service_unavailable'],
};

/**
 * Slack's Web API: `chat.postMessage`, `chat.delete` and `conversations.history`
 * (https://docs.slack.dev/reference/methods). It takes doubles and knows no keys; what a client
 * marks a message with comes back in the history.
 */
export const slack: Dialect = {
  read(asked, posts) {
    if (asked.path === '/api/chat.delete') return removalOf(asked, posts);
    if (asked.path === '/api/conversations.history') return lookUpOf(asked);
    if (asked.method !== 'POST' || asked.path !== '/api/chat.postMessage') return null;
    const parsed = message.safeParse(jsonOf(asked.body)).data;
    return {
      on: 'create',
      account: parsed?.channel ?? '',
      key: parsed?.metadata ? JSON.stringify(parsed.metadata) : null,
      draft: parsed ? { text: parsed.text, title: null, link: null, reply_to: null } : null,
    };
  },
  token: bearerOf,
  made: (entry) => ({
    status: 200,
    body: { ok: true, channel: entry.account, ts: timestampOf(entry), message: messageOf(entry) },
  }),
  page: ({ posts, more, next }) => ({
    status: 200,
    body: {
      ok: true,
      messages: posts.map(messageOf),
      has_more: more,
      response_metadata: { next_cursor: next === null ? '' : `${next}` },
    },
  }),
  removed: (post) => ({
    status: 200,
    body: post
      ? { ok: true, channel: post.account, ts: timestampOf(post) }
      : { ok: false, error: 'message_not_found' },
  }),
  refused(why, said) {
    const [status, error] = failures[why];
    return { status, body: { ok: false, error, response_metadata: { messages: [said] } } };
  },
  wait: (seconds) => ({
    status: 429,
    headers: { 'retry-after': `${seconds}` },
    body: { ok: false, error: 'ratelimited' },
  }),
};

function removalOf({ body }: Asked, posts: readonly LedgerEntry[]) {
  const { channel, ts } = deletion.safeParse(jsonOf(body)).data ?? {};
  const post = posts.find((one) => one.account === channel && timestampOf(one) === ts);
  return { on: 'remove' as const, post: post ?? null };
}

function lookUpOf({ query }: Asked) {
  const oldest = Math.round(Number(query.get('oldest') ?? 0) * 1000);
  return {
    on: 'look-up' as const,
    account: query.get('channel') ?? '',
    since: new Date(oldest).toISOString(),
    before: Number(query.get('cursor') ?? Number.POSITIVE_INFINITY),
  };
}

/** Seconds, and what makes it unique in its channel. */
function timestampOf({ at, seq }: LedgerEntry): string {
  const milliseconds = Date.parse(at);
  const fraction = (milliseconds % 1000) * 1000 + (seq % 1000);
  return `${Math.floor(milliseconds / 1000)}.${`${fraction}`.padStart(6, '0')}`;
}

/** Not as it was sent: Slack writes emoji by name, and puts links into brackets. */
const messageOf = (entry: LedgerEntry) => ({
  type: 'message',
  subtype: 'bot_message',
  ts: timestampOf(entry),
  text: entry.text.replaceAll('🌿', ':herb:').replace(/https?:\/\/\S+/g, (link) => `<${link}>`),
  ...(entry.key !== null && { metadata: JSON.parse(entry.key) }),
});
