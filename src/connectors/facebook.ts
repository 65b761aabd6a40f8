import { z } from 'zod';
import type { Asking, Publication, Removing, Wire } from '../application/ports/account.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome, Owner, Removal, Sighting } from '../domain/outcome.ts';
import { guardingAllBut } from '../http/guard.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer, HttpRequest } from '../http/message.ts';
import { defineConnector } from './connector.ts';
import { meaningOf, wordsOf } from './facebook-errors.ts';
import type { Telling } from './http/classify.ts';
import { type ListedPage, lookBack, sinceOf } from './http/look-back.ts';
import { askOwner } from './http/owner.ts';
import { type Made, publishOnce } from './http/publish.ts';
import { removeOnce } from './http/remove.ts';
import { duration, serverSettings } from './settings.ts';

const vendors = 'https://graph.facebook.com';

const settings = z.strictObject({
  /** As text: YAML may lose digits of a number of this length. */
  page: z.string().regex(/^\d+$/, 'must be the id of a page, digits in quotes'),
  token: z.string().min(1),
  link_preview: z.boolean().default(true),
  version: z
    .string()
    .regex(/^v\d+\.\d+$/, 'must be a version of the Graph API, such as v26.0')
    .default('v26.0'),
  ...serverSettings(vendors),
  timeout: duration.default(30_000),
});

type Settings = z.infer<typeof settings>;

const guarding = guardingAllBut(vendors);

/**
 * A page of Facebook, by its access token: `POST /{page}/feed` of the Graph API
 * (https://developers.facebook.com/docs/pages-api/posts). It knows no key for a request; a lost answer
 * is looked for among the page's own posts. Groups have no such API any more.
 */
export const facebook = defineConnector({
  id: 'facebook',
  name: 'Facebook',
  settings,
  bind(chosen) {
    return {
      network: 'facebook',
      account: `facebook:${chosen.page}`,
      place: `facebook:${chosen.page}`,
      local: isLoopback(chosen.base_url),
      timeoutMilliseconds: chosen.timeout,
      // Facebook does not say how late a list may show a post: a look finds it, or proves nothing.
      settlesWithinMilliseconds: null,
      publish: (publication, wire) => publish(chosen, publication, wire),
      confirm: (publication, signal) => confirm(chosen, publication, signal),
      remove: (id, wire) => remove(chosen, id, wire),
      owner: (wire) => owner(chosen, wire),
    };
  },
});

const tellingOf = (
  { token }: Settings,
  { startedAt }: Pick<Publication, 'startedAt'>,
): Telling => ({
  network: 'Facebook',
  now: startedAt,
  secrets: [token],
  wordsOf,
});

/** Not in the address, where the guides have it: addresses are kept in logs on the way. */
const authorization = ({ token }: Settings) => ({ authorization: `Bearer ${token}` });

const textOf = ({ parts, part }: Publication): string => parts[part] ?? '';

const edge = ({ base_url, version, page }: Settings, name: string): string =>
  `${base_url}/${version}/${page}/${name}`;

function publish(chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> {
  const telling = tellingOf(chosen, publication);
  const text = textOf(publication);
  const { link } = publication;
  const previewed = chosen.link_preview && link !== '' && text.includes(link);
  return publishOnce(
    {
      method: 'POST',
      url: edge(chosen, 'feed'),
      headers: { 'content-type': 'application/json', ...authorization(chosen) },
      ...guarding(chosen),
      body: JSON.stringify({ message: text, ...(previewed && { link }) }),
    },
    wire,
    { telling, ownMeaning: (answer) => meaningOf(answer, telling), made },
  );
}

/** The page's id and the post's own. */
const postId = z.string().regex(/^\d+(_\d+)?$/);

const created = z.object({ id: postId });

function made({ body }: HttpAnswer): Made | null {
  const post = readJson(created, body);
  return post && postOf(post.id);
}

const postOf = (id: string): Made => ({
  remoteId: id,
  remoteUrl: `https://www.facebook.com/${id}`,
});

/** `2026-02-16T08:10:00+0000`, always in UTC. */
const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/)
  .transform((text) => new Date(text.replace('+0000', 'Z')).toISOString());

