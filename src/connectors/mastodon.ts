import { z } from 'zod';
import type { Asking, Publication, Removing, Wire } from '../application/ports/account.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome, Owner, Removal, Sighting } from '../domain/outcome.ts';
import { guarding } from '../http/guard.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer, HttpRequest } from '../http/message.ts';
import { lookUp } from '../http/send.ts';
import { defineConnector } from './connector.ts';
import { accountRefused, type Telling } from './http/classify.ts';
import { type ListedPage, lookBack, sinceOf } from './http/look-back.ts';
import { askOwner } from './http/owner.ts';
import { type Made, publishOnce } from './http/publish.ts';
import { removeOnce } from './http/remove.ts';
import { saysTheSame } from './mastodon-text.ts';
import { duration, serverUrl } from './settings.ts';

const settings = z.strictObject({
  /** Of the server that the account is on. */
  base_url: serverUrl,
  user_id: z.string().regex(/^\w+$/, 'must be the id of the account, digits in quotes'),
  token: z.string().min(1),
  /** As its server is set up. */
  max_characters: z.int().min(1).optional(),
  visibility: z.enum(['public', 'unlisted', 'private']).default('public'),
  allow_local: z.boolean().default(false),
  timeout: duration.default(30_000),
});

type Settings = z.infer<typeof settings>;

/**
 * An account on a server of Mastodon: `POST /api/v1/statuses`
 * (https://docs.joinmastodon.org/methods/statuses/#create). Parts of a thread are replies to one
 * another. A repeat under the same key gives the first status back, for an hour; later a lost answer is
 * looked for among the account's own statuses.
 */
export const mastodon = defineConnector({
  id: 'mastodon',
  name: 'Mastodon',
  settings,
  bind(chosen) {
    const account = `mastodon:${new URL(chosen.base_url).host}:${chosen.user_id}`;
    return {
      network: 'mastodon',
      account,
      ...(chosen.max_characters !== undefined && { maxCharacters: chosen.max_characters }),
      // Whom it is for is a part of what was approved.
      ...(chosen.visibility !== 'public' && { place: `${account} ${chosen.visibility}` }),
      local: isLoopback(chosen.base_url),
      timeoutMilliseconds: chosen.timeout,
      idempotency: 'key',
      keyLastsMilliseconds: hour,
      // Mastodon does not say how late a list may show a status: a look finds it, or proves nothing.
      settlesWithinMilliseconds: null,
      threadsByReply: true,
      remoteIdOf: (address) => idAt(chosen, address),
      publish: (publication, wire) => publish(chosen, publication, wire),
      confirm: (publication, signal) => confirm(chosen, publication, signal),
      remove: (id, wire) => remove(chosen, id, wire),
      owner: (wire) => owner(chosen, wire),
      serverLimit: (wire) => serverLimit(chosen, wire),
    };
  },
});

/** "Idempotency keys are stored for up to 1 hour", says the description of the request. */
const hour = 3_600_000;

const tellingOf = (
  { token }: Settings,
  { startedAt }: Pick<Publication, 'startedAt'>,
): Telling => ({
  network: 'Mastodon',
  now: startedAt,
  secrets: [token],
  wordsOf: (body) => readJson(failure, body)?.error ?? null,
});

const failure = z.object({ error: z.string() });

const authorization = ({ token }: Settings) => ({ authorization: `Bearer ${token}` });

const textOf = ({ parts, part }: Publication): string => parts[part] ?? '';

function publish(chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> {
  const telling = tellingOf(chosen, publication);
  return publishOnce(
    {
      method: 'POST',
      url: `${chosen.base_url}/api/v1/statuses`,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': publication.idempotencyKey,
        ...authorization(chosen),
      },
      body: JSON.stringify(statusOf(chosen, publication)),
      ...guarding(chosen),
    },
    wire,
    {
      telling,
      // About the token's scopes or the account, never about the text: that is a 422.
      ownMeaning: (answer) =>
        answer.status === 403 ? accountRefused(answer, telling, mendToken) : null,
      made,
    },
  );
}

const mendToken =
  'Give the application `write:statuses`, and see that the server has not locked the account; then resume the account.';

function statusOf({ visibility }: Settings, publication: Publication) {
  const { locale, replyTo } = publication;
  const language = /^[a-z]{2,3}(?![a-z])/.exec(locale)?.[0];
  return {
    status: textOf(publication),
    visibility,
    ...(language !== undefined && { language }),
    ...(replyTo !== null && { in_reply_to_id: replyTo }),
  };
}

