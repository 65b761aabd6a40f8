import { z } from 'zod';
import type { Asking, Publication, Removing, Wire } from '../application/ports/account.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome, Owner, Removal } from '../domain/outcome.ts';
import { guarding } from '../http/guard.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer } from '../http/message.ts';
import { defineConnector } from './connector.ts';
import { accountRefused, type Telling } from './http/classify.ts';
import { askOwner } from './http/owner.ts';
import { type Made, publishOnce } from './http/publish.ts';
import { removeOnce } from './http/remove.ts';
import { duration } from './settings.ts';

const shape = /\/webhooks\/(\d+)\/([\w-]+)$/;

const settings = z.strictObject({
  webhook: z
    .url({ protocol: /^https?$/, error: 'must begin with https:// or http://' })
    .regex(shape, 'must be the address of a webhook: https://discord.com/api/webhooks/ID/TOKEN'),
  /** As text: YAML loses digits of a number of this length. */
  thread: z.string().regex(/^\d+$/, 'must be the id of a thread, in quotes').optional(),
  allow_local: z.boolean().default(false),
  timeout: duration.default(30_000),
});

type Settings = z.infer<typeof settings>;

/** Also of its clients for testing, and as it was called before. */
const vendors = /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\//;

const guarded = ({ webhook, allow_local }: Settings) =>
  vendors.test(webhook) ? {} : guarding({ base_url: webhook, allow_local });

/**
 * A channel of Discord, by a webhook (https://docs.discord.com/developers/resources/webhook#execute-webhook).
 * Its address is its secret, and lets nobody list what was sent by it: what became of a lost answer,
 * only a person can say.
 */
export const discord = defineConnector({
  id: 'discord',
  name: 'Discord',
  settings,
  bind(chosen) {
    const account = `discord:${partsOf(chosen).id}`;
    return {
      network: 'discord',
      account,
      place: chosen.thread === undefined ? account : `${account} thread ${chosen.thread}`,
      local: isLoopback(chosen.webhook),
      timeoutMilliseconds: chosen.timeout,
      remoteIdOf: (address) => messageAt.exec(address)?.[1] ?? null,
      publish: (publication, wire) => publish(chosen, publication, wire),
      remove: (id, wire) => remove(chosen, id, wire),
      owner: (wire) => owner(chosen, wire),
    };
  },
});

/** The id tells webhooks apart and is no secret; the token is. */
function partsOf({ webhook }: Settings) {
  const [, id = '', token = ''] = shape.exec(webhook) ?? [];
  return { id, token };
}

const tellingOf = (chosen: Settings, { startedAt }: Pick<Publication, 'startedAt'>): Telling => ({
  network: 'Discord',
  now: startedAt,
  secrets: [partsOf(chosen).token],
  wordsOf: (body) => readJson(failure, body)?.message ?? null,
});

function publish(chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> {
  const telling = tellingOf(chosen, publication);
  return publishOnce(
    {
      method: 'POST',
      url: addressOf(chosen),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        content: publication.parts[publication.part] ?? '',
        // Nothing that a copy says may ring: neither @everyone nor a role nor a person.
        allowed_mentions: { parse: [] },
      }),
      ...guarded(chosen),
    },
    wire,
    {
      telling,
      ownMeaning: (answer) =>
        isOfWebhook(answer) ? accountRefused(answer, telling, makeWebhook) : null,
      made,
    },
  );
}

/** Only with `wait` does Discord answer with the message that it made; else with an empty 204. */
function addressOf({ webhook, thread }: Settings): string {
  const query = new URLSearchParams({ wait: 'true', ...(thread && { thread_id: thread }) });
  return `${webhook}?${query}`;
}

const failure = z.object({ message: z.string(), code: z.int().optional() });

/**
 * The webhook, its channel or its thread is gone (404: 10015, 10003), or may not write there (403).
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes
 */
const isOfWebhook = ({ status }: HttpAnswer): boolean => status === 403 || status === 404;

const makeWebhook =
  'Make a webhook in the settings of the channel and set `webhook` to its address; then resume the account.';

/** `https://discord.com/channels/SERVER/CHANNEL/MESSAGE`, as *Copy Message Link* gives it. */
const messageAt = /^https:\/\/(?:\w+\.)?discord\.com\/channels\/\d+\/\d+\/(\d+)$/;

const message = z.object({ id: z.string().regex(/^\d+$/) });

/** Without the server's id, which is not in the answer, there is no address. */
function made({ body }: HttpAnswer): Made | null {
  const found = readJson(message, body);
  return found && { remoteId: found.id, remoteUrl: null };
}

/** A 404 with any other code is about the webhook, its channel or its thread. */
const unknownMessage = 10_008;

/** https://docs.discord.com/developers/resources/webhook#delete-webhook-message */
const remove = (chosen: Settings, id: string, { signal, now }: Removing): Promise<Removal> => {
  const { webhook, thread } = chosen;
  const query = thread === undefined ? '' : `?${new URLSearchParams({ thread_id: thread })}`;
  return removeOnce(
    { method: 'DELETE', url: `${webhook}/messages/${id}${query}`, ...guarded(chosen) },
    signal,
    {
      telling: tellingOf(chosen, { startedAt: now() }),
      ownMeaning: ({ status, body }) => {
        if (status !== 404) return null;
        return readJson(failure, body)?.code === unknownMessage ? 'gone' : 'refused';
      },
    },
  );
};

const described = z.object({
  name: z.string().nullable(),
  channel_id: z.string().nullish(),
  guild_id: z.string().nullish(),
});

/**
 * The name under which its messages stand, and where: as ids, because a webhook may not ask for the names of
 * its channel and its server (https://docs.discord.com/developers/resources/webhook#get-webhook-with-token).
 */
function owner(chosen: Settings, wire: Asking): Promise<Owner> {
  const telling = tellingOf(chosen, { startedAt: wire.now() });
  return askOwner({ method: 'GET', url: chosen.webhook, ...guarded(chosen) }, wire, {
    telling,
    ownMeaning: (answer) =>
      isOfWebhook(answer) ? accountRefused(answer, telling, makeWebhook) : null,
    read({ body }) {
      const found = readJson(described, body);
      if (!found) return null;
      const { name, channel_id, guild_id } = found;
      const where = [channel_id && `channel ${channel_id}`, guild_id && `server ${guild_id}`];
      return {
        name: [name ?? 'a webhook', ...where].filter(Boolean).join(', '),
        configured: null,
      };
    },
    remedy: 'Look at the webhook in the settings of the channel.',
  });
}
