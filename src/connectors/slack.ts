import { z } from 'zod';
import type { Asking, Publication, Removing, Wire } from '../application/ports/account.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome, Owner, Removal, Sighting } from '../domain/outcome.ts';
import { slackText } from '../domain/slack-text.ts';
import { guardingAllBut } from '../http/guard.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer, HttpRequest } from '../http/message.ts';
import { defineConnector, type OwnTraits } from './connector.ts';
import type { Telling } from './http/classify.ts';
import { type ListedPage, lookBack, sinceOf } from './http/look-back.ts';
import { askOwner } from './http/owner.ts';
import { type Made, publishOnce } from './http/publish.ts';
import { removeOnce } from './http/remove.ts';
import { markOf } from './mark.ts';
import { duration, serverSettings, webAddress } from './settings.ts';
import { meaningOf, removalOf } from './slack-errors.ts';
import { byWebhook, webhookShape } from './slack-webhook.ts';

const vendors = 'https://slack.com/api';

const settings = z
  .strictObject({
    channel: z
      .string()
      .regex(/^[CDG][A-Z0-9]+$/, 'must be the id of a channel, such as C0123456789')
      .optional(),
    token: z.string().min(1).optional(),
    /** In the place of both. */
    webhook: webAddress
      .regex(
        webhookShape,
        'must be the address of a webhook: https://hooks.slack.com/services/T…/B…/…',
      )
      .optional(),
    /** `acme` of acme.slack.com: only for the addresses of posts. */
    workspace: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'must be the first word of acme.slack.com')
      .optional(),
    ...serverSettings(vendors),
    timeout: duration.default(30_000),
  })
  .superRefine((chosen, context) => {
    const unmet = chosen.webhook === undefined ? missingOf(chosen) : superfluousOf(chosen);
    for (const [path, message] of unmet)
      context.addIssue({ code: 'custom', path: [path], message });
  });

type Given = z.infer<typeof settings>;

type Unmet = readonly (readonly [setting: string, message: string])[];

const missingOf = (chosen: Pick<Given, 'channel' | 'token'>): Unmet =>
  (['channel', 'token'] as const)
    .filter((name) => chosen[name] === undefined)
    .map((name) => [name, 'is missing: set `channel` and `token`, or `webhook` alone']);

const superfluousOf = (chosen: Pick<Given, 'channel' | 'token' | 'workspace'>): Unmet =>
  (['channel', 'token', 'workspace'] as const)
    .filter((name) => chosen[name] !== undefined)
    .map((name) => [name, 'does not go with `webhook`, which has its own channel: take it out']);

/** Of an account that has a token. */
type Settings = Given & { readonly channel: string; readonly token: string };

const guarding = guardingAllBut(vendors);

/**
 * A channel of Slack, by an app: `chat.postMessage`
 * (https://docs.slack.dev/reference/methods/chat.postMessage), or by an incoming webhook, which can do less.
 */
export const slack = defineConnector({
  id: 'slack',
  name: 'Slack',
  settings,
  bind({ channel, token, webhook, ...rest }) {
    if (webhook !== undefined) return byWebhook({ ...rest, webhook });
    // The settings have been checked: without a webhook both are there.
    return byToken({ ...rest, channel: channel ?? '', token: token ?? '' });
  },
});

function byToken(chosen: Settings): OwnTraits {
  return {
    network: 'slack',
    // A message's `ts` is unique within its channel.
    account: `slack:${chosen.channel}`,
    place: `slack:${chosen.channel}`,
    local: isLoopback(chosen.base_url),
    timeoutMilliseconds: chosen.timeout,
    // Slack does not say how late the history may show a message: a look finds it, or proves nothing.
    settlesWithinMilliseconds: null,
    remoteIdOf: (address) => timestampAt(chosen, address),
    publish: (publication, wire) => publish(chosen, publication, wire),
    confirm: (publication, signal) => confirm(chosen, publication, signal),
    remove: (ts, wire) => remove(chosen, ts, wire),
    owner: (wire) => owner(chosen, wire),
  };
}

const tellingOf = (
  { token }: Settings,
  { startedAt }: Pick<Publication, 'startedAt'>,
): Telling => ({
  network: 'Slack',
  now: startedAt,
  secrets: [token],
  wordsOf: (body) => readJson(failure, body)?.error ?? null,
});

const authorization = ({ token }: Settings) => ({ authorization: `Bearer ${token}` });

const failure = z.object({ ok: z.literal(false), error: z.string() });