/** Digits on Mastodon; others that speak its API have letters. */
const status = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  url: z.string().nullish(),
});

function made({ body }: HttpAnswer): Made | null {
  const found = readJson(status, body);
  return found && postOf(found);
}

const postOf = ({ id, url }: z.infer<typeof status>): Made => ({
  remoteId: id,
  remoteUrl: url && /^https?:$/.test(URL.parse(url)?.protocol ?? '') ? url : null,
});

/** On the account's own server: elsewhere the same status has another id. */
function idAt({ base_url }: Settings, address: string): string | null {
  const url = URL.parse(address);
  if (url?.host !== new URL(base_url).host) return null;
  return /^\/(?:@[^/]+|users\/[^/]+\/statuses)\/(\w+)$/.exec(url.pathname)?.[1] ?? null;
}

const statuses = z.array(
  status.extend({
    content: z.string(),
    created_at: z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString()),
  }),
);

/** https://docs.joinmastodon.org/methods/accounts/#statuses; there is an older page until one is empty. */
function confirm(
  chosen: Settings,
  publication: Publication,
  signal: AbortSignal,
): Promise<Sighting> {
  const since = sinceOf(publication.startedAt);
  const page = (before?: string): HttpRequest => {
    const query = new URLSearchParams({
      exclude_reblogs: 'true',
      limit: '40',
      ...(before !== undefined && { max_id: before }),
    });
    const url = `${chosen.base_url}/api/v1/accounts/${chosen.user_id}/statuses?${query}`;
    return { method: 'GET', url, headers: authorization(chosen), ...guarding(chosen) };
  };
  const read = ({ body }: HttpAnswer): ListedPage | null => {
    const found = readJson(statuses, body);
    if (!found) return null;
    const posts = found.map((one) => ({
      ...postOf(one),
      at: one.created_at,
      isIt: saysTheSame(one.content, textOf(publication)),
    }));
    const last = found.at(-1);
    return { posts, older: last ? page(last.id) : 'none' };
  };
  return lookBack(page(), { telling: tellingOf(chosen, publication), since, read }, signal);
}

/** Other servers are told of it and may keep it: https://docs.joinmastodon.org/methods/statuses/#delete */
const remove = (chosen: Settings, id: string, { signal, now }: Removing): Promise<Removal> =>
  removeOnce(
    {
      method: 'DELETE',
      url: `${chosen.base_url}/api/v1/statuses/${id}`,
      headers: authorization(chosen),
      ...guarding(chosen),
    },
    signal,
    { telling: tellingOf(chosen, { startedAt: now() }) },
  );

const credentials = z.object({
  id: z.string().min(1),
  acct: z.string(),
  display_name: z.string().default(''),
});

/** https://docs.joinmastodon.org/methods/accounts/#verify_credentials */
function owner(chosen: Settings, wire: Asking): Promise<Owner> {
  const url = `${chosen.base_url}/api/v1/accounts/verify_credentials`;
  const request: HttpRequest = {
    method: 'GET',
    url,
    headers: authorization(chosen),
    ...guarding(chosen),
  };
  return askOwner(request, wire, {
    telling: tellingOf(chosen, { startedAt: wire.now() }),
    read({ body }) {
      const found = readJson(credentials, body);
      if (!found) return null;
      const { id, acct, display_name } = found;
      return {
        name: `${display_name} (@${acct}@${new URL(url).host}, ${id})`.trim(),
        configured: id === chosen.user_id ? null : `\`user_id\` ${chosen.user_id}`,
      };
    },
    remedy: 'Give the application the scope `profile`, or `read:accounts`.',
  });
}

const instance = z.object({
  configuration: z.object({ statuses: z.object({ max_characters: z.int().min(1) }) }),
});

/** https://docs.joinmastodon.org/methods/instance/#v2 */
async function serverLimit(chosen: Settings, { signal }: Asking): Promise<number | null> {
  const url = `${chosen.base_url}/api/v2/instance`;
  const request: HttpRequest = {
    method: 'GET',
    url,
    headers: authorization(chosen),
    ...guarding(chosen),
  };
  const answer = await lookUp(request, signal);
  if (answer.kind === 'no-answer' || answer.status !== 200) return null;
  return readJson(instance, answer.body)?.configuration.statuses.max_characters ?? null;
}
