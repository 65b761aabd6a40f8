import { z } from 'zod';
import { type Asked, bearerOf, type Dialect, jsonOf, type Refusal, type Wish } from '../dialect.ts';
import type { LedgerEntry } from '../ledger.ts';
import { waitReply } from '../wait-reply.ts';

const one = /^\/([^/]+)\/posts\/([^/]+)$/;
const route = /^\/([^/]+)\/posts$/;

const draft = z.object({
  text: z.string().min(1),
  title: z.string().nullable().default(null),
  reply_to: z.string().nullable().default(null),
  link: z.string().nullable().default(null),
});

const statuses: Readonly<Record<Refusal, number>> = {
  unauthorised: 401,
  forbidden: 403,
  'bad-request': 400,
  'not-found': 404,
  'key-conflict': 409,
  'error-500': 500,
  'error-503': 503,
};

/**
 * A network that is nobody's, with all that networks have:
 * `POST /accounts/:account/posts` `{text, title, reply_to, link}` with an optional
 * `Idempotency-Key`, `GET /accounts/:account/posts?since=…&before=…` and
 * `DELETE /accounts/:account/posts/:id`.
 */
export const generic: Dialect = {
  read(asked, posts) {
    if (asked.method === 'DELETE') return removalOf(asked, posts);
    const account = decodeURIComponent(route.exec(asked.path)?.[1] ?? '');
    if (account === '') return null;
    if (asked.method === 'GET') return { on: 'look-up', account, ...rangeOf(asked) };
    if (asked.method !== 'POST') return null;
    const key = asked.headers['idempotency-key']?.toString() ?? null;
    const parsed = draft.safeParse(jsonOf(asked.body));
    return { on: 'create', account, key, draft: parsed.data ?? null };
  },
  token: bearerOf,
  made: ({ id }) => ({ status: 201, body: { id, url: urlOf(id) } }),
  removed: (post) => (post ? { status: 204, body: '' } : { status: 404, body: { error: 'gone' } }),
  double: (earlier) => ({
    status: 422,
    body: { error: 'duplicate', ...(earlier && { id: earlier.id }) },
  }),
  page: ({ posts, more, next }) => ({
    status: 200,
    body: { posts: posts.map(seen), more, next: next === null ? null : `${next}` },
  }),
  refused: (why, said) => ({ status: statuses[why], body: { error: said } }),
  wait: waitReply,
};

function removalOf({ path }: Asked, posts: readonly LedgerEntry[]): Wish | null {
  const [, account, id] = one.exec(path)?.map(decodeURIComponent) ?? [];
  if (id === undefined) return null;
  return {
    on: 'remove',
    post: posts.find((own) => own.account === account && own.id === id) ?? null,
  };
}

function rangeOf({ query }: Asked) {
  const before = query.get('before');
  return {
    since: query.get('since') ?? '',
    before: before === null ? Number.POSITIVE_INFINITY : Number(before),
  };
}

const urlOf = (id: string): string => `https://network.example/posts/${id}`;

/** What anybody could read; a key is between the client and the network. */
const seen = ({ seq: _, key: __, account: ___, ...post }: LedgerEntry) => ({
  ...post,
  url: urlOf(post.id),
});
