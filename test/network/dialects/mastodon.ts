import { z } from 'zod';
import { type Asked, bearerOf, type Dialect, jsonOf, type Refusal, type Wish } from '../dialect.ts';
import type { LedgerEntry } from '../ledger.ts';

/** At Mastodon the token says whose it is; here the first folder does. */
const create = /^\/(\d+)\/api\/v1\/statuses$/;
const one = /^\/(\d+)\/api\/v1\/statuses\/(\d+)$/;
const list = /^\/(\d+)\/api\/v1\/accounts\/(\d+)\/statuses$/;

const draft = z.strictObject({
  status: z.string().min(1),
  visibility: z.enum(['public', 'unlisted', 'private', 'direct']).optional(),
  language: z.string().optional(),
  in_reply_to_id: z.string().optional(),
});

const statuses: Readonly<Record<Refusal, number>> = {
  unauthorised: 401,
  forbidden: 403,
  'bad-request': 422,
  'not-found': 404,
  // The real one gives the earlier status back, whatever the words.
  'key-conflict': 422,
  'error-500': 500,
  'error-503': 503,
};

/**
 * A server of Mastodon: `POST /api/v1/statuses` with an `Idempotency-Key`, `DELETE`, and an account's statuses
 * (https://docs.joinmastodon.org/methods). Keys are known for as long as it runs.
 */
export const mastodon: Dialect = {
  read(asked, posts) {
    if (asked.method === 'DELETE') return removalOf(asked, posts);
    if (asked.method === 'GET') return lookUpOf(asked);
    const account = create.exec(asked.path)?.[1];
    if (asked.method !== 'POST' || account === undefined) return null;
    const parsed = draft.safeParse(jsonOf(asked.body)).data;
    const reply_to = parsed?.in_reply_to_id ?? null;
    return {
      on: 'create',
      account,
      key: asked.headers['idempotency-key']?.toString() ?? null,
      draft: parsed ? { text: parsed.status, title: null, link: null, reply_to } : null,
    };
  },
  token: bearerOf,
  made: (entry) => ({ status: 200, body: statusOf(entry) }),
  removed: (post) =>
    post
      ? { status: 200, body: statusOf(post) }
      : { status: 404, body: { error: 'Record not found' } },
  page: ({ posts }) => ({ status: 200, body: posts.map(statusOf) }),
  refused: (why, said) => ({ status: statuses[why], body: { error: said } }),
  wait: (seconds, _, now) => ({
    status: 429,
    headers: {
      'x-ratelimit-limit': '300',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': new Date(now + seconds * 1000).toISOString(),
    },
    body: { error: 'Too many requests' },
  }),
};

function removalOf({ path }: Asked, posts: readonly LedgerEntry[]): Wish | null {
  const [, account, id] = one.exec(path) ?? [];
  if (id === undefined) return null;
  const post = posts.find((entry) => entry.account === account && `${entry.seq}` === id);
  return { on: 'remove', post: post ?? null };
}

/** An id is the number of its post, so that what is older has a smaller one. */
function lookUpOf({ path, query }: Asked): Wish | null {
  const [, account = '', user] = list.exec(path) ?? [];
  if (user !== account) return null;
  const before = Number(query.get('max_id') ?? Number.POSITIVE_INFINITY);
  return { on: 'look-up', account, since: '', before };
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

/** As `app/lib/text_formatter.rb` writes it: a link is whole, in three pieces. */
const htmlOf = (text: string): string => {
  const pieces = text.split(/(https?:\/\/\S+)/).map((piece) => {
    const [, scheme, rest = ''] = /^(https?:\/\/)(.*)$/s.exec(piece) ?? [];
    if (scheme === undefined) return escaped(piece);
    const [shown, hidden] = [rest.slice(0, 30), rest.slice(30)].map(escaped);
    return `<a href="${escaped(piece)}" target="_blank" rel="nofollow noopener"><span class="invisible">${scheme}</span><span class="ellipsis">${shown}</span><span class="invisible">${hidden}</span></a>`;
  });
  const paragraphs = pieces.join('').split(/\n{2,}/);
  return paragraphs.map((one) => `<p>${one.replaceAll('\n', '<br />')}</p>`).join('');
};

const server = 'https://mastodon.example';

const statusOf = (entry: LedgerEntry) => ({
  id: `${entry.seq}`,
  created_at: entry.at,
  in_reply_to_id: entry.reply_to,
  in_reply_to_account_id: null,
  sensitive: false,
  spoiler_text: '',
  visibility: 'public',
  language: 'en',
  uri: `${server}/users/acme/statuses/${entry.seq}`,
  url: `${server}/@acme/${entry.seq}`,
  replies_count: 0,
  reblogs_count: 0,
  favourites_count: 0,
  content: htmlOf(entry.text),
  account: accountOf(entry.account),
  media_attachments: [],
  mentions: [],
  tags: [],
  emojis: [],
});

const accountOf = (id: string) => ({
  id,
  username: 'acme',
  acct: 'acme',
  display_name: 'Acme',
  locked: false,
  bot: false,
  group: false,
  indexable: true,
  created_at: '2026-01-01T00:00:00.000Z',
  note: '',
  url: `${server}/@acme`,
  uri: `${server}/users/acme`,
  avatar: `${server}/avatar.png`,
  avatar_static: `${server}/avatar.png`,
  header: `${server}/header.png`,
  header_static: `${server}/header.png`,
  followers_count: 0,
  following_count: 0,
  statuses_count: 0,
  emojis: [],
  fields: [],
});
