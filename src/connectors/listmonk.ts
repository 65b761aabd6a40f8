import { z } from 'zod';
import type { Publication, Wire } from '../application/ports/account.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome, Sighting } from '../domain/outcome.ts';
import { failure, type Result, success } from '../domain/result.ts';
import { guarding } from '../http/guard.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer, HttpRequest } from '../http/message.ts';
import { lookUp } from '../http/send.ts';
import { defineConnector } from './connector.ts';
import { accountRefused, type Telling, unclear, unseen } from './http/classify.ts';
import { prepare } from './http/prepare.ts';
import { type Made, publishOnce } from './http/publish.ts';
import {
  type Campaign,
  campaignIn,
  campaignsIn,
  draftOf,
  goesTo,
  isAsMade,
  isOut,
  startedIn,
} from './listmonk-campaign.ts';
import { altered, doubledDrafts, listsMissing, out } from './listmonk-outcomes.ts';
import { markOf } from './mark.ts';
import { duration, serverUrl } from './settings.ts';

const settings = z.strictObject({
  base_url: serverUrl,
  /** Of an API user. */
  user: z.string().regex(/^[^\s:]+$/, 'must be the name of an API user'),
  token: z.string().min(1),
  lists: z
    .array(z.int().positive())
    .min(1)
    .transform((ids) => [...new Set(ids)].sort((one, other) => one - other)),
  from: z.string().regex(/@/, 'must be an address, such as Acme <news@acme.example>').optional(),
  template: z.int().positive().optional(),
  allow_local: z.boolean().default(false),
  timeout: duration.default(30_000),
});

type Settings = z.infer<typeof settings>;

/**
 * A campaign to lists of a listmonk (https://listmonk.app/docs/apis/campaigns/), in two steps: it is made
 * as a draft, which nobody sees, under a name that carries the publication's mark; then its status is set
 * to `running`, which is the one irreversible request.
 *
 * **A repeat is not relied on.** listmonk refuses to start what was started ("Only paused campaigns and
 * drafts can be started", `UpdateCampaignStatus` in
 * https://github.com/knadh/listmonk/blob/master/internal/core/campaigns.go), but it reads the status in one
 * statement and writes it in another, so that two requests at once may both pass; and a campaign that was
 * paused by a person would be resumed. A campaign that is started twice still reaches each reader once,
 * because it goes on after the last subscriber that it reached (`next-campaign-subscribers` in
 * https://github.com/knadh/listmonk/blob/master/queries/campaigns.sql). That holds for one campaign, which
 * is found by a name that people can change, and which they can delete: then a repeat would make another
 * one. So a lost answer is settled by evidence.
 *
 * **Absence is proven by the draft.** A search reads the very row that the start writes, in one database
 * and past no cache: if the draft is there and not started, it did not go out. Where there is no trace at
 * all nothing is proven: it may have been deleted or renamed, or this user may not see it. Should a start
 * arrive after all when its absence was proven, a later attempt starts the same draft, so that each reader
 * gets it once.
 */
export const listmonk = defineConnector({
  id: 'listmonk',
  name: 'listmonk',
  settings,
  bind(chosen) {
    const account = `listmonk:${chosen.base_url.replace(/^https?:\/\//, '').toLowerCase()}`;
    return {
      network: 'email',
      account,
      place: `${account} lists ${chosen.lists.join(', ')}`,
      local: isLoopback(chosen.base_url),
      timeoutMilliseconds: chosen.timeout,
      settlesWithinMilliseconds: waitsInProxy,
      remoteIdOf: (address) => idAt(chosen, address),
      publish: (publication, wire) => publish(chosen, publication, wire),
      confirm: (publication, signal) => confirm(chosen, publication, signal),
    };
  },
});

/**
 * listmonk itself shows a start at once; the server before it may hold a request for so long
 * (`proxy_read_timeout`, https://nginx.org/en/docs/http/ngx_http_proxy_module.html).
 */
const waitsInProxy = 60_000;

const failed = z.object({ message: z.string() });

const tellingOf = ({ token }: Settings, { startedAt }: Publication): Telling => ({
  network: 'listmonk',
  now: startedAt,
  secrets: [token],
  wordsOf: (body) => readJson(failed, body)?.message ?? null,
});

/** https://listmonk.app/docs/apis/apis/#auth */
const headersOf = ({ user, token }: Settings) => ({
  authorization: `token ${user}:${token}`,
  'content-type': 'application/json',
});

