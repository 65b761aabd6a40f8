import { z } from 'zod';
import type { Publication, Wire } from '../../src/application/ports/account.ts';
import { defineConnector } from '../../src/connectors/connector.ts';
import type { Telling } from '../../src/connectors/http/classify.ts';
import { type ListedPage, lookBack, sinceOf } from '../../src/connectors/http/look-back.ts';
import { type Made, publishOnce } from '../../src/connectors/http/publish.ts';
import { removeOnce } from '../../src/connectors/http/remove.ts';
import { duration, networkOf } from '../../src/connectors/settings.ts';
import { isLoopback } from '../../src/domain/loopback.ts';
import type { Outcome, Sighting } from '../../src/domain/outcome.ts';
import { readJson } from '../../src/http/json.ts';
import type { HttpAnswer, HttpRequest } from '../../src/http/message.ts';

const settings = z.strictObject({
  url: z.url(),
  account: z.string().min(1),
  class: z.enum(['key', 'lookup', 'neither']),
  timeout: duration.default(10_000),
  settles_within: duration.default(0),
  token: z.string().optional(),
});

type Settings = z.infer<typeof settings>;

/** The simulated network, as a connector knows a real one. */
export const simulated = defineConnector({
  id: 'simulated',
  name: 'Simulated network',
  settings,
  bind(chosen, { key }) {
    return {
      network: networkOf(key) ?? 'telegram',
      account: `simulated:${chosen.account}`,
      place: `simulated:${chosen.account}`,
      local: isLoopback(chosen.url),
      timeoutMilliseconds: chosen.timeout,
      idempotency: chosen.class === 'key' ? 'key' : 'none',
      settlesWithinMilliseconds: chosen.class === 'lookup' ? chosen.settles_within : null,
      publish: (publication, wire) => publish(chosen, publication, wire),
      ...(chosen.class === 'lookup' && {
        confirm: (publication: Publication, signal: AbortSignal) =>
          confirm(chosen, publication, signal),
      }),
      remove: (id, { signal, now }) =>
        removeOnce(
          {
            method: 'DELETE',
            url: `${postsOf(chosen)}/${encodeURIComponent(id)}`,
            headers: authorization(chosen),
          },
          signal,
          { telling: tellingOf(chosen, { startedAt: now() }) },
        ),
    };
  },
});

const postsOf = ({ url, account }: Settings): string =>
  `${url.replace(/\/$/, '')}/accounts/${encodeURIComponent(account)}/posts`;

const authorization = ({ token }: Settings) =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

const tellingOf = (
  { token }: Settings,
  { startedAt }: Pick<Publication, 'startedAt'>,
): Telling => ({
  network: 'The simulated network',
  now: startedAt,
  secrets: token === undefined ? [] : [token],
});

/** What the network keeps of a publication, and what is looked for. */
const draftOf = (publication: Publication) => ({
  text: publication.parts[publication.part] ?? '',
  title: publication.title,
  reply_to: publication.replyTo,
  link: publication.link,
});

const publish = (chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> =>
  publishOnce(
    {
      method: 'POST',
      url: postsOf(chosen),
      headers: {
        'content-type': 'application/json',
        ...(chosen.class === 'key' && { 'idempotency-key': publication.idempotencyKey }),
        ...authorization(chosen),
      },
      body: JSON.stringify(draftOf(publication)),
    },
    wire,
    { telling: tellingOf(chosen, publication), ownMeaning, made },
  );

const duplicate = z.object({ error: z.literal('duplicate'), id: z.string().optional() });
const post = z.object({ id: z.string().min(1), url: z.string() });

/** What this network means otherwise than networks in general. */
function ownMeaning(answer: HttpAnswer): Outcome | null {
  const double = answer.status === 422 ? readJson(duplicate, answer.body) : null;
  if (double)
    return {
      kind: 'duplicate',
      remoteId: double.id ?? null,
      remoteUrl: null,
      error: {
        code: 'duplicate',
        message: 'The simulated network has this text on the account already',
        remedy: 'Look at the earlier post.',
      },
    };
  if (answer.status !== 409) return null;
  // Our key, other content: what the network took under it is not what we have now.
  return {
    kind: 'unknown',
    error: {
      code: 'key-conflict',
      message: 'The simulated network took another post under the key of this one',
      remedy: 'Look for it among the posts of the account, then run `broadsheet resolve`.',
    },
  };
}

function made({ body }: HttpAnswer): Made | null {
  const found = readJson(post, body);
  return found && { remoteId: found.id, remoteUrl: found.url };
}

const page = z.object({
  posts: z.array(
    post.extend({
      text: z.string(),
      title: z.string().nullable(),
      link: z.string().nullable(),
      at: z.string(),
    }),
  ),
  more: z.boolean(),
  next: z.string().nullable(),
});

function confirm(
  chosen: Settings,
  publication: Publication,
  signal: AbortSignal,
): Promise<Sighting> {
  const wanted = draftOf(publication);
  const since = sinceOf(publication.startedAt);
  const pageBefore = (before: string | null): HttpRequest => {
    const query = new URLSearchParams({ since, ...(before !== null && { before }) });
    return {
      method: 'GET',
      url: `${postsOf(chosen)}?${query}`,
      headers: authorization(chosen),
    };
  };
  const read = ({ body }: HttpAnswer): ListedPage | null => {
    const found = readJson(page, body);
    if (!found) return null;
    const { posts, more, next } = found;
    return {
      posts: posts.map((one) => ({
        remoteId: one.id,
        remoteUrl: one.url,
        at: one.at,
        isIt: isSame(one, wanted),
      })),
      older: !more ? 'none' : next === null ? 'withheld' : pageBefore(next),
    };
  };
  return lookBack(
    pageBefore(null),
    { telling: tellingOf(chosen, publication), since, read },
    signal,
  );
}

type Seen = z.infer<typeof page>['posts'][number];

/**
 * What it replies to is left out, because an
 * attempt that is looked for may have lost it.
 */
const isSame = (one: Seen, wanted: ReturnType<typeof draftOf>): boolean =>
  one.text === wanted.text && one.title === wanted.title && one.link === wanted.link;
