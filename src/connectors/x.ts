import { z } from 'zod';
import type { Asking, Publication, Removing, Wire } from '../application/ports/account.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome, Owner, Removal, Sighting } from '../domain/outcome.ts';
import { xCost, xPrices } from '../domain/x-cost.ts';
import { guardingAllBut } from '../http/guard.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer, HttpRequest } from '../http/message.ts';
import { defineConnector } from './connector.ts';
import type { Telling } from './http/classify.ts';
import { type ListedPage, lookBack, sinceOf } from './http/look-back.ts';
import { askOwner } from './http/owner.ts';
import { type Made, publishOnce } from './http/publish.ts';
import { removeOnce } from './http/remove.ts';
import {
  connectedBy,
  hasAccess,
  lookWithToken,
  noAccess,
  oauthSettings,
  ownerWithToken,
  publishWithToken,
  removeWithToken,
  tokensAreLocal,
  type WithToken,
} from './oauth.ts';
import { duration, serverSettings } from './settings.ts';
import { meaningOf, wordsOf } from './x-errors.ts';
import { saysTheSame } from './x-text.ts';

const vendors = 'https://api.x.com';

const settings = z
  .strictObject({
    /** As text: YAML loses digits of a number of this length. */
    user_id: z.string().regex(/^\d{1,19}$/, 'must be the id of the account, digits in quotes'),
    ...oauthSettings({
      authorize: 'https://x.com/i/oauth2/authorize',
      token: 'https://api.x.com/2/oauth2/token',
    }),
    link: z.enum(['inline', 'first-reply', 'none']).default('inline'),
    /** US dollars a post. */
    prices: z
      .strictObject({
        post: z.number().min(0).default(xPrices.post),
        post_with_link: z.number().min(0).default(xPrices.post_with_link),
      })
      .prefault({}),
    ...serverSettings(vendors),
    timeout: duration.default(30_000),
  })
  .refine(hasAccess, noAccess);

type Settings = WithToken<z.infer<typeof settings>>;

const guarding = guardingAllBut(vendors);

/**
 * An account of X: `POST /2/tweets` (https://docs.x.com/x-api/posts/create-post). Parts of a thread
 * are replies to one another. X knows no key for a request; a lost answer is looked for among the
 * account's own posts.
 */
export const x = defineConnector({
  id: 'x',
  name: 'X',
  settings,
  bind(chosen, context) {
    const account = `x:${chosen.user_id}`;
    return {
      network: 'x',
      account,
      linkPlacement: chosen.link,
      local: isLoopback(chosen.base_url) && tokensAreLocal(chosen),
      // https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
      ...connectedBy(chosen, {
        network: 'X',
        scopes: ['tweet.read', 'tweet.write', 'users.read', 'offline.access'],
        secretIn: 'header',
      }),
      timeoutMilliseconds: chosen.timeout,
      // X does not say how late a timeline may show a post: a look finds it, or proves nothing.
      settlesWithinMilliseconds: null,
      threadsByReply: true,
      remoteIdOf: (address) => statusAt.exec(address)?.[1] ?? null,
      costOf: (parts) => xCost(parts, chosen.prices),
      publish: (publication, wire) =>
        publishWithToken(chosen, account, context, (own) => publish(own, publication, wire)),
      confirm: (publication, signal) =>
        lookWithToken(chosen, account, context, (own) => confirm(own, publication, signal)),
      remove: (id, wire) =>
        removeWithToken(chosen, account, context, (own) => remove(own, id, wire)),
      owner: (wire) => ownerWithToken(chosen, account, context, (own) => owner(own, wire)),
    };
  },
});

const tellingOf = (
  { token }: Settings,
  { startedAt }: Pick<Publication, 'startedAt'>,
): Telling => ({
  network: 'X',
  now: startedAt,
  secrets: [token],
  wordsOf,
});

const authorization = ({ token }: Settings) => ({ authorization: `Bearer ${token}` });

const textOf = ({ parts, part }: Publication): string => parts[part] ?? '';