async function publish(chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> {
  const telling = tellingOf(chosen, publication);
  const draft = await draftFor(chosen, publication, wire, telling);
  if (!draft.ok) return draft.error;
  const { id } = draft.value;
  return publishOnce(
    {
      method: 'PUT',
      url: `${chosen.base_url}/api/campaigns/${id}/status`,
      headers: headersOf(chosen),
      body: JSON.stringify({ status: 'running' }),
      ...guarding(chosen),
    },
    wire,
    {
      telling,
      ownMeaning: (answer) => ofAccount(answer, telling) ?? ofStart(answer, telling),
      made: ({ body }) => (startedIn(body, id) ? postOf(chosen, id) : null),
    },
  );
}

/**
 * The draft of a publication: the one that an earlier attempt left, else a new one. There is never a
 * second one beside it: what an earlier attempt started may still be on its way.
 *
 * @returns what comes of the publication where there is none to be had
 */
async function draftFor(
  chosen: Settings,
  publication: Publication,
  wire: Wire,
  telling: Telling,
): Promise<Result<Campaign, Outcome>> {
  const known = await prepare(searchFor(chosen, publication), wire, {
    telling,
    what: 'its campaigns',
    ownMeaning: (answer) => ofAccount(answer, telling),
    read: ({ body }) => campaignsIn(body, publication),
  });
  if (!known.ok) return known;
  const started = known.value.find(isOut);
  if (started) return failure(out(started, postOf(chosen, started.id)));
  const [left, ...others] = known.value;
  if (others.length > 0) return failure(doubledDrafts(known.value));
  const wanted = draftOf(chosen, publication);
  if (!left) return makeDraft(chosen, wanted, wire, telling);
  return isAsMade(left, wanted) ? success(left) : failure(altered(left));
}

async function makeDraft(
  chosen: Settings,
  wanted: ReturnType<typeof draftOf>,
  wire: Wire,
  telling: Telling,
): Promise<Result<Campaign, Outcome>> {
  const made = await prepare(
    {
      method: 'POST',
      url: `${chosen.base_url}/api/campaigns`,
      headers: headersOf(chosen),
      body: JSON.stringify(wanted),
      ...guarding(chosen),
    },
    wire,
    {
      telling,
      what: 'a draft',
      ownMeaning: (answer) => ofAccount(answer, telling),
      read: ({ body }) => campaignIn(body),
    },
  );
  // It leaves out, without a word, lists that it does not know or that this user may not use.
  if (made.ok && !goesTo(made.value, chosen.lists)) return failure(listsMissing(made.value));
  return made;
}

/** By the mark in the name, which a search finds anywhere in it (`query-campaigns` in its source). */
function searchFor(chosen: Settings, publication: Publication): HttpRequest {
  const query = new URLSearchParams({
    query: markOf(publication),
    order_by: 'created_at',
    order: 'ASC',
    per_page: '50',
  });
  const { authorization } = headersOf(chosen);
  return {
    method: 'GET',
    url: `${chosen.base_url}/api/campaigns?${query}`,
    headers: { authorization },
    ...guarding(chosen),
  };
}

const mendUser =
  'See that the API user is enabled, that its token is the right one, and that its role may get, manage and send campaigns to these lists; then resume the account.';

/** 403 also means a wrong token: `Middleware` in https://github.com/knadh/listmonk/blob/master/internal/auth/auth.go */
const ofAccount = (answer: HttpAnswer, telling: Telling): Outcome | null =>
  answer.status === 403 ? accountRefused(answer, telling, mendUser) : null;

/** The draft was there a moment ago: it was started or deleted meanwhile, and a look tells which. */
const ofStart = (answer: HttpAnswer, telling: Telling): Outcome | null =>
  answer.status === 400 ? unclear(answer, telling) : null;

/** Where people of the house see it; readers have it in their mail. */
const postOf = ({ base_url }: Settings, id: number): Made => ({
  remoteId: `${id}`,
  remoteUrl: `${base_url}/admin/campaigns/${id}`,
});

function idAt({ base_url }: Settings, address: string): string | null {
  const [, rest = ''] = address.split(`${base_url}/admin/campaigns/`, 2);
  return address.startsWith(base_url) ? (/^\d{1,10}(?=$|[/?#])/.exec(rest)?.[0] ?? null) : null;
}

async function confirm(
  chosen: Settings,
  publication: Publication,
  signal: AbortSignal,
): Promise<Sighting> {
  const telling = tellingOf(chosen, publication);
  const answer = await lookUp(searchFor(chosen, publication), signal);
  const answered = answer.kind === 'answered' && answer.status === 200;
  const known = answered ? campaignsIn(answer.body, publication) : null;
  if (!known) return unseen(answer, telling);
  const started = known.find(isOut);
  if (started) return { kind: 'found', ...postOf(chosen, started.id) };
  return known.length > 0 ? { kind: 'absent' } : { kind: 'unclear', error: noTrace };
}

const noTrace = {
  code: 'no-campaign',
  message: 'listmonk shows no campaign of this post, not even a draft',
  remedy:
    'It was never made, or somebody deleted or renamed it. Look for it in listmonk, then run `broadsheet resolve`.',
};
