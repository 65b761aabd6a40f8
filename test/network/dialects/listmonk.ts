import { z } from 'zod';
import {
  type Asked,
  type Dialect,
  jsonOf,
  type Page,
  type Refusal,
  type Wish,
} from '../dialect.ts';
import type { LedgerEntry } from '../ledger.ts';

const request = z.strictObject({
  name: z.string().min(1).max(2000),
  type: z.literal('regular'),
  messenger: z.literal('email'),
  subject: z.string().min(1).max(5000),
  lists: z.array(z.int()).min(1),
  content_type: z.enum(['html', 'plain']),
  // What a template would carry out is not meant to be in it.
  body: z.string().regex(/^(?:(?!\{\{).)+$/s),
  altbody: z.string().optional(),
  from_email: z.string().default('news@acme.example'),
  template_id: z.int().default(1),
});

const start = z.strictObject({ status: z.literal('running') });

/** Lists that a server has: who asks for others gets a campaign without them. */
const lists = [1, 3];

interface Campaign extends z.infer<typeof request> {
  readonly id: number;
  readonly server: string;
  readonly at: string;
}

/** Of all servers; a draft is not public, so it is not in the ledger and ends with the process. */
const campaigns: Campaign[] = [];

const statuses: Readonly<Record<Refusal, number>> = {
  // It means both by it: https://github.com/knadh/listmonk/blob/master/internal/auth/auth.go
  unauthorised: 403,
  forbidden: 403,
  'bad-request': 400,
  'not-found': 404,
  'key-conflict': 409,
  'error-500': 500,
  'error-503': 503,
};

const route = /^\/([\w-]+)\/api\/campaigns(?:\/(\d+)\/status)?$/;

/**
 * The campaigns of listmonk's servers, each below a folder: one is made as a draft, its status is set to
 * `running`, which makes it public under its number as key, and they are searched for by name.
 */
export const listmonk: Dialect = {
  read(asked, posts) {
    const [, server, id] = route.exec(asked.path) ?? [];
    if (server === undefined) return null;
    if (id !== undefined) return asked.method === 'PUT' ? startOf(asked, posts, server, id) : null;
    if (asked.method === 'GET') return search(asked, server);
    return asked.method === 'POST' ? { on: 'aside', reply: () => make(asked, server) } : null;
  },
  token: ({ headers }) => /^token [^:]+:(.*)$/.exec(headers.authorization ?? '')?.[1] ?? null,
  made: ({ key }) => {
    const found = campaigns.find(({ id }) => `${id}` === key);
    return { status: 200, body: { data: found && told(found, 'running') } };
  },
  refused: (why, message) => ({ status: statuses[why], body: { message } }),
  wait: (seconds) => ({
    status: 429,
    body: { message: 'Too many requests' },
    headers: { 'retry-after': `${seconds}` },
  }),
};

function make({ body }: Asked, server: string) {
  const asked = request.safeParse(jsonOf(body));
  if (!asked.success) return { status: 400, body: { message: asked.error.message } };
  const known = asked.data.lists.filter((one) => lists.includes(one));
  const at = new Date().toISOString();
  const made = { ...asked.data, lists: known, id: campaigns.length + 1, server, at };
  campaigns.push(made);
  return { status: 200, body: { data: told(made, 'draft') } };
}

/** Without a draft it is refused: there is none of this number, or it was started. */
function startOf({ body }: Asked, posts: readonly LedgerEntry[], server: string, id: string): Wish {
  const found = campaigns.find((one) => one.server === server && `${one.id}` === id);
  const isDraft = !posts.some((one) => one.account === server && one.key === id);
  const draft = found &&
    isDraft &&
    start.safeParse(jsonOf(body)).success && {
      text: found.altbody ?? found.body,
      title: found.subject,
      link: null,
      reply_to: null,
    };
  return { on: 'create', account: server, key: id, draft: draft || null };
}

/** Finds a part of the name, and shows drafts too. */
function search({ query }: Asked, server: string): Wish {
  const part = query.get('query') ?? '';
  const found = campaigns.filter((one) => one.server === server && one.name.includes(part));
  const numbers = new Set<string | null>(found.map(({ id }) => `${id}`));
  return {
    on: 'look-up',
    account: server,
    since: '',
    before: Number.POSITIVE_INFINITY,
    only: ({ key }) => numbers.has(key),
    reply: (page) => ({ status: 200, body: { data: listed(found, page) } }),
  };
}

function listed(found: readonly Campaign[], { posts, more, next }: Page) {
  const isOut = ({ id }: Campaign) => posts.some(({ key }) => key === `${id}`);
  const withheld = more && next === null;
  const results = withheld ? [] : found.map((one) => told(one, isOut(one) ? 'running' : 'draft'));
  return { results, query: '', total: results.length + (withheld ? 1 : 0), per_page: 50, page: 1 };
}

const told = ({ server: _, at, lists: to, ...campaign }: Campaign, status: string) => ({
  ...campaign,
  created_at: at,
  updated_at: at,
  uuid: `57702beb-6fae-4355-a324-${`${campaign.id}`.padStart(12, '0')}`,
  views: 0,
  clicks: 0,
  bounces: 0,
  to_send: 0,
  sent: 0,
  started_at: null,
  send_at: null,
  status,
  altbody: campaign.altbody ?? null,
  body_source: null,
  tags: [],
  headers: [],
  attribs: {},
  media: [],
  archive: false,
  lists: to.map((id) => ({ id, name: `List ${id}` })),
});
