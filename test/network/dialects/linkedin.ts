import { z } from 'zod';
import { type Asked, bearerOf, type Dialect, jsonOf, type Refusal } from '../dialect.ts';
import type { LedgerEntry } from '../ledger.ts';

const post = z.strictObject({
  author: z.string().regex(/^urn:li:(person:[\w-]+|organization:\d+)$/),
  commentary: z.string().min(1),
  visibility: z.enum(['PUBLIC', 'CONNECTIONS']),
  distribution: z.strictObject({
    feedDistribution: z.literal('MAIN_FEED'),
    targetEntities: z.array(z.unknown()),
    thirdPartyDistributionChannels: z.array(z.unknown()),
  }),
  lifecycleState: z.literal('PUBLISHED'),
  isReshareDisabledByAuthor: z.boolean(),
});

const failures: Readonly<
  Record<Refusal, readonly [status: number, serviceErrorCode: number, code: string]>
> = {
  unauthorised: [401, 65_600, 'INVALID_ACCESS_TOKEN'],
  forbidden: [403, 100, 'ACCESS_DENIED'],
  'bad-request': [400, 100, 'INVALID_VALUE_FOR_FIELD'],
  'not-found': [404, 0, 'RESOURCE_NOT_FOUND'],
  'key-conflict': [409, 0, 'CONFLICT'],
  'error-500': [500, 0, 'INTERNAL_SERVER_ERROR'],
  'error-503': [503, 0, 'SERVICE_UNAVAILABLE'],
};

/**
 * LinkedIn's Posts API: a post and the list of an author's posts
 * (https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api). It
 * knows no keys. What it makes public is what is left of a text in its little format.
 */
export const linkedin: Dialect = {
  read(asked, posts) {
    if (asked.method === 'DELETE') return removalOf(asked, posts);
    if (asked.path !== '/rest/posts') return null;
    if (asked.method === 'GET') return lookUpOf(asked);
    if (asked.method !== 'POST') return null;
    const said = isVersioned(asked) ? post.safeParse(jsonOf(asked.body)).data : undefined;
    const text = said ? shownOf(said.commentary) : '';
    return {
      on: 'create',
      account: said?.author ?? '',
      key: null,
      draft: text === '' ? null : { text, title: null, link: null, reply_to: null },
    };
  },
  token: bearerOf,
  made: (entry) => ({
    status: 201,
    body: '',
    headers: { 'x-restli-id': urnOf(entry), 'x-linkedin-id': urnOf(entry) },
  }),
  /** The same for a post that was not there. */
  removed: () => ({ status: 204, body: '' }),
  double: (earlier) => ({
    status: 422,
    body: {
      errorDetailType: 'com.linkedin.common.error.BadRequest',
      message: `com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of ${earlier ? urnOf(earlier) : 'another post'}`,
      errorDetails: {
        inputErrors: [
          { description: 'Duplicate post is detected', input: {}, code: 'DUPLICATE_POST' },
        ],
      },
      status: 422,
    },
  }),
  page: ({ posts, next }) => ({
    status: 200,
    body: {
      elements: posts.map(listed),
      paging: {
        start: 0,
        count: posts.length,
        links:
          next === null
            ? []
            : [
                {
                  rel: 'next',
                  type: 'application/json',
                  href: `/rest/posts?start=${farthest - next}`,
                },
              ],
      },
    },
  }),
  refused(why, said) {
    const [status, serviceErrorCode, code] = failures[why];
    return { status, body: { status, serviceErrorCode, code, message: said } };
  },
  wait: (seconds) => ({
    status: 429,
    headers: { 'retry-after': `${seconds}` },
    body: {
      status: 429,
      serviceErrorCode: 101,
      code: 'TOO_MANY_REQUESTS',
      message: 'Resource level throttle limit for calls to this resource is reached.',
    },
  }),
};

const isVersioned = ({ headers }: Asked): boolean =>
  /^20\d{4}$/.test(`${headers['linkedin-version']}`) &&
  headers['x-restli-protocol-version'] === '2.0.0';

function removalOf(asked: Asked, posts: readonly LedgerEntry[]) {
  const urn = /^\/rest\/posts\/([^/]+)$/.exec(asked.path)?.[1];
  if (urn === undefined || !isVersioned(asked)) return null;
  const post = posts.find((one) => urnOf(one) === decodeURIComponent(urn));
  return { on: 'remove' as const, post: post ?? null };
}

/** Where a page starts grows from page to page, while the numbers of its posts fall. */
const farthest = 900_000_000;

function lookUpOf({ query }: Asked) {
  const start = query.get('start');
  return {
    on: 'look-up' as const,
    account: query.get('q') === 'author' ? (query.get('author') ?? '') : '',
    since: '',
    before: start === null ? Number.POSITIVE_INFINITY : farthest - Number(start),
  };
}

const urnOf = ({ seq }: LedgerEntry): string =>
  `urn:li:share:${7_400_000_000_000_000_000n + BigInt(seq)}`;

/** A text ends where a reserved sign has no backslash and begins no hashtag. */
function shownOf(little: string): string {
  const whole = /^(?:\\.|#(?=[\p{L}\p{N}\\])|[^\\|{}@[\]()<>#*_~])*/su.exec(little)?.[0] ?? '';
  return whole.replace(/\\(.)/gs, '$1');
}

const listed = (entry: LedgerEntry) => ({
  id: urnOf(entry),
  author: entry.account,
  commentary: littleOf(entry.text),
  visibility: 'PUBLIC',
  lifecycleState: 'PUBLISHED',
  distribution: { feedDistribution: 'MAIN_FEED', thirdPartyDistributionChannels: [] },
  isReshareDisabledByAuthor: false,
  createdAt: Date.parse(entry.at),
  publishedAt: Date.parse(entry.at),
  lastModifiedAt: Date.parse(entry.at),
});

/** Not as it was sent: hashtags come back as templates. */
const littleOf = (text: string): string =>
  text
    .split(/(#[\p{L}\p{N}]+)/u)
    .map((part) =>
      /^#[\p{L}\p{N}]+$/u.test(part)
        ? `{hashtag|\\#|${part.slice(1)}}`
        : part.replace(/[\\|{}@[\]()<>#*_~]/g, (sign) => `\\${sign}`),
    )
    .join('');
