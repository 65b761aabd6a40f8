import { z } from 'zod';
import type { Account, Publication, Wire } from '../../src/application/ports/account.ts';
import { defineConnector } from '../../src/connectors/connector.ts';
import {
  classify,
  incomplete,
  type Telling,
  unanswered,
  unseen,
  withoutId,
} from '../../src/connectors/http/classify.ts';
import { readJson } from '../../src/connectors/http/json.ts';
import type { HttpAnswer } from '../../src/connectors/http/message.ts';
import { lookUp, send } from '../../src/connectors/http/send.ts';
import { duration, networkOf } from '../../src/connectors/settings.ts';
import { isLoopback } from '../../src/domain/loopback.ts';
import type { Outcome, Sighting } from '../../src/domain/outcome.ts';
import { addMilliseconds } from '../../src/domain/time.ts';

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
  bind(key, chosen) {
    const self: Account = {
      key,
      connector: 'simulated',
      network: networkOf(key) ?? 'telegram',
      account: `simulated:${chosen.account}`,
      place: `simulated:${chosen.account}`,
      linkPlacement: 'inline',
      local: isLoopback(chosen.url),
      timeoutMilliseconds: chosen.timeout,
      idempotency: chosen.class === 'key' ? 'key' : 'none',
      settlesWithinMilliseconds: chosen.class === 'lookup' ? chosen.settles_within : null,
      publish: (publication, wire) => publish(chosen, publication, wire),
      ...(chosen.class === 'lookup' && {
        confirm: (publication: Publication, signal: AbortSignal) =>
          confirm(chosen, publication, signal),
      }),
    };
    return self;
  },
});

const postsOf = ({ url, account }: Settings): string =>
  `${url.replace(/\/$/, '')}/accounts/${encodeURIComponent(account)}/posts`;

const authorization = ({ token }: Settings) =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

const tellingOf = ({ token }: Settings, { startedAt }: Publication): Telling => ({
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

async function publish(chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> {
  const exchange = await send(
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
  );
  if (exchange.kind !== 'answered') return unanswered(exchange);
  const telling = tellingOf(chosen, publication);
  return ownMeaning(exchange) ?? classify(exchange, telling) ?? made(exchange, telling);
}

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

function made(answer: HttpAnswer, telling: Telling): Outcome {
  const found = readJson(post, answer.body);
  if (!found) return withoutId(answer, telling);
  return { kind: 'accepted', remoteId: found.id, remoteUrl: found.url };
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

/** The network's clock may be behind ours by so much. */
const clockTolerance = 2 * 60_000;

/** Back past the attempt's start, page by page; a list that ends before proves nothing. */
async function confirm(
  chosen: Settings,
  publication: Publication,
  signal: AbortSignal,
): Promise<Sighting> {
  const telling = tellingOf(chosen, publication);
  const wanted = draftOf(publication);
  const since = addMilliseconds(publication.startedAt, -clockTolerance);
  for (let before: string | null = ''; before !== null; ) {
    const query = new URLSearchParams({ since, ...(before !== '' && { before }) });
    const url = `${postsOf(chosen)}?${query}`;
    const found = await lookUp({ method: 'GET', url, headers: authorization(chosen) }, signal);
    const read = found.kind === 'answered' && found.status === 200 && readJson(page, found.body);
    if (!read) return unseen(found, telling);
    const match = read.posts.find((one) => one.at >= since && isSame(one, wanted));
    if (match) return { kind: 'found', remoteId: match.id, remoteUrl: match.url };
    if (!read.more) return { kind: 'absent' };
    before = read.next;
  }
  return incomplete(telling);
}

type Seen = z.infer<typeof page>['posts'][number];

/**
 * Not by the link alone: one link goes to many places. What it replies to is left out, because an
 * attempt that is looked for may have lost it.
 */
const isSame = (one: Seen, wanted: ReturnType<typeof draftOf>): boolean =>
  one.text === wanted.text && one.title === wanted.title && one.link === wanted.link;
