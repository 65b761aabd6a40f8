import { z } from 'zod';
import type { Asking, Publication, Removing, Wire } from '../application/ports/account.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome, Owner, Removal } from '../domain/outcome.ts';
import { guardingAllBut } from '../http/guard.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer, HttpRequest } from '../http/message.ts';
import { defineConnector } from './connector.ts';
import { accountRefused, type Telling } from './http/classify.ts';
import { askOwner } from './http/owner.ts';
import { type Made, publishOnce } from './http/publish.ts';
import { removeOnce } from './http/remove.ts';
import { duration, serverSettings } from './settings.ts';

const vendors = 'https://api.telegram.org';

const settings = z.strictObject({
  /** YAML reads `-1001234567890` as a number. */
  chat: z.preprocess(
    (given) => (typeof given === 'number' ? `${given}` : given),
    z.string().regex(/^(@\w+|-?\d+)$/, 'must be a chat, such as @acme or -1001234567890'),
  ),
  /** Also keeps what would turn the address of the request elsewhere out of it. */
  token: z.string().regex(/^\d+:[\w-]+$/, 'must be the token of a bot, such as 123456:ABC-DEF'),
  topic: z.int().min(1).optional(),
  link_preview: z.boolean().default(true),
  /** Also a Bot API server of one's own (https://core.telegram.org/bots/api#using-a-local-bot-api-server). */
  ...serverSettings(vendors),
  timeout: duration.default(30_000),
});

type Settings = z.infer<typeof settings>;

const guarding = guardingAllBut(vendors);

/**
 * A channel or group of Telegram, by a bot: `sendMessage` of the Bot API
 * (https://core.telegram.org/bots/api#sendmessage). Bots have no method that lists what they sent,
 * and requests have no key: what became of a lost answer, only a person can say.
 */
export const telegram = defineConnector({
  id: 'telegram',
  name: 'Telegram',
  settings,
  bind(chosen) {
    // Rate limits, removals and ids of messages are each of one chat, whichever bot writes there.
    const account = `telegram:${chosen.chat.toLowerCase()}`;
    return {
      network: 'telegram',
      account,
      place: chosen.topic === undefined ? account : `${account} topic ${chosen.topic}`,
      local: isLoopback(chosen.base_url),
      timeoutMilliseconds: chosen.timeout,
      threadsByReply: true,
      remoteIdOf: (address) => messageAt.exec(address)?.[1] ?? null,
      publish: (publication, wire) => publish(chosen, publication, wire),
      remove: (id, wire) => remove(chosen, id, wire),
      owner: (wire) => owner(chosen, wire),
    };
  },
});

const tellingOf = (
  { token }: Settings,
  { startedAt }: Pick<Publication, 'startedAt'>,
): Telling => ({
  network: 'Telegram',
  now: startedAt,
  secrets: [token],
  wordsOf: (body) => readJson(failure, body)?.description ?? null,
});

const calling = (chosen: Settings, method: string, fields: object): HttpRequest => ({
  method: 'POST',
  url: `${chosen.base_url}/bot${chosen.token}/${method}`,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(fields),
  ...guarding(chosen),
});

function publish(chosen: Settings, publication: Publication, wire: Wire): Promise<Outcome> {
  const telling = tellingOf(chosen, publication);
  return publishOnce(calling(chosen, 'sendMessage', messageOf(chosen, publication)), wire, {
    telling,
    ownMeaning: (answer) => ownMeaning(answer, telling),
    made,
  });
}

/** Without `parse_mode` no sign has a meaning of its own, so that nothing is escaped. */
const messageOf = ({ chat, topic, link_preview }: Settings, publication: Publication) => ({
  chat_id: chat,
  text: publication.parts[publication.part] ?? '',
  ...(topic !== undefined && { message_thread_id: topic }),
  ...(!link_preview && { link_preview_options: { is_disabled: true } }),
  ...(publication.replyTo !== null && {
    reply_parameters: { message_id: Number(publication.replyTo) },
  }),
});

/** https://core.telegram.org/bots/api#making-requests and #responseparameters */
const failure = z.object({
  description: z.string(),
  parameters: z.object({ migrate_to_chat_id: z.int().optional() }).optional(),
});

/**
 * A 403 is always about the bot and the chat: kicked, not a member, the chat is gone. Telegram's own
 * server makes a 400 of every other refusal (`fail_query_with_error` and `check_chat_access` in
 * https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/Client.cpp). Before it knows
 * the bot, it says 421 of a token that it does not serve (`ClientManager::send` beside it), and 404 of an
 * address that it does not know.
 */
