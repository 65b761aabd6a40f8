import { z } from 'zod';
import type { Asked, Dialect, Refusal } from '../dialect.ts';
import type { LedgerEntry } from '../ledger.ts';

const submission = z
  .object({
    api_type: z.literal('json'),
    kind: z.enum(['self', 'link']),
    sr: z.string().regex(/^\w{2,21}$/),
    title: z.string().min(1).max(300),
    text: z.string().max(40_000).optional(),
    url: z.url().optional(),
    flair_id: z.string().max(36).optional(),
  })
  .refine(({ kind, text, url }) =>
    kind === 'self' ? url === undefined : text === undefined && url,
  );

/** Most errors of a submission come with a 200. */
const failures: Readonly<Record<Exclude<Refusal, 'bad-request'>, readonly [number, string]>> = {
  unauthorised: [401, 'Unauthorized'],
  forbidden: [403, 'Forbidden'],
  'not-found': [404, 'Not Found'],
  'key-conflict': [409, 'Conflict'],
  'error-500': [500, 'Internal Server Error'],
  'error-503': [503, 'Service Unavailable'],
};

/**
 * Reddit's `POST /api/submit`, `POST /api/del` and the list of a user's posts (https://www.reddit.com/dev/api/). It
 * knows no keys. Where a post is, its subreddit, is kept as what it is under.
 */
export const reddit: Dialect = {
  read(asked, posts) {
    const lister = /^\/user\/([\w-]+)\/submitted$/.exec(asked.path)?.[1];
    if (lister !== undefined) return lookUpOf(asked, lister);
    if (asked.method === 'POST' && asked.path === '/api/del') return removalOf(asked, posts);
    if (asked.method !== 'POST' || asked.path !== '/api/submit') return null;
    const form = Object.fromEntries(new URLSearchParams(asked.body));
    const said = submission.safeParse(form).data;
    const draft = said && {
      text: said.text ?? '',
      title: said.title,
      link: said.url ?? null,
      reply_to: said.sr,
    };
    return { on: 'create', account: userOf(asked), key: null, draft: draft ?? null };
  },
  token: ({ headers }) => /^bearer (.*)$/i.exec(headers.authorization ?? '')?.[1] ?? null,
  made: (entry) => ({
    status: 200,
    headers: window(),
    body: {
      json: {
        errors: [],
        data: {
          url: `https://www.reddit.com${permalinkOf(entry)}`,
          drafts_count: 0,
          id: idOf(entry),
          name: `t3_${idOf(entry)}`,
        },
      },
    },
  }),
  /** The same for a post that was not there. */
  removed: () => ({ status: 200, headers: window(), body: {} }),
  double: () => failed('ALREADY_SUB', 'that link has already been submitted', 'url'),
  page: ({ posts, next }) => ({
    status: 200,
    headers: window(),
    body: {
      kind: 'Listing',
      data: {
        after: next === null ? null : `t3_${toBase36(next)}`,
        before: null,
        dist: posts.length,
        children: posts.map((entry) => ({ kind: 't3', data: listed(entry) })),
      },
    },
  }),
  refused(why, said) {
    if (why === 'bad-request')
      return failed('SUBMIT_VALIDATION_BODY_BLACKLISTED_STRING', said, 'body');
    const [error, message] = failures[why];
    return { status: error, body: { message: `${message}: ${said}`, error } };
  },
  wait: (seconds) => ({
    status: 429,
    headers: window(seconds),
    body: { message: 'Too Many Requests', error: 429 },
  }),
};

/**
 * A token is of one user, who is known by it. Here one token serves all, and the name is read where
 * Reddit wants clients to give it.
 */
const userOf = ({ headers }: Asked): string =>
  /\(by \/u\/([\w-]+)\)/.exec(headers['user-agent'] ?? '')?.[1] ?? '';

function removalOf(asked: Asked, posts: readonly LedgerEntry[]) {
  const name = new URLSearchParams(asked.body).get('id');
  const user = userOf(asked);
  const post = posts.find((one) => one.account === user && `t3_${idOf(one)}` === name);
  return { on: 'remove' as const, post: post ?? null };
}

function lookUpOf({ method, query }: Asked, account: string) {
  if (method !== 'GET' || query.get('sort') !== 'new') return null;
  const after = query.get('after');
  const before = after === null ? Number.POSITIVE_INFINITY : Number.parseInt(after.slice(3), 36);
  return { on: 'look-up' as const, account, since: '', before };
}

const failed = (code: string, said: string, field: string) => ({
  status: 200,
  headers: window(),
  body: { json: { errors: [[code, said, field]] } },
});

/** How many requests are left is in every answer, whatever it is. */
const window = (seconds = 421) => ({
  'x-ratelimit-used': '4',
  'x-ratelimit-remaining': '96.0',
  'x-ratelimit-reset': `${seconds}`,
});

const toBase36 = (number: number): string => number.toString(36);

const idOf = ({ seq }: LedgerEntry): string => toBase36(seq);

const permalinkOf = (entry: LedgerEntry): string =>
  `/r/${entry.reply_to}/comments/${idOf(entry)}/a_title/`;

const listed = (entry: LedgerEntry) => ({
  id: idOf(entry),
  name: `t3_${idOf(entry)}`,
  author: entry.account,
  subreddit: entry.reply_to,
  title: entry.title,
  selftext: entry.text.trim(),
  is_self: entry.link === null,
  url: entry.link ?? `https://www.reddit.com${permalinkOf(entry)}`,
  permalink: permalinkOf(entry),
  created_utc: Math.floor(Date.parse(entry.at) / 1000),
});
