import { z } from 'zod';
import type { Publication } from '../application/ports/account.ts';
import { escapeHtml } from '../domain/html.ts';
import { readJson } from '../http/json.ts';
import { paragraphsOf, subjectOf } from './letter.ts';
import { markOf } from './mark.ts';

/** What of an account's settings shows in its campaigns. */
export interface Sender {
  /** In their order, each once. */
  readonly lists: readonly number[];
  readonly from?: string | undefined;
  readonly template?: number | undefined;
}

/** A campaign that is to be made: https://listmonk.app/docs/apis/campaigns/#post-apicampaigns */
export interface CampaignDraft {
  readonly name: string;
  readonly type: 'regular';
  readonly messenger: 'email';
  readonly subject: string;
  readonly lists: readonly number[];
  readonly content_type: 'html';
  readonly body: string;
  readonly altbody?: string;
  readonly from_email?: string;
  readonly template_id?: number;
}

/**
 * A publication as a campaign whose readers get its words as they are.
 *
 * listmonk runs the body through Go's `html/template` whatever its type is (`CompileTemplate` in
 * https://github.com/knadh/listmonk/blob/master/models/campaigns.go): as plain text, a `<` in it would end
 * the mail in the middle. So it is HTML. A text version stands beside it and is left alone unless it has
 * `{{`; then there is none.
 */
export function draftOf(
  { lists, from, template }: Sender,
  publication: Publication,
): CampaignDraft {
  const { title, parts, part, locale } = publication;
  const text = parts[part] ?? '';
  return {
    name: nameOf(publication),
    type: 'regular',
    messenger: 'email',
    subject: literalSubject(subjectOf(title, text)),
    lists,
    content_type: 'html',
    body: literalHtml(`<div lang="${escapeHtml(locale)}" dir="auto">${paragraphsOf(text)}</div>`),
    ...(!text.includes('{{') && { altbody: text }),
    ...(from !== undefined && { from_email: from }),
    ...(template !== undefined && { template_id: template }),
  };
}

/** Readers don't see it; it says to people what this is, and to a look which one. */
const nameOf = (publication: Publication): string =>
  `${publication.weekId} ${publication.postId} ${markOf(publication)}`;

/**
 * Without what listmonk would carry out: `{{ … }}`, and `@TrackLink` after a link, which it makes one of
 * (`regTplFuncs` in https://github.com/knadh/listmonk/blob/master/models/common.go). A mail program shows
 * the signs themselves.
 *
 * @param html whose own tags hold none of these signs
 */
const literalHtml = (html: string): string =>
  html.replace(/[{}@]/g, (sign) => `&#${sign.codePointAt(0)};`);

/**
 * The same, where there are no entities: by actions of a template that write a sign each. Every `{`, as
 * one before such an action would begin it.
 */
const literalSubject = (subject: string): string =>
  subject.replace(/\{|@(?=TrackLink)/g, (sign) => `{{"${sign}"}}`);

const statuses = z.enum(['draft', 'scheduled', 'running', 'paused', 'finished', 'cancelled']);

const campaign = z.object({
  id: z.int().positive(),
  name: z.string(),
  status: statuses,
  subject: z.string(),
  body: z.string(),
  altbody: z.string().nullish(),
  content_type: z.string(),
  from_email: z.string(),
  template_id: z.int().nullish(),
  send_at: z.string().nullish(),
  lists: z.array(z.object({ id: z.int().nullable() })),
  media: z.array(z.unknown()).nullish(),
});

/** As listmonk tells of it. */
export type Campaign = z.infer<typeof campaign>;

const one = z.object({ data: campaign });

const list = z.object({
  data: z.object({ results: z.array(campaign), total: z.int().default(0) }),
});

/** @returns null where it is no answer with a campaign */
export const campaignIn = (body: string): Campaign | null => readJson(one, body)?.data ?? null;

/**
 * The campaigns of a publication.
 *
 * @param body of an answer to a search
 * @returns null where it is no list, or not all of one
 */
export function campaignsIn(body: string, publication: Publication): readonly Campaign[] | null {
  const { results, total } = readJson(list, body)?.data ?? { results: [], total: 1 };
  if (results.length < total) return null;
  const mark = markOf(publication);
  return results.filter(({ name }) => name.includes(mark));
}

const isStarted = z.object({
  data: campaign.pick({ id: true }).extend({ status: z.literal('running') }),
});

/** Whether an answer says that a campaign was started. */
export const startedIn = (body: string, id: number): boolean =>
  readJson(isStarted, body)?.data.id === id;

/**
 * Whether it goes out, or did. One that was stopped counts: only what was started can be stopped, and
 * some readers may have it.
 */
export const isOut = ({ status }: Campaign): boolean => status !== 'draft';

/** Whether it goes to these lists and to no other. One that listmonk does not know has no id there. */
export const goesTo = (found: Campaign, lists: readonly number[]): boolean =>
  found.lists.length === lists.length &&
  lists.every((id) => found.lists.some((to) => to.id === id));

/** Whether a draft still is what was approved: people can change one in listmonk. */
export const isAsMade = (found: Campaign, draft: CampaignDraft): boolean =>
  goesTo(found, draft.lists) &&
  found.subject === draft.subject &&
  found.body === draft.body &&
  (found.altbody ?? '') === (draft.altbody ?? '') &&
  found.content_type === draft.content_type &&
  (draft.from_email === undefined || found.from_email === draft.from_email) &&
  (draft.template_id === undefined || found.template_id === draft.template_id) &&
  (found.send_at ?? null) === null &&
  (found.media ?? []).length === 0;
