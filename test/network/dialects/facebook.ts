import { z } from 'zod';
import { type Asked, bearerOf, type Dialect, jsonOf, type Refusal, type Wish } from '../dialect.ts';
import type { LedgerEntry } from '../ledger.ts';

const route = /^\/v\d+\.\d+\/(\d+)\/(feed|published_posts)$/;

const ownId = /^\/v\d+\.\d+\/(\d+_\d+)$/;

const draft = z.strictObject({ message: z.string().min(1), link: z.url().optional() });

const failures: Readonly<Record<Refusal, readonly [status: number, code: number]>> = {
  unauthorised: [400, 190],
  forbidden: [403, 200],
  'bad-request': [400, 100],
  'not-found': [404, 803],
  'key-conflict': [400, 100],
  'error-500': [500, 2],
  'error-503': [503, 2],
};

/**
 * A page in Facebook's Graph API: `POST /:page/feed`, `GET /:page/published_posts` and `DELETE /:post`
 * (https://developers.facebook.com/docs/pages-api/posts). It refuses doubles without naming them, and
 * knows no keys.
 */
export const facebook: Dialect = {
  read(asked, posts) {
    if (asked.method === 'DELETE') return removalOf(asked, posts);
    const [, account = '', edge] = route.exec(asked.path) ?? [];
    if (asked.method === 'GET') return edge === 'published_posts' ? lookUpOf(asked, account) : null;
    if (asked.method !== 'POST' || edge !== 'feed') return null;
    const parsed = draft.safeParse(jsonOf(asked.body)).data;
    return {
      on: 'create',
      account,
      key: null,
      draft: parsed
        ? { text: parsed.message, title: null, link: parsed.link ?? null, reply_to: null }
        : null,
    };
  },
  token: bearerOf,
  made: (entry) => ({ status: 200, body: { id: idOf(entry) } }),
  removed: (post) =>
    post
      ? { status: 200, body: { success: true } }
      : failure(400, 100, 'Unsupported delete request. Object does not exist or can not be loaded'),
  double: () => failure(400, 506, '(#506) Duplicate status message'),
  page: ({ posts, more, next }) => ({
    status: 200,
    body: {
      data: posts.map(seen),
      paging: {
        cursors: next === null ? {} : { before: `${posts[0]?.seq}`, after: `${next}` },
        // It holds the token, so that nobody should call it.
        ...(more && { next: 'https://graph.facebook.com/elsewhere?access_token=secret' }),
      },
    },
  }),
  refused: (why, said) => failure(...failures[why], said),
  wait(seconds) {
    const estimated_time_to_regain_access = Math.ceil(seconds / 60);
    const usage = { 1001: [{ type: 'pages', call_count: 100, estimated_time_to_regain_access }] };
    const limited = failure(400, 80_001, 'There have been too many calls to this Page account.');
    return { ...limited, headers: { 'x-business-use-case-usage': JSON.stringify(usage) } };
  },
};

const failure = (status: number, code: number, message: string) => ({
  status,
  body: { error: { message, type: 'OAuthException', code, fbtrace_id: 'A1b2' } },
});

function removalOf({ path }: Asked, posts: readonly LedgerEntry[]): Wish | null {
  const id = ownId.exec(path)?.[1];
  if (id === undefined) return null;
  return { on: 'remove', post: posts.find((one) => idOf(one) === id) ?? null };
}

/** Without these fields a list says neither what was posted nor when. */
const needed = ['id', 'message', 'created_time'];

function lookUpOf({ query }: Asked, account: string): Wish | null {
  const fields = query.get('fields')?.split(',') ?? [];
  if (!needed.every((field) => fields.includes(field))) return null;
  const before = Number(query.get('after') ?? Number.POSITIVE_INFINITY);
  return { on: 'look-up', account, since: '', before };
}

const idOf = ({ account, seq }: LedgerEntry): string => `${account}_${seq}`;

/** Whole seconds. */
const seen = (entry: LedgerEntry) => ({
  id: idOf(entry),
  message: entry.text,
  created_time: `${entry.at.slice(0, 19)}+0000`,
});