function ownMeaning(answer: HttpAnswer, telling: Telling): Outcome | null {
  const { status } = answer;
  if (status === 403) return accountRefused(answer, telling, inviteBot);
  if (status === 404 || status === 421) return accountRefused(answer, telling, mendAddress);
  const moved = readJson(failure, answer.body)?.parameters?.migrate_to_chat_id;
  if (status !== 400 || moved === undefined) return null;
  return {
    kind: 'rejected',
    error: {
      code: 'chat-moved',
      message: 'The group became a supergroup, which has another id',
      remedy: `Set \`chat\` of the account to ${moved}. Then approve the posts that wait: the place is a new one.`,
    },
  };
}

const inviteBot =
  'Make the bot a member of the chat again, in a channel an administrator who may post; then resume the account.';

const mendAddress =
  'Nobody takes posts there by this token: look at `token` and `base_url` of the account, then resume it.';

/** An id of 0 is a message that is still to be sent, says the description of `message_id`. */
const sent = z.object({
  ok: z.literal(true),
  result: z.object({
    message_id: z.int().min(1),
    chat: z.object({ type: z.string(), username: z.string().optional() }),
  }),
});

function made({ body }: HttpAnswer): Made | null {
  const message = readJson(sent, body)?.result;
  return message ? { remoteId: `${message.message_id}`, remoteUrl: urlOf(message) } : null;
}

/** Also in a private chat (`c`), and in a topic or thread (https://core.telegram.org/api/links#message-links). */
const messageAt = /^https:\/\/t\.me\/(?:c\/\d+|\w+)\/(?:\d+\/)?(\d+)(?:[?#]|$)/;

/** Of what anybody can open (https://core.telegram.org/api/links#message-links); else null. */
function urlOf({ message_id, chat }: z.infer<typeof sent>['result']): string | null {
  const isPublic = chat.username !== undefined && /^(channel|supergroup)$/.test(chat.type);
  return isPublic ? `https://t.me/${chat.username}/${message_id}` : null;
}

const removed = z.object({ ok: z.literal(true), result: z.literal(true) });

/**
 * `deleteMessage`, within 48 hours (https://core.telegram.org/bots/api#deletemessage). The words for a
 * message that is not there are of Telegram's own server (`do_delete_message` in
 * https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/Client.cpp).
 */
const remove = (chosen: Settings, id: string, { signal, now }: Removing): Promise<Removal> =>
  removeOnce(
    calling(chosen, 'deleteMessage', { chat_id: chosen.chat, message_id: Number(id) }),
    signal,
    {
      telling: tellingOf(chosen, { startedAt: now() }),
      ownMeaning({ status, body }) {
        if (status === 200) return readJson(removed, body) ? 'removed' : 'unknown';
        if (status === 404) return 'refused';
        const said = readJson(failure, body)?.description ?? '';
        return status === 400 && /message to delete not found/i.test(said) ? 'gone' : null;
      },
    },
  );

const bot = z.object({ ok: z.literal(true), result: z.object({ username: z.string().min(1) }) });

const chat = z.object({
  ok: z.literal(true),
  result: z.object({ title: z.string().optional(), username: z.string().optional() }),
});

/**
 * The bot, and where it writes (https://core.telegram.org/bots/api#getme and #getchat). The configuration
 * names the chat itself, so that nothing can contradict it.
 */
async function owner(chosen: Settings, wire: Asking): Promise<Owner> {
  const telling = tellingOf(chosen, { startedAt: wire.now() });
  const remedy = 'See that `chat` is right, and make the bot a member of it.';
  const asked = await askOwner(calling(chosen, 'getMe', {}), wire, {
    telling,
    read({ body }) {
      const username = readJson(bot, body)?.result.username;
      return username === undefined ? null : { name: `@${username}`, configured: null };
    },
    remedy,
  });
  if (asked.kind !== 'own') return asked;
  return askOwner(calling(chosen, 'getChat', { chat_id: chosen.chat }), wire, {
    telling,
    ownMeaning: (answer) => ownMeaning(answer, telling),
    read({ body }) {
      const found = readJson(chat, body)?.result;
      if (!found) return null;
      const where = found.title ?? found.username ?? chosen.chat;
      return { name: `${asked.name} in ${where} (${chosen.chat})`, configured: null };
    },
    remedy,
  });
}
