import { z } from 'zod';
import type { Asking, Publication, Removing, Wire } from '../application/ports/account.ts';
import { littleText, shownText } from '../domain/little-text.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome, Owner, Removal, Sighting } from '../domain/outcome.ts';
import { guardingAllBut } from '../http/guard.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer, HttpRequest } from '../http/message.ts';
import { defineConnector } from './connector.ts';
import type { Telling } from './http/classify.ts';
import { linkNumber } from './http/link-number.ts';
import { type ListedPage, lookBack, sinceOf } from './http/look-back.ts';
import { askOwner } from './http/owner.ts';
import { type Made, publishOnce } from './http/publish.ts';
import { removeOnce } from './http/remove.ts';
import { meaningOf, wordsOf } from './linkedin-errors.ts';
import { postOf, postUrn } from './linkedin-post.ts';
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

const isPage = (author: string): boolean => author.startsWith('urn:li:organization:');

const vendors = 'https://api.linkedin.com';

const settings = z
  .strictObject({
    author: z
      .string()
      .regex(
        /^urn:li:(person:[\w-]+|organization:\d+)$/,
        'must be urn:li:person:… or urn:li:organization:…',
      ),
    ...oauthSettings({
      authorize: 'https://www.linkedin.com/oauth/v2/authorization',
      token: 'https://www.linkedin.com/oauth/v2/accessToken',
    }),
    /** Whether the token may list the page's posts: `r_organization_social`. */
    look_up: z.boolean().default(false),
    /** LinkedIn supports a version for a year: https://learn.microsoft.com/en-us/linkedin/marketing/versioning */
    version: z
      .string()
      .regex(/^20\d\d(0[1-9]|1[0-2])$/, 'must be a year and a month, such as 202610, in quotes')
      .default('202610'),
    ...serverSettings(vendors),
    timeout: duration.default(30_000),
  })
  .refine(hasAccess, noAccess)
  .refine(({ author, look_up }) => !look_up || isPage(author), {
    path: ['look_up'],
    message: "works for pages only: LinkedIn lets no app list a person's posts",
  });

type Settings = WithToken<z.infer<typeof settings>>;

const guarding = guardingAllBut(vendors);

/**
 * A person or a page of LinkedIn: the Posts API
 * (https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api).
 */
export const linkedin = defineConnector({
  id: 'linkedin',
  name: 'LinkedIn',
  settings,
  bind(chosen, context) {
    const account = `linkedin:${chosen.author}`;
    return {
      network: 'linkedin',
      account,
      local: isLoopback(chosen.base_url) && tokensAreLocal(chosen),
      // https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow
      ...connectedBy(chosen, { network: 'LinkedIn', scopes: scopesOf(chosen), secretIn: 'body' }),
      timeoutMilliseconds: chosen.timeout,
      // LinkedIn does not say how late its list may show a post: a look finds it, or proves nothing.
      settlesWithinMilliseconds: null,
      publish: (publication, wire) =>
        publishWithToken(chosen, account, context, (own) => publish(own, publication, wire)),
      ...(chosen.look_up && {
        confirm: (publication, signal) =>
          lookWithToken(chosen, account, context, (own) => confirm(own, publication, signal)),
      }),
      remove: (urn, wire) =>
        removeWithToken(chosen, account, context, (own) => remove(own, urn, wire)),
      owner: (wire) => ownerWithToken(chosen, account, context, (own) => owner(own, wire)),
    };
  },
});

const scopesOf = ({ author, look_up }: Pick<Settings, 'author' | 'look_up'>): readonly string[] =>
  isPage(author)
    ? ['w_organization_social', ...(look_up ? ['r_organization_social'] : [])]
    : ['w_member_social'];

const tellingOf = (
  { token }: Settings,
  { startedAt }: Pick<Publication, 'startedAt'>,
): Telling => ({
  network: 'LinkedIn',
  now: startedAt,
  secrets: [token],
  wordsOf,
});

const headersOf = ({ token, version }: Settings) => ({
  authorization: `Bearer ${token}`,
  'linkedin-version': version,
  'x-restli-protocol-version': '2.0.0',
});

