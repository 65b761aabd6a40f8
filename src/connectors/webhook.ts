import { z } from 'zod';
import type { PublicationDocument } from '../application/documents/program.ts';
import type { Publication, Wire } from '../application/ports/account.ts';
import { networks } from '../domain/account.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome } from '../domain/outcome.ts';
import { keyOf, signed, webhookSecret } from '../domain/standard-webhooks.ts';
import { publicOnly } from '../http/guard.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer } from '../http/message.ts';
import { defineConnector } from './connector.ts';
import { accountRefused, doubled, type Telling } from './http/classify.ts';
import { type Made, publishOnce } from './http/publish.ts';
import { duration, networkOf, webAddress } from './settings.ts';

const settings = z.strictObject({
  webhook: webAddress,
  secret: z.string().regex(webhookSecret, 'must be whsec_ and 24 to 64 bytes in base64'),
  receipt: z.enum(['id', 'status']).default('id'),
  remembers: duration.optional(),
  network: z.enum(networks).optional(),
  account: z.string().trim().min(1).optional(),
  link: z.enum(['inline', 'first-reply', 'none']).default('inline'),
  allow_local: z.boolean().default(false),
  timeout: duration.default(30_000),
});

type Settings = z.infer<typeof settings>;

/**
 * Any other tool that takes a request: JSON, signed by Standard Webhooks 1.0.0
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). It can't
 * be asked what became of a request; a repeat tells that only where the receiver promises to know the
 * ids of its requests.
 */
export const webhook = defineConnector({
  id: 'webhook',
  name: 'Webhook',
  settings,
  bind(chosen, { key }) {
    const account = `webhook:${chosen.account ?? key}`;
    return {
      network: chosen.network ?? networkOf(key) ?? 'other',
      account,
      linkPlacement: chosen.link,
      local: isLoopback(chosen.webhook),
      timeoutMilliseconds: chosen.timeout,
      idempotency: chosen.remembers === undefined ? 'none' : 'key',
      ...(chosen.remembers !== undefined && { keyLastsMilliseconds: chosen.remembers }),
      publish: (publication, wire) => publish(chosen, publication, wire),
    };
  },
});

function publish(chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> {
  const telling: Telling = {
    network: 'The webhook',
    now: publication.startedAt,
    secrets: [chosen.webhook, chosen.secret, keyOf(chosen.secret)],
  };
  const body = JSON.stringify(documentOf(publication));
  return publishOnce(
    {
      method: 'POST',
      url: chosen.webhook,
      headers: {
        'content-type': 'application/json',
        // The id is that of what is published: the same for a repeat and for a later attempt.
        ...signed(chosen.secret, publication.idempotencyKey, wire.now(), body),
      },
      body,
      ...(!chosen.allow_local && { guard: publicOnly }),
    },
    wire,
    {
      telling,
      ownMeaning: (answer) => meaningOf(answer, telling),
      made: (answer) => made(chosen, publication, answer),
    },
  );
}

const documentOf = (publication: Publication): PublicationDocument => ({
  schema: 'broadsheet/publication@1',
  delivery_id: publication.deliveryId,
  week_id: publication.weekId,
  post_id: publication.postId,
  /** Counts from 1. */
  part: publication.part + 1,
  parts: publication.parts.length,
  text: publication.parts[publication.part] ?? '',
  title: publication.title,
  link: publication.link,
  locale: publication.locale,
  reply_to: publication.replyTo,
  attempt: publication.attemptNumber,
});

/** Nobody takes posts there (404, 410), or not from us (403): all of the account's posts wait. */
const ofAccount: ReadonlySet<number> = new Set([403, 404, 410]);

const mendReceiver =
  'Look at the receiver, and at `webhook` and `secret` of the account; then resume the account.';

/** 409: it has taken one of this id. */
function meaningOf(answer: HttpAnswer, telling: Telling): Outcome | null {
  if (ofAccount.has(answer.status)) return accountRefused(answer, telling, mendReceiver);
  return answer.status === 409 ? doubled(answer, telling, idIn(answer)) : null;
}

const receipt = z.object({
  id: z.union([z.string().regex(/^\P{Cc}{1,256}$/u), z.int().transform((id) => `${id}`)]),
  url: z.string().nullish(),
});

function idIn({ body }: HttpAnswer): Made | null {
  const found = readJson(receipt, body);
  if (!found) return null;
  const { id, url } = found;
  const seen = url && /^https?:$/.test(URL.parse(url)?.protocol ?? '') ? url : null;
  return { remoteId: id, remoteUrl: seen };
}

/** By `status` the receiver's word is enough: what it has taken is known by our own id then. */
function made(chosen: Settings, publication: Publication, answer: HttpAnswer): Made | null {
  const named = idIn(answer);
  if (named || chosen.receipt === 'id') return named;
  return { remoteId: publication.idempotencyKey, remoteUrl: null };
}
