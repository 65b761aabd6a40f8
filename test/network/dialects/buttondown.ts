import { z } from 'zod';
import { type Asked, type Dialect, jsonOf, type Refusal } from '../dialect.ts';
import type { LedgerEntry } from '../ledger.ts';

const email = z.object({
  subject: z.string().min(1).max(2000),
  body: z.string().min(1),
  status: z.literal('about_to_send'),
  metadata: z.record(z.string(), z.unknown()),
});

const failures: Readonly<Record<Refusal, readonly [status: number, code: string]>> = {
  unauthorised: [401, 'unauthorized'],
  forbidden: [403, 'forbidden'],
  'bad-request': [400, 'body_invalid'],
  'not-found': [404, 'not_found'],
  'key-conflict': [409, 'conflict'],
  'error-500': [500, 'internal_error'],
  'error-503': [503, 'unavailable'],
};

/** A key is of one newsletter, which it stands for. Here the newsletter is a folder before the API's own. */
const route = /^\/([\w-]+)\/v1\/emails$/;

/**
 * Buttondown's emails: one is created and goes out, and they are listed
 * (https://docs.buttondown.com/api-emails-introduction). What a client marks one with comes back.
 */
export const buttondown: Dialect = {
  read(asked) {
    const account = route.exec(asked.path)?.[1];
    if (account === undefined) return null;
    if (asked.method === 'GET') return lookUpOf(asked, account);
    if (asked.method !== 'POST') return null;
    const key = asked.headers['x-idempotency-key'];
    const said = typeof key === 'string' ? email.safeParse(jsonOf(asked.body)).data : undefined;
    const draft = said && {
      text: said.body.replace(/^<!--.*?-->/, ''),
      title: said.subject,
      link: null,
      reply_to: null,
    };
    const mark = said ? JSON.stringify(said.metadata) : null;
    return { on: 'create', account, key: mark, draft: draft ?? null };
  },
  token: ({ headers }) => /^Token (.*)$/.exec(headers.authorization ?? '')?.[1] ?? null,
  made: (entry) => ({ status: 201, body: { ...listed(entry), body: entry.text } }),
  double: () => failed(400, 'email_duplicate', 'This email was sent before.'),
  page: ({ posts, next }) => ({
    status: 200,
    body: {
      results: posts.map(listed),
      next: next === null ? null : `https://api.buttondown.com/v1/emails?page=${farthest - next}`,
      previous: null,
      count: posts.length,
    },
  }),
  refused: (why, said) => failed(failures[why][0], failures[why][1], said),
  wait: (seconds) => ({
    ...failed(429, 'rate_limited', 'Request was throttled.'),
    headers: { 'retry-after': `${seconds}` },
  }),
};

/** The numbers of pages grow, while those of their posts fall. */
const farthest = 900_000_000;

function lookUpOf({ query }: Asked, account: string) {
  if (query.get('ordering') !== '-creation_date') return null;
  const page = Number(query.get('page') ?? 1);
  const before = page === 1 ? Number.POSITIVE_INFINITY : farthest - page;
  return { on: 'look-up' as const, account, since: '', before };
}

const failed = (status: number, code: string, detail: string) => ({
  status,
  body: { code, detail, metadata: {} },
});

const idOf = ({ seq }: LedgerEntry): string => `em_${`${seq}`.padStart(26, '0')}`;

const listed = (entry: LedgerEntry) => ({
  id: idOf(entry),
  creation_date: entry.at,
  modification_date: entry.at,
  publish_date: entry.at,
  absolute_url: `https://buttondown.com/${entry.account}/archive/${entry.seq}/`,
  subject: entry.title,
  body: '',
  canonical_url: '',
  description: '',
  image: '',
  archival_mode: 'enabled',
  commenting_mode: 'enabled',
  featured: false,
  filters: { filters: [], groups: [], predicate: 'and' },
  metadata: JSON.parse(entry.key ?? '{}'),
  related_email_ids: [],
  should_trigger_pay_per_email_billing: false,
  source: 'api',
  status: 'in_flight',
});