function publish(chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> {
  const telling = tellingOf(chosen, publication);
  return publishOnce(
    {
      method: 'POST',
      url: `${chosen.base_url}/rest/posts`,
      headers: { 'content-type': 'application/json', ...headersOf(chosen) },
      ...guarding(chosen),
      body: JSON.stringify({
        author: chosen.author,
        commentary: littleText(textOf(publication)),
        visibility: 'PUBLIC',
        distribution: {
          feedDistribution: 'MAIN_FEED',
          targetEntities: [],
          thirdPartyDistributionChannels: [],
        },
        lifecycleState: 'PUBLISHED',
        isReshareDisabledByAuthor: false,
      }),
    },
    wire,
    { telling, ownMeaning: (answer) => meaningOf(answer, telling), made },
  );
}

const textOf = ({ parts, part }: Publication): string => parts[part] ?? '';

/** The answer has no body: the header is all there is. */
function made({ headers }: HttpAnswer): Made | null {
  const urn = postUrn.safeParse(headers['x-restli-id']).data;
  return urn === undefined ? null : postOf(urn);
}

/** Of a page of a list, what it takes to find a post and to go on. */
const list = z.object({
  elements: z.array(
    z.object({
      id: postUrn,
      author: z.string(),
      commentary: z.string().default(''),
      /** Milliseconds since the epoch, bounded to what a date can be. */
      createdAt: z.int().min(0).max(8_640_000_000_000_000),
    }),
  ),
  paging: z.object({ links: z.array(z.object({ rel: z.string(), href: z.string() })) }),
});

const perPage = 50;

/** "Find Posts by Authors" of the Posts API. */
function confirm(
  chosen: Settings,
  publication: Publication,
  signal: AbortSignal,
): Promise<Sighting> {
  const since = sinceOf(publication.startedAt);
  const text = textOf(publication);
  const pageFrom = (start: number): HttpRequest => {
    const query = new URLSearchParams({
      author: chosen.author,
      q: 'author',
      count: `${perPage}`,
      sortBy: 'CREATED',
      ...(start > 0 && { start: `${start}` }),
    });
    const headers = { ...headersOf(chosen), 'x-restli-method': 'FINDER' };
    return {
      method: 'GET',
      url: `${chosen.base_url}/rest/posts?${query}`,
      headers,
      ...guarding(chosen),
    };
  };
  let start = 0;
  const read = ({ body }: HttpAnswer): ListedPage | null => {
    const found = readJson(list, body);
    if (!found) return null;
    const posts = found.elements.map(({ id, author, commentary, createdAt }) => ({
      ...postOf(id),
      at: new Date(createdAt).toISOString(),
      isIt: author === chosen.author && shownText(commentary) === text,
    }));
    const next = found.paging.links.find(({ rel }) => rel === 'next');
    if (!next) return { posts, older: 'none' };
    const from = linkNumber(next.href, 'start');
    // A page that does not lead on would be asked for again and again.
    if (from <= start) return { posts, older: 'withheld' };
    start = from;
    return { posts, older: pageFrom(from) };
  };
  return lookBack(pageFrom(0), { telling: tellingOf(chosen, publication), since, read }, signal);
}

/**
 * "Delete Posts" of the Posts API: a 204, also for a post that was removed before
 * (https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api#delete-posts).
 */
const remove = (chosen: Settings, urn: string, { signal, now }: Removing): Promise<Removal> =>
  removeOnce(
    {
      method: 'DELETE',
      url: `${chosen.base_url}/rest/posts/${encodeURIComponent(urn)}`,
      headers: { ...headersOf(chosen), 'x-restli-method': 'DELETE' },
      ...guarding(chosen),
    },
    signal,
    { telling: tellingOf(chosen, { startedAt: now() }) },
  );

const owner = (chosen: Settings, wire: Asking): Promise<Owner> =>
  isPage(chosen.author) ? ownerOfPage(chosen, wire) : ownerOfProfile(chosen, wire);

const asking = (chosen: Settings, path: string): HttpRequest => ({
  method: 'GET',
  url: `${chosen.base_url}${path}`,
  headers: headersOf(chosen),
  ...guarding(chosen),
});

const member = z.object({ sub: z.string().min(1), name: z.string().default('') });

/** https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2 */
const ownerOfProfile = (chosen: Settings, wire: Asking): Promise<Owner> =>
  askOwner(asking(chosen, '/v2/userinfo'), wire, {
    telling: tellingOf(chosen, { startedAt: wire.now() }),
    read({ body }) {
      const found = readJson(member, body);
      if (!found) return null;
      const urn = `urn:li:person:${found.sub}`;
      return {
        name: `${found.name} (${urn})`.trim(),
        configured: urn === chosen.author ? null : `\`author\` ${chosen.author}`,
      };
    },
    remedy:
      'LinkedIn says it to a token with the scopes `openid` and `profile` only. It refuses posts in the name of anybody but the owner of the token.',
  });

const roles = z.object({ elements: z.array(z.object({ organization: z.string() })) });

/** More pages than a person is likely to have a role on. */
const mostPages = 100;

/**
 * The pages that the owner of the token has a role on
 * (https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-access-control-by-role).
 */
const ownerOfPage = (chosen: Settings, wire: Asking): Promise<Owner> =>
  askOwner(
    asking(
      chosen,
      `/rest/organizationAcls?q=roleAssignee&state=APPROVED&start=0&count=${mostPages}`,
    ),
    wire,
    {
      telling: tellingOf(chosen, { startedAt: wire.now() }),
      read({ body }) {
        const found = readJson(roles, body)?.elements.map(({ organization }) => organization);
        if (!found) return null;
        const { author } = chosen;
        if (found.includes(author)) return { name: author, configured: null };
        if (found.length >= mostPages) return null;
        const others = [...new Set(found)].join(', ');
        return {
          name: others === '' ? 'somebody without a role on any page' : `somebody of ${others}`,
          configured: `\`author\` ${author}`,
        };
      },
      remedy:
        'LinkedIn says it to a token with the scope `r_organization_admin` only. It refuses posts in the name of a page on which the owner of the token has no role.',
    },
  );