const posts = z.object({
  data: z.array(
    z.object({
      id: postId,
      /** A post of a photo alone has none. */
      message: z.string().default(''),
      created_time: instant,
    }),
  ),
  paging: z
    .object({
      cursors: z.object({ after: z.string().optional() }).optional(),
      next: z.string().optional(),
    })
    .optional(),
});

/**
 * https://developers.facebook.com/docs/graph-api/reference/page/feed#published; it is paged by cursors,
 * and not by the address of the next page, which holds the token.
 */
function confirm(
  chosen: Settings,
  publication: Publication,
  signal: AbortSignal,
): Promise<Sighting> {
  const since = sinceOf(publication.startedAt);
  const wanted = comparable(textOf(publication));
  const page = (after?: string): HttpRequest => {
    const query = new URLSearchParams({
      fields: 'id,message,created_time',
      limit: '100',
      ...(after !== undefined && { after }),
    });
    const url = `${edge(chosen, 'published_posts')}?${query}`;
    return { method: 'GET', url, headers: authorization(chosen), ...guarding(chosen) };
  };
  const read = ({ body }: HttpAnswer): ListedPage | null => {
    const found = readJson(posts, body);
    if (!found) return null;
    const { next, cursors } = found.paging ?? {};
    return {
      posts: found.data.map(({ id, message, created_time }) => ({
        ...postOf(id),
        at: created_time,
        isIt: comparable(message) === wanted,
      })),
      older: next === undefined ? 'none' : cursors?.after ? page(cursors.after) : 'withheld',
    };
  };
  return lookBack(page(), { telling: tellingOf(chosen, publication), since, read }, signal);
}

/** The link is in the text; white space at the ends of lines is not relied on. */
const comparable = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[^\S\n]*\r?\n/g, '\n')
    .trim();

const removed = z.object({ success: z.literal(true) });

/**
 * https://developers.facebook.com/docs/pages-api/posts#delete-a-post. A post that is not there and one
 * that the token may not remove are refused with the same code 100, so that neither counts as gone.
 */
function remove(chosen: Settings, id: string, { signal, now }: Removing): Promise<Removal> {
  const telling = tellingOf(chosen, { startedAt: now() });
  return removeOnce(
    {
      method: 'DELETE',
      url: `${chosen.base_url}/${chosen.version}/${id}`,
      headers: authorization(chosen),
      ...guarding(chosen),
    },
    signal,
    {
      telling,
      ownMeaning(answer) {
        if (answer.status === 200) return readJson(removed, answer.body) ? 'removed' : 'unknown';
        return meaningOf(answer, telling)?.kind === 'unknown' ? 'unknown' : null;
      },
    },
  );
}

const me = z.object({ id: z.string().min(1), name: z.string().default('') });

/** To a page's token `me` is the page: https://developers.facebook.com/docs/graph-api/overview#me */
function owner(chosen: Settings, wire: Asking): Promise<Owner> {
  const telling = tellingOf(chosen, { startedAt: wire.now() });
  const request: HttpRequest = {
    method: 'GET',
    url: `${chosen.base_url}/${chosen.version}/me?fields=id,name`,
    headers: authorization(chosen),
    ...guarding(chosen),
  };
  return askOwner(request, wire, {
    telling,
    ownMeaning: (answer) => meaningOf(answer, telling),
    read({ body }) {
      const found = readJson(me, body);
      return (
        found && {
          name: `${found.name} (${found.id})`.trim(),
          configured: found.id === chosen.page ? null : `\`page\` ${chosen.page}`,
        }
      );
    },
    remedy: 'Take the access token of the page, not one of a person.',
  });
}
