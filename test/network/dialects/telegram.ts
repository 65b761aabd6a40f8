import { z } from 'zod';
import { type Dialect, jsonOf, type Refusal } from '../dialect.ts';
import type { LedgerEntry } from '../ledger.ts';

/** The token is in the path, and so is the method. */
const route = /^\/bot([^/]+)\/(sendMessage|deleteMessage)$/;

const message = z.object({
  chat_id: z.union([z.string(), z.int().transform((id) => `${id}`)]),
  text: z.string().min(1).max(4096),
  reply_parameters: z.object({ message_id: z.int() }).optional(),
});

const deletion = z.object({ chat_id: message.shape.chat_id, message_id: z.int() });

const failures: Readonly<Record<Refusal, readonly [code: number, begins: string]>> = {
  unauthorised: [401, 'Unauthorized'],
  forbidden: [403, 'Forbidden'],
  'bad-request': [400, 'Bad Request'],
  'not-found': [404, 'Not Found'],
  'key-conflict': [409, 'Conflict'],
  'error-500': [500, 'Internal Server Error'],
  'error-503': [503, 'Service Unavailable'],
};

/**
 * Telegram's Bot API, `sendMessage` and `deleteMessage` (https://core.telegram.org/bots/api). It takes
 * doubles, knows no keys and lists nothing. A wait is in the body and in a header, as in
 * `Query::set_retry_after_error` and `HttpConnection::send_response` of the vendor's own server
 * (https://github.com/tdlib/telegram-bot-api).
 */
export const telegram: Dialect = {
  read({ method, path, body }, posts) {
    const called = route.exec(path)?.[2];
    if (method !== 'POST' || called === undefined) return null;
    if (called === 'deleteMessage') {
      const { chat_id, message_id } = deletion.safeParse(jsonOf(body)).data ?? {};
      const post = posts.find((one) => one.account === chat_id && one.seq === message_id);
      return { on: 'remove', post: post ?? null };
    }
    const parsed = message.safeParse(jsonOf(body)).data;
    const draft = parsed && {
      text: parsed.text,
      title: null,
      link: null,
      reply_to: parsed.reply_parameters ? `${parsed.reply_parameters.message_id}` : null,
    };
    return { on: 'create', account: parsed?.chat_id ?? '', key: null, draft: draft ?? null };
  },
  token: ({ path }) => route.exec(path)?.[1] ?? null,
  made: (entry) => ({ status: 200, body: { ok: true, result: messageOf(entry) } }),
  removed: (post) =>
    post
      ? { status: 200, body: { ok: true, result: true } }
      : failure(400, 'Bad Request: message to delete not found'),
  refused: (why, said) => failure(failures[why][0], `${failures[why][1]}: ${said}`),
  wait: (seconds) => ({
    ...failure(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds }),
    headers: { 'retry-after': `${seconds}` },
  }),
};

const failure = (error_code: number, description: string, parameters?: object) => ({
  status: error_code,
  body: { ok: false, error_code, description, ...(parameters && { parameters }) },
});

const messageOf = ({ seq, at, account, text }: LedgerEntry) => ({
  message_id: seq,
  date: Math.floor(Date.parse(at) / 1000),
  chat: account.startsWith('@')
    ? { id: -1_001_000_000_001, type: 'channel', title: account, username: account.slice(1) }
    : { id: Number(account), type: 'supergroup', title: account },
  text,
});
