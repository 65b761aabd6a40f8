import { z } from 'zod';
import type { Asking, Publication, Wire } from '../application/ports/account.ts';
import { escapeHtml } from '../domain/html.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome, Owner, Sighting } from '../domain/outcome.ts';
import { guardingAllBut } from '../http/guard.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer, HttpRequest } from '../http/message.ts';
import { defineConnector } from './connector.ts';
import type { Telling } from './http/classify.ts';
import { type ListedPage, lookBack, sinceOf } from './http/look-back.ts';
import { askOwner } from './http/owner.ts';
import { type Made, publishOnce } from './http/publish.ts';
import { pageOf, subjectOf } from './letter.ts';
import { markOf } from './mark.ts';
import { meaningOf, wordsOf } from './resend-errors.ts';
import { duration, serverSettings } from './settings.ts';

const vendors = 'https://api.resend.com';

const settings = z.strictObject({
  segment: z.uuid('must be the id of a segment').toLowerCase(),
  from: z.string().regex(/@/, 'must be an address, such as Acme <news@acme.example>'),
  /** The words of the link by which a reader leaves. */
  unsubscribe: z.string().min(1).default('Unsubscribe'),
  api_key: z.string().min(1),
  ...serverSettings(vendors),
  timeout: duration.default(30_000),
});

type Settings = z.infer<typeof settings>;

const guarding = guardingAllBut(vendors);

/**
 * A broadcast to a segment by Resend, made and sent by one request
 * (https://resend.com/docs/api-reference/broadcasts/create-broadcast). Not by `/emails`, which would
 * want every reader's address and no way to leave.
 */
export const resend = defineConnector({
  id: 'resend',
  name: 'Resend',
  settings,
  bind(chosen) {
    const account = `resend:${chosen.segment}`;
    return {
      network: 'email',
      account,
      local: isLoopback(chosen.base_url),
      timeoutMilliseconds: chosen.timeout,
      // Its keys are for /emails: https://resend.com/docs/dashboard/emails/idempotency-keys
      idempotency: 'none',
      // It does not say how late its list may show a broadcast: a look finds it, or proves nothing.
      settlesWithinMilliseconds: null,
      publish: (publication, wire) => publish(chosen, publication, wire),
      confirm: (publication, signal) => confirm(chosen, publication, signal),
      owner: (wire) => owner(chosen, wire),
    };
  },
});

const tellingOf = (
  { api_key }: Settings,
  { startedAt }: Pick<Publication, 'startedAt'>,
): Telling => ({
  network: 'Resend',
  now: startedAt,
  secrets: [api_key],
  wordsOf,
});

const authorization = ({ api_key }: Settings) => ({ authorization: `Bearer ${api_key}` });

function publish(chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> {
  const telling = tellingOf(chosen, publication);
  return publishOnce(
    {
      method: 'POST',
      url: `${chosen.base_url}/broadcasts`,
      headers: { 'content-type': 'application/json', ...authorization(chosen) },
      ...guarding(chosen),
      body: JSON.stringify(broadcastOf(chosen, publication)),
    },
    wire,
    { telling, ownMeaning: (answer) => meaningOf(answer, telling), made },
  );
}

/** Resend puts the reader's own address to leave in its place. */
const leave = '{{{RESEND_UNSUBSCRIBE_URL}}}';

function broadcastOf({ segment, from, unsubscribe }: Settings, publication: Publication) {
  const text = publication.parts[publication.part] ?? '';
  const footer = `<p dir="auto"><a href="${leave}">${escapeHtml(unsubscribe)}</a></p>`;
  return {
    name: nameOf(publication),
    segment_id: segment,
    from,
    subject: subjectOf(publication.title, text),
    text: `${text}\n\n${unsubscribe}: ${leave}`,
    html: pageOf(text, publication.locale, footer),
    send: true,
  };
}

/** Readers don't see it; it says to people what this is, and to a look which one. */
const nameOf = (publication: Publication): string =>
  `${publication.weekId} ${publication.postId} ${markOf(publication)}`;

const id = z.string().regex(/^[\w-]{1,64}$/);

const sent = z.object({ id });

function made({ body }: HttpAnswer): Made | null {
  const broadcast = readJson(sent, body);
  return broadcast && { remoteId: broadcast.id, remoteUrl: null };
}

const list = z.object({
  has_more: z.boolean().default(false),
  data: z.array(
    z.object({
      id,
      name: z.string().nullish(),
      segment_id: z.string().nullish(),
      status: z.string(),
      /** `2023-10-06 22:59:55.977+00`, or as in ISO 8601. */
      created_at: z
        .string()
        .transform((text) => text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
        .pipe(z.iso.datetime({ offset: true })),
    }),
  ),
});

/** Those that go out or went out: https://resend.com/docs/dashboard/broadcasts/manage-broadcasts */
const going: ReadonlySet<string> = new Set(['queued', 'scheduled', 'sending', 'sent']);

/** https://resend.com/docs/api-reference/broadcasts/list-broadcasts */
function confirm(
  chosen: Settings,
  publication: Publication,
  signal: AbortSignal,
): Promise<Sighting> {
  const name = nameOf(publication);
  const pageAfter = (after: string): HttpRequest => {
    const query = new URLSearchParams({ limit: '100', ...(after !== '' && { after }) });
    const url = `${chosen.base_url}/broadcasts?${query}`;
    return { method: 'GET', url, headers: authorization(chosen), ...guarding(chosen) };
  };
  const read = ({ body }: HttpAnswer): ListedPage | null => {
    const found = readJson(list, body);
    if (!found) return null;
    const posts = found.data.map((one) => ({
      remoteId: one.id,
      remoteUrl: null,
      at: new Date(one.created_at).toISOString(),
      isIt: one.name === name && one.segment_id === chosen.segment && going.has(one.status),
    }));
    const last = posts.at(-1)?.remoteId;
    if (!found.has_more) return { posts, older: 'none' };
    return { posts, older: last === undefined ? 'withheld' : pageAfter(last) };
  };
  const since = sinceOf(publication.startedAt);
  return lookBack(pageAfter(''), { telling: tellingOf(chosen, publication), since, read }, signal);
}

const segment = z.object({ id: z.string(), name: z.string() });

/**
 * The sender, and whom it goes to: a key of another team does not know the segment
 * (https://resend.com/docs/api-reference/segments/get-segment).
 */
function owner(chosen: Settings, wire: Asking): Promise<Owner> {
  const request: HttpRequest = {
    method: 'GET',
    url: `${chosen.base_url}/segments/${chosen.segment}`,
    headers: authorization(chosen),
    ...guarding(chosen),
  };
  return askOwner(request, wire, {
    telling: tellingOf(chosen, { startedAt: wire.now() }),
    read({ body }) {
      const found = readJson(segment, body);
      if (!found) return null;
      return { name: `${chosen.from} to ${found.name}`, configured: null };
    },
    remedy: 'See that the key is of the team whose `segment` it is, with full access.',
  });
}
