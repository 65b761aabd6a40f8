import { z } from 'zod';
import type { Asking, Publication, Removing, Wire } from '../application/ports/account.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome, Owner, Removal, Sighting } from '../domain/outcome.ts';
import { deriveTitle } from '../domain/title.ts';
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
import { meaningOf, wordsOf } from './reddit-errors.ts';
import { duration, serverSettings } from './settings.ts';

const vendors = 'https://oauth.reddit.com';

const settings = z
  .strictObject({
    subreddit: z.string().regex(/^\w{2,21}$/, 'must be the name of a subreddit, without r/'),
    /** Whose token it is: for look-ups, and for what is of the user and not of one subreddit. */
    user: z
      .string()
      .regex(/^[\w-]{3,20}$/, 'must be the name of the user, without u/')
      .optional(),
    ...oauthSettings({
      authorize: 'https://www.reddit.com/api/v1/authorize',
      token: 'https://www.reddit.com/api/v1/access_token',
    }),
    flair_id: z
      .string()
      .regex(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i, 'must be the id of a flair template')
      .optional(),
    ...serverSettings(vendors),
    timeout: duration.default(30_000),
  })
  .refine(hasAccess, noAccess)
  // Tokens that were given are kept by their user: without one, those of all users would be the same.
  .refine(({ token, client_id, user }) => token !== undefined || !client_id || user !== undefined, {
    path: ['user'],
    message:
      'is missing: with `client_id` it says whose token is kept, so that nobody posts as another',
  });

type Settings = WithToken<z.infer<typeof settings>>;

const guarding = guardingAllBut(vendors);

/** A subreddit, by a user: `POST /api/submit` (https://www.reddit.com/dev/api/#POST_api_submit). */
export const reddit = defineConnector({
  id: 'reddit',
  name: 'Reddit',
  settings,
  bind(chosen, context) {
    // Limits and refused tokens are the user's, in whichever subreddit; ids are Reddit's own.
    const account = chosen.user ? `reddit:${chosen.user.toLowerCase()}` : 'reddit';
    const { user } = chosen;
    return {
      network: 'reddit',
      account,
      place: `${account} r/${chosen.subreddit.toLowerCase()}`,
      local: isLoopback(chosen.base_url) && tokensAreLocal(chosen),
      // https://github.com/reddit-archive/reddit/wiki/OAuth2: `permanent` gives a refresh token
      ...connectedBy(chosen, {
        network: 'Reddit',
        scopes: ['identity', 'read', 'submit', 'edit', 'history', 'flair'],
        secretIn: 'header',
        parameters: { duration: 'permanent' },
      }),
      timeoutMilliseconds: chosen.timeout,
      // Reddit does not say how late a list may show a post: a look finds it, or proves nothing.
      settlesWithinMilliseconds: null,
      publish: (publication, wire) =>
        publishWithToken(chosen, account, context, (own) => publish(own, publication, wire)),
      ...(user && {
        confirm: (publication, signal) =>
          lookWithToken(chosen, account, context, (own) => confirm(own, user, publication, signal)),
      }),
      remove: (name, wire) =>
        removeWithToken(chosen, account, context, (own) => remove(own, name, wire)),
      owner: (wire) => ownerWithToken(chosen, account, context, (own) => owner(own, wire)),
    };
  },
});

const tellingOf = (
  { token }: Settings,
  { startedAt }: Pick<Publication, 'startedAt'>,
): Telling => ({
  network: 'Reddit',
  now: startedAt,
  secrets: [token],
  wordsOf,
});

/** A name of its own for each user: https://github.com/reddit-archive/reddit/wiki/API#rules */
const headersOf = ({ token, user }: Settings) => ({
  authorization: `bearer ${token}`,
  'user-agent': `server:broadsheet:v0.1${user ? ` (by /u/${user})` : ''}`,
});

function publish(chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> {
  const telling = tellingOf(chosen, publication);
  const form = new URLSearchParams({
    api_type: 'json',
    sr: chosen.subreddit,
    title: titleOf(publication),
    ...bodyOf(publication),
    ...(chosen.flair_id && { flair_id: chosen.flair_id }),
  });
  return publishOnce(
    {
      method: 'POST',
      url: `${chosen.base_url}/api/submit`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headersOf(chosen) },
      ...guarding(chosen),
      body: `${form}`,
    },
    wire,
    {
      telling,
      ownMeaning: (answer) => meaningOf(answer, telling),
      made: (answer) => made(chosen, answer),
    },
  );
}

const textOf = ({ parts, part }: Publication): string => parts[part] ?? '';

const longestTitle = 300;

/** The row's own, or the one that the checks derived; either way Reddit takes no post without. */
const titleOf = (publication: Publication): string =>
  publication.title ?? deriveTitle(textOf(publication), longestTitle);

/**
 * A link post has no text. So a message that is nothing but its link is one, and every other is a
 * text post: what was approved is public whole.
 */
