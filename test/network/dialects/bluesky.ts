import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Asked, bearerOf, type Dialect, jsonOf, type Refusal, type Wish } from '../dialect.ts';
import type { LedgerEntry } from '../ledger.ts';

const strongRef = z.strictObject({ uri: z.string(), cid: z.string() });

const put = z.strictObject({
  repo: z.string(),
  collection: z.literal('app.bsky.feed.post'),
  rkey: z.string().regex(/^[2-7a-j][2-7a-z]{12}$/),
  record: z.strictObject({
    $type: z.literal('app.bsky.feed.post'),
    text: z.string().min(1).max(3000),
    createdAt: z.iso.datetime(),
    langs: z.array(z.string()).optional(),
    facets: z
      .array(
        z.strictObject({
          index: z.strictObject({ byteStart: z.int().min(0), byteEnd: z.int() }),
          features: z.array(
            z.strictObject({
              $type: z.literal('app.bsky.richtext.facet#link'),
              uri: z.url(),
            }),
          ),
        }),
      )
      .optional(),
    reply: z.strictObject({ root: strongRef, parent: strongRef }).optional(),
  }),
  swapRecord: z.null(),
});

const deletion = z.strictObject({
  repo: z.string(),
  collection: z.literal('app.bsky.feed.post'),
  rkey: z.string(),
});

const login = z.strictObject({ identifier: z.string(), password: z.string() });

const refusals: Readonly<Record<Refusal, readonly [status: number, error: string]>> = {
  unauthorised: [401, 'AuthenticationRequired'],
  forbidden: [403, 'AccountNotFound'],
  'bad-request': [400, 'InvalidRequest'],
  'not-found': [404, 'XRPCNotSupported'],
  'key-conflict': [400, 'InvalidSwap'],
  'error-500': [500, 'InternalServerError'],
  'error-503': [503, 'ServiceUnavailable'],
};

/**
 * A server of Bluesky's protocol: `putRecord` with a key and without an earlier record, `deleteRecord`, sessions by
 * password, and one record by its key. A session's token is its password here, so that the network knows
 * whose it is. Its answers were seen on the real server (`test/real/bluesky-pds/`).
 */
export const bluesky: Dialect = {
  read(asked, posts) {
    switch (`${asked.method} ${asked.path}`) {
      case 'POST /xrpc/com.atproto.repo.putRecord':
        return create(asked);
      case 'POST /xrpc/com.atproto.repo.deleteRecord':
        return removalOf(asked, posts);
      case 'POST /xrpc/com.atproto.server.createSession':
        return { on: 'aside', reply: () => session(asked) };
      case 'GET /xrpc/com.atproto.repo.getRecord':
        return { on: 'aside', reply: (posts) => oneOf(posts, asked.query) };
      default:
        return null;
    }
  },
  token: bearerOf,
  made: (entry) => ({
    status: 200,
    body: { ...refOf(entry), commit: { cid: 'bafy', rev: 'r' }, validationStatus: 'valid' },
  }),
  /** The same for a record that was not there. */
  removed: () => ({ status: 200, body: { commit: { cid: 'bafy', rev: 'r' } } }),
  refused: (why, said) => refused(refusals[why], said),
  wait: (seconds, _, now) => ({
    ...refused([429, 'RateLimitExceeded'], 'Rate Limit Exceeded'),
    headers: {
      'ratelimit-limit': '5000',
      'ratelimit-remaining': '0',
      'ratelimit-reset': `${Math.ceil(now / 1000) + seconds}`,
      'ratelimit-policy': '5000;w=3600',
      'retry-after': `${seconds}`,
    },
  }),
};

const refused = ([status, error]: readonly [number, string], message: string) => ({
  status,
  body: { error, message },
});

function create({ body }: Asked): Wish {
  const { repo = '', rkey = null, record } = put.safeParse(jsonOf(body)).data ?? {};
  const draft = record && {
    text: record.text,
    title: null,
    link: null,
    reply_to: record.reply?.parent.uri ?? null,
  };
  return { on: 'create', account: repo, key: rkey, draft: draft ?? null };
}

function removalOf({ body }: Asked, posts: readonly LedgerEntry[]): Wish {
  const { repo, rkey } = deletion.safeParse(jsonOf(body)).data ?? {};
  const post = posts.find((one) => one.account === repo && one.key === rkey);
  return { on: 'remove', post: post ?? null };
}

function session({ body }: Asked) {
  const who = login.safeParse(jsonOf(body)).data;
  if (!who) return refused([400, 'InvalidRequest'], 'Input must have a password');
  const { identifier: did, password } = who;
  const tokens = { accessJwt: password, refreshJwt: password };
  return { status: 200, body: { did, handle: 'acme.example', ...tokens, active: true } };
}

function oneOf(posts: readonly LedgerEntry[], query: URLSearchParams) {
  const found = posts.find(
    (one) => one.account === query.get('repo') && one.key === query.get('rkey'),
  );
  if (!found) return refused([400, 'RecordNotFound'], 'Could not locate record');
  const parent = posts.find((one) => found.reply_to !== null && refOf(one).uri === found.reply_to);
  const reply = parent && { root: refOf(rootOf(posts, parent)), parent: refOf(parent) };
  const value = { $type: 'app.bsky.feed.post', text: found.text, createdAt: found.at };
  return { status: 200, body: { ...refOf(found), value: { ...value, ...(reply && { reply }) } } };
}

const rootOf = (posts: readonly LedgerEntry[], post: LedgerEntry): LedgerEntry => {
  const parent = posts.find((one) => post.reply_to !== null && refOf(one).uri === post.reply_to);
  return parent ? rootOf(posts, parent) : post;
};

const refOf = ({ account, key, text }: LedgerEntry) => ({
  uri: `at://${account}/app.bsky.feed.post/${key}`,
  cid: `bafyrei${createHash('sha256').update(text).digest('hex').slice(0, 52)}`,
});
