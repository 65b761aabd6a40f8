import { z } from 'zod';
import { type Asked, bearerOf, type Dialect, jsonOf, type Refusal } from '../dialect.ts';
import type { LedgerEntry } from '../ledger.ts';

const broadcast = z.strictObject({
  name: z.string(),
  segment_id: z.uuid(),
  from: z.string().regex(/@/),
  subject: z.string().min(1),
  text: z.string().min(1),
  html: z.string().includes('{{{RESEND_UNSUBSCRIBE_URL}}}'),
  send: z.literal(true),
});

const failures: Readonly<Record<Refusal, readonly [status: number, name: string]>> = {
  unauthorised: [401, 'missing_api_key'],
  forbidden: [403, 'invalid_api_key'],
  'bad-request': [422, 'missing_required_field'],
  'not-found': [404, 'not_found'],
  'key-conflict': [409, 'invalid_idempotent_request'],
  'error-500': [500, 'application_error'],
  'error-503': [503, 'application_error'],
};

/** A key is of one team, which it stands for. Here the team is a folder before the API's own. */
const route = /^\/([\w-]+)\/broadcasts$/;

/**
 * Resend's broadcasts: one is made and sent, and they are listed
 * (https://resend.com/docs/api-reference/broadcasts). It knows no keys there. What a broadcast is
 * called is kept as its title, and its segment as what it is under.
 */
export const resend: Dialect = {
  read(asked) {
    const account = route.exec(asked.path)?.[1];
    if (account === undefined) return null;
    if (asked.method === 'GET') return lookUpOf(asked, account);
    if (asked.method !== 'POST') return null;
    const said = broadcast.safeParse(jsonOf(asked.body)).data;
    const draft = said && {
      text: said.text,
      title: said.name,
      link: null,
      reply_to: said.segment_id,
    };
    return { on: 'create', account, key: null, draft: draft ?? null };
  },
  token: bearerOf,
  made: (entry) => ({ status: 201, body: { object: 'broadcast', id: idOf(entry.seq) } }),
  page: ({ posts, more }) => ({
    status: 200,
    body: { object: 'list', has_more: more, data: posts.map(listed) },
  }),
  refused: (why, message) => failed(failures[why][0], failures[why][1], message),
  wait: (seconds) => ({
    ...failed(429, 'rate_limit_exceeded', 'Too many requests.'),
    headers: { 'retry-after': `${seconds}`, 'ratelimit-reset': `${seconds}` },
  }),
};

const failed = (statusCode: number, name: string, message: string) => ({
  status: statusCode,
  body: { statusCode, name, message },
});

const beforeNumber = 'e169aa45-1ecf-4183-9955-';

const idOf = (seq: number): string => `${beforeNumber}${`${seq}`.padStart(12, '0')}`;

function lookUpOf({ query }: Asked, account: string) {
  const after = query.get('after');
  const before =
    after === null ? Number.POSITIVE_INFINITY : Number(after.slice(beforeNumber.length));
  return { on: 'look-up' as const, account, since: '', before };
}

const listed = (entry: LedgerEntry) => ({
  id: idOf(entry.seq),
  name: entry.title,
  segment_id: entry.reply_to,
  audience_id: entry.reply_to,
  status: 'queued',
  // As PostgreSQL writes it.
  created_at: entry.at.replace('T', ' ').replace('Z', '+00'),
});