function bodyOf(publication: Publication) {
  const text = textOf(publication);
  const isLink = text === publication.link.trim();
  return isLink ? { kind: 'link', url: text } : { kind: 'self', text };
}

/** The name of a post: its type, and a number to the base of 36. */
const postName = z.string().regex(/^t3_[a-z0-9]{1,16}$/);

const sent = z.object({ json: z.object({ data: z.object({ name: postName }) }) });

function made(chosen: Settings, { body }: HttpAnswer): Made | null {
  const name = readJson(sent, body)?.json.data.name;
  return name === undefined ? null : postOf(chosen, name);
}

const postOf = ({ subreddit }: Settings, name: string): Made => ({
  remoteId: name,
  remoteUrl: `https://www.reddit.com/r/${subreddit}/comments/${name.slice('t3_'.length)}/`,
});

const listing = z.object({
  data: z.object({
    after: postName.nullable(),
    children: z.array(
      z.object({
        data: z.object({
          name: postName,
          subreddit: z.string(),
          title: z.string(),
          selftext: z.string(),
          url: z.string(),
          is_self: z.boolean(),
          /** Seconds since the epoch, bounded to what a date can be. */
          created_utc: z.number().min(0).max(8_640_000_000_000),
        }),
      }),
    ),
  }),
});

type Listed = z.infer<typeof listing>['data']['children'][number]['data'];

/** https://www.reddit.com/dev/api/#GET_user_{username}_{where} */
function confirm(
  chosen: Settings,
  user: string,
  publication: Publication,
  signal: AbortSignal,
): Promise<Sighting> {
  const since = sinceOf(publication.startedAt);
  const isIt = matcherOf(chosen, publication);
  const pageAfter = (after: string): HttpRequest => {
    const query = new URLSearchParams({
      sort: 'new',
      limit: '25',
      // Else & < and > come back as entities.
      raw_json: '1',
      ...(after !== '' && { after }),
    });
    const url = `${chosen.base_url}/user/${user}/submitted?${query}`;
    return { method: 'GET', url, headers: headersOf(chosen), ...guarding(chosen) };
  };
  const read = ({ body }: HttpAnswer): ListedPage | null => {
    const found = readJson(listing, body)?.data;
    if (!found) return null;
    const posts = found.children.map(({ data }) => ({
      ...postOf(chosen, data.name),
      at: new Date(data.created_utc * 1000).toISOString(),
      isIt: isIt(data),
    }));
    // A page that ends with another than it names as its last would not lead on.
    const leadsOn = found.after === found.children.at(-1)?.data.name;
    const next = found.after === null ? 'none' : leadsOn ? pageAfter(found.after) : 'withheld';
    return { posts, older: next };
  };
  return lookBack(pageAfter(''), { telling: tellingOf(chosen, publication), since, read }, signal);
}

/** One user says the same in several subreddits, with the same link: all of it has to agree. */
function matcherOf({ subreddit }: Settings, publication: Publication): (post: Listed) => boolean {
  const title = words(titleOf(publication));
  const { kind, text, url } = { text: '', url: '', ...bodyOf(publication) };
  return (post) =>
    post.subreddit.toLowerCase() === subreddit.toLowerCase() &&
    words(post.title) === title &&
    (kind === 'link' ? !post.is_self && post.url === url : words(post.selftext) === words(text));
}

/** Reddit trims texts, and titles have no breaks. */
const words = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/**
 * Needs the scope `edit`. It answers the same for a post that is not there
 * (https://www.reddit.com/dev/api/#POST_api_del).
 */
const remove = (chosen: Settings, name: string, { signal, now }: Removing): Promise<Removal> =>
  removeOnce(
    {
      method: 'POST',
      url: `${chosen.base_url}/api/del`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headersOf(chosen) },
      ...guarding(chosen),
      body: `${new URLSearchParams({ id: name })}`,
    },
    signal,
    {
      telling: tellingOf(chosen, { startedAt: now() }),
      ownMeaning: ({ status }) => (status === 404 ? 'refused' : null),
    },
  );

const me = z.object({ name: z.string().min(1) });

/** https://www.reddit.com/dev/api/#GET_api_v1_me */
function owner(chosen: Settings, wire: Asking): Promise<Owner> {
  const { user, base_url } = chosen;
  const request: HttpRequest = {
    method: 'GET',
    url: `${base_url}/api/v1/me`,
    headers: headersOf(chosen),
    ...guarding(chosen),
  };
  return askOwner(request, wire, {
    telling: tellingOf(chosen, { startedAt: wire.now() }),
    read({ body }) {
      const name = readJson(me, body)?.name;
      if (name === undefined) return null;
      const differs = user !== undefined && user.toLowerCase() !== name.toLowerCase();
      return { name: `u/${name}`, configured: differs ? `\`user\` u/${user}` : null };
    },
    remedy: 'The token needs the scope `identity`.',
  });
}
