import { z } from 'zod';
import { type Asked, bearerOf, type Dialect, jsonOf, type Refusal, type Wish } from '../dialect.ts';
import type { LedgerEntry } from '../ledger.ts';

/** At X the token says whose it is; here the first folder does. */
const create = /^\/(\d+)\/2\/tweets$/;
const one = /^\/(\d+)\/2\/tweets\/(\d+)$/;
const timeline = /^\/(\d+)\/2\/users\/(\d+)\/tweets$/;

const post = z.strictObject({
  text: z.string().min(1),
  reply: z.strictObject({ in_reply_to_tweet_id: z.string().regex(/^\d{1,19}$/) }).optional(),
});

const failures: Readonly<Record<Refusal, readonly [status: number, title: string]>> = {
  unauthorised: [401, 'Unauthorized'],
  forbidden: [403, 'Forbidden'],
  'bad-request': [400, 'Invalid Request'],
  'not-found': [404, 'Not Found'],
  'key-conflict': [409, 'Conflict'],
  'error-500': [500, 'Internal Server Error'],
  'error-503': [503, 'Service Unavailable'],
};

/**
 * X's API 2: `POST /2/tweets`, `DELETE /2/tweets/:id` and `GET /2/users/:id/tweets` (https://docs.x.com/x-api). It refuses
 * doubles without naming them, knows no keys, and shows links as short ones.
 */
export const x: Dialect = {
  read(asked, posts) {
    if (asked.method === 'DELETE') return removalOf(asked, posts);
    if (asked.method === 'GET') return lookUpOf(asked);
    const account = create.exec(asked.path)?.[1];
    if (asked.method !== 'POST' || account === undefined) return null;
    const parsed = post.safeParse(jsonOf(asked.body)).data;
    const reply_to = parsed?.reply?.in_reply_to_tweet_id ?? null;
    const draft = parsed ? { text: parsed.text, title: null, link: null, reply_to } : null;
    return { on: 'create', account, key: null, draft };
  },
  token: bearerOf,
  made: (entry) => ({ status: 201, body: { data: { id: idOf(entry), text: shown(entry).text } } }),
  removed: (entry) =>
    entry
      ? { status: 200, body: { data: { deleted: true } } }
      : problem(404, 'Not Found', 'There is no such post'),
  double: () =>
    problem(403, 'Forbidden', 'You are not allowed to create a Tweet with duplicate content.'),
  page: ({ posts, next }) => ({
    status: 200,
    body: {
      ...(posts.length > 0 && { data: posts.map(listed) }),
      meta: { result_count: posts.length, ...(next !== null && { next_token: `${next}` }) },
    },
  }),
  refused: (why, said) => problem(...failures[why], said),
  wait: (seconds, _, now) => ({
    ...problem(429, 'Too Many Requests', 'Too Many Requests'),
    headers: {
      'x-rate-limit-limit': '100',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': `${Math.ceil(now / 1000 + seconds)}`,
    },
  }),
};

/** As it comes, which is not as it is described: a kind of its own has no address. */
const problem = (status: number, title: string, detail: string) => ({
  status,
  body: { title, type: 'about:blank', status, detail },
});

function removalOf({ path }: Asked, posts: readonly LedgerEntry[]): Wish | null {
  const [, account, id] = one.exec(path) ?? [];
  if (id === undefined) return null;
  const entry = posts.find((own) => own.account === account && idOf(own) === id);
  return { on: 'remove', post: entry ?? null };
}

/** Without these fields a list says neither when a post was made nor where its links lead. */
const needed = ['created_at', 'entities'];

function lookUpOf({ path, query }: Asked): Wish | null {
  const [, account = '', user] = timeline.exec(path) ?? [];
  const fields = query.get('post.fields')?.split(',') ?? [];
  if (user !== account || !needed.every((field) => fields.includes(field))) return null;
  const start = query.get('start_time');
  return {
    on: 'look-up',
    account,
    since: start === null ? '' : new Date(start).toISOString(),
    before: Number(query.get('pagination_token') ?? Number.POSITIVE_INFINITY),
  };
}

const epoch = 1_288_834_974_657;

/** https://docs.x.com/fundamentals/x-ids */
const idOf = ({ at, seq }: LedgerEntry): string =>
  `${(BigInt(Date.parse(at) - epoch) << 22n) + BigInt(seq)}`;

const listed = (entry: LedgerEntry) => ({
  id: idOf(entry),
  created_at: entry.at,
  author_id: entry.account,
  edit_history_post_ids: [idOf(entry)],
  ...shown(entry),
});

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Not as it was sent: links are short, and three signs are entities. */
function shown({ seq, text }: LedgerEntry) {
  const long: string[] = [];
  const short = (index: number) => `https://t.co/${`${seq}x${index}`.padStart(10, '0')}`;
  const shortened = text
    .replace(/https?:\/\/\S+/g, (link) => short(long.push(link) - 1))
    .replace(/[&<>]/g, (sign) => escapes[sign] ?? sign);
  const urls = long.map((expanded_url, index) => {
    const url = short(index);
    const start = shortened.indexOf(url);
    return { start, end: start + url.length, url, expanded_url };
  });
  return { text: shortened, ...(urls.length > 0 && { entities: { urls } }) };
}