function publish(chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> {
  const telling = tellingOf(chosen, publication);
  const { replyTo } = publication;
  return publishOnce(
    {
      method: 'POST',
      url: `${chosen.base_url}/2/tweets`,
      headers: { 'content-type': 'application/json', ...authorization(chosen) },
      ...guarding(chosen),
      body: JSON.stringify({
        text: textOf(publication),
        ...(replyTo !== null && { reply: { in_reply_to_tweet_id: replyTo } }),
      }),
    },
    wire,
    { telling, ownMeaning: (answer) => meaningOf(answer, telling), made },
  );
}

/** `https://x.com/acme/status/12?s=20`, also as it was called before. */
const statusAt =
  /^https:\/\/(?:(?:www|mobile)\.)?(?:x|twitter)\.com\/[\w/]+\/status\/(\d{1,19})(?:[/?#]|$)/;

const postId = z.string().regex(/^\d{1,19}$/);

const created = z.object({ data: z.object({ id: postId }) });

function made({ body }: HttpAnswer): Made | null {
  const post = readJson(created, body)?.data;
  return post ? postOf(post.id) : null;
}

/** An address that needs no name of the account: names change. */
const postOf = (id: string): Made => ({
  remoteId: id,
  remoteUrl: `https://x.com/i/web/status/${id}`,
});

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

const timeline = z.object({
  data: z
    .array(
      z.object({
        id: postId,
        text: z.string(),
        created_at: instant,
        entities: z
          .object({
            urls: z
              .array(z.object({ url: z.string().nullish(), expanded_url: z.string().nullish() }))
              .nullish(),
          })
          .optional(),
      }),
    )
    .default([]),
  /** Part of the posts are not told, so that nothing is proven absent. */
  errors: z.array(z.unknown()).length(0).optional(),
  meta: z.object({ result_count: z.int(), next_token: z.string().min(1).optional() }),
});

type Listed = z.infer<typeof timeline>['data'][number];

/**
 * https://docs.x.com/x-api/users/get-posts. The description of the API (2.167) says `post.fields`, the
 * guides say `tweet.fields`.
 */
function confirm(
  chosen: Settings,
  publication: Publication,
  signal: AbortSignal,
): Promise<Sighting> {
  const since = sinceOf(publication.startedAt);
  const page = (token?: string): HttpRequest => {
    const query = new URLSearchParams({
      // Whole seconds, as in the description of the parameter.
      start_time: `${since.slice(0, 19)}Z`,
      max_results: '100',
      exclude: 'retweets',
      'post.fields': 'created_at,entities',
      ...(token !== undefined && { pagination_token: token }),
    });
    const url = `${chosen.base_url}/2/users/${chosen.user_id}/tweets?${query}`;
    return { method: 'GET', url, headers: authorization(chosen), ...guarding(chosen) };
  };
  const read = ({ body }: HttpAnswer): ListedPage | null => {
    const found = readJson(timeline, body);
    if (!found || found.meta.result_count !== found.data.length) return null;
    const posts = found.data.map((post) => ({
      ...postOf(post.id),
      at: post.created_at,
      isIt: saysTheSame({ text: post.text, links: linksOf(post) }, textOf(publication)),
    }));
    const { next_token } = found.meta;
    return { posts, older: next_token === undefined ? 'none' : page(next_token) };
  };
  return lookBack(page(), { telling: tellingOf(chosen, publication), since, read }, signal);
}

/** Short links, and what they stand for. */
function linksOf({ entities }: Listed): ReadonlyMap<string, string> {
  const pairs = (entities?.urls ?? []).flatMap(({ url, expanded_url }): [string, string][] =>
    url && expanded_url ? [[url, expanded_url]] : [],
  );
  return new Map(pairs);
}

const removed = z.object({ data: z.object({ deleted: z.boolean() }) });

/** https://docs.x.com/x-api/posts/delete-post */
const remove = (chosen: Settings, id: string, { signal, now }: Removing): Promise<Removal> =>
  removeOnce(
    {
      method: 'DELETE',
      url: `${chosen.base_url}/2/tweets/${id}`,
      headers: authorization(chosen),
      ...guarding(chosen),
    },
    signal,
    {
      telling: tellingOf(chosen, { startedAt: now() }),
      ownMeaning({ status, body }) {
        if (status !== 200) return null;
        const found = readJson(removed, body);
        if (!found) return 'unknown';
        return found.data.deleted ? 'removed' : 'refused';
      },
    },
  );

const me = z.object({
  data: z.object({ id: z.string().min(1), name: z.string(), username: z.string() }),
});

/** https://docs.x.com/x-api/users/get-my-user */
function owner(chosen: Settings, wire: Asking): Promise<Owner> {
  const telling = tellingOf(chosen, { startedAt: wire.now() });
  const request: HttpRequest = {
    method: 'GET',
    url: `${chosen.base_url}/2/users/me`,
    headers: authorization(chosen),
    ...guarding(chosen),
  };
  return askOwner(request, wire, {
    telling,
    ownMeaning: (answer) => meaningOf(answer, telling),
    read({ body }) {
      const found = readJson(me, body)?.data;
      if (!found) return null;
      const { id, name, username } = found;
      const differs = id !== chosen.user_id;
      return {
        name: `${name} (@${username}, ${id})`,
        configured: differs ? `\`user_id\` ${chosen.user_id}` : null,
      };
    },
    remedy: 'The token needs the scopes `users.read` and `tweet.read`.',
  });
}