function publish(chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> {
  const telling = tellingOf(chosen, publication);
  return publishOnce(
    {
      method: 'POST',
      url: `${chosen.base_url}/chat.postMessage`,
      headers: { 'content-type': 'application/json; charset=utf-8', ...authorization(chosen) },
      ...guarding(chosen),
      body: JSON.stringify({
        channel: chosen.channel,
        text: slackText(publication.parts[publication.part] ?? ''),
        mrkdwn: false,
        metadata: { event_type: eventType, event_payload: { publication: markOf(publication) } },
      }),
    },
    wire,
    {
      telling,
      ownMeaning(answer) {
        const said = answer.status === 200 ? readJson(failure, answer.body) : null;
        return said && meaningOf(said.error, answer, telling);
      },
      made: (answer) => made(chosen, answer),
    },
  );
}

/** Of the mark that is looked for: Slack writes links and emoji in its own way, so texts tell nothing. */
const eventType = 'broadsheet_publication';

/** Seconds and six digits that make it unique in its channel. */
const timestamp = z.string().regex(/^\d{10}\.\d{6}$/);

const sent = z.object({ ok: z.literal(true), ts: timestamp });

function made(chosen: Settings, { body }: HttpAnswer): Made | null {
  const message = readJson(sent, body);
  return message && postOf(chosen, message.ts);
}

/** https://docs.slack.dev/reference/methods/chat.getPermalink */
const postOf = ({ workspace, channel }: Settings, ts: string): Made => ({
  remoteId: ts,
  remoteUrl: workspace
    ? `https://${workspace}.slack.com/archives/${channel}/p${ts.replace('.', '')}`
    : null,
});

/** From what *Copy link* gives, which is the same as above. */
function timestampAt({ channel }: Settings, address: string): string | null {
  const shape = /^https:\/\/[\w-]+\.slack\.com\/archives\/(\w+)\/p(\d{10})(\d{6})(?:\?|$)/;
  const [, where, seconds, rest] = shape.exec(address) ?? [];
  return where === channel ? `${seconds}.${rest}` : null;
}

const history = z.object({
  ok: z.literal(true),
  messages: z.array(
    z.object({
      ts: timestamp,
      metadata: z
        .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
        .optional(),
    }),
  ),
  has_more: z.boolean().default(false),
  response_metadata: z.object({ next_cursor: z.string().default('') }).optional(),
});

/** https://docs.slack.dev/reference/methods/conversations.history */
function confirm(
  chosen: Settings,
  publication: Publication,
  signal: AbortSignal,
): Promise<Sighting> {
  const since = sinceOf(publication.startedAt);
  const mark = markOf(publication);
  const page = (cursor: string): HttpRequest => {
    const query = new URLSearchParams({
      channel: chosen.channel,
      oldest: `${Date.parse(since) / 1000}`,
      limit: '100',
      include_all_metadata: 'true',
      ...(cursor !== '' && { cursor }),
    });
    const url = `${chosen.base_url}/conversations.history?${query}`;
    return { method: 'GET', url, headers: authorization(chosen), ...guarding(chosen) };
  };
  const read = ({ body }: HttpAnswer): ListedPage | null => {
    const found = readJson(history, body);
    if (!found) return null;
    const posts = found.messages.map(({ ts, metadata }) => ({
      ...postOf(chosen, ts),
      at: new Date(Number(ts) * 1000).toISOString(),
      isIt: metadata?.event_type === eventType && metadata.event_payload.publication === mark,
    }));
    const cursor = found.response_metadata?.next_cursor ?? '';
    return { posts, older: !found.has_more ? 'none' : cursor === '' ? 'withheld' : page(cursor) };
  };
  return lookBack(page(''), { telling: tellingOf(chosen, publication), since, read }, signal);
}

/** An app removes what it posted itself: https://docs.slack.dev/reference/methods/chat.delete */
const remove = (chosen: Settings, ts: string, { signal, now }: Removing): Promise<Removal> =>
  removeOnce(
    {
      method: 'POST',
      url: `${chosen.base_url}/chat.delete`,
      headers: { 'content-type': 'application/json; charset=utf-8', ...authorization(chosen) },
      ...guarding(chosen),
      body: JSON.stringify({ channel: chosen.channel, ts }),
    },
    signal,
    {
      telling: tellingOf(chosen, { startedAt: now() }),
      ownMeaning({ status, body }) {
        if (status !== 200) return null;
        if (readJson(sent, body)) return 'removed';
        const said = readJson(failure, body);
        return said ? removalOf(said.error) : 'unknown';
      },
    },
  );

const tested = z.object({
  ok: z.literal(true),
  url: z.url(),
  team: z.string(),
  user: z.string(),
});

/** https://docs.slack.dev/reference/methods/auth.test */
function owner(chosen: Settings, wire: Asking): Promise<Owner> {
  const telling = tellingOf(chosen, { startedAt: wire.now() });
  const request: HttpRequest = {
    method: 'POST',
    url: `${chosen.base_url}/auth.test`,
    headers: authorization(chosen),
    ...guarding(chosen),
  };
  return askOwner(request, wire, {
    telling,
    ownMeaning(answer) {
      const said = answer.status === 200 ? readJson(failure, answer.body) : null;
      return said && meaningOf(said.error, answer, telling);
    },
    read({ body }) {
      const found = readJson(tested, body);
      if (!found) return null;
      const { host } = new URL(found.url);
      const { workspace } = chosen;
      // A token of a whole organisation names none of its workspaces.
      const own = /^([a-z0-9-]+)\.slack\.com$/.exec(host)?.[1];
      const differs = workspace !== undefined && own !== undefined && own !== workspace;
      return {
        name: `${found.user} in ${found.team} (${host})`,
        configured: differs ? `\`workspace\` ${workspace}` : null,
      };
    },
    remedy: 'Look at the token of the app.',
  });
}
