import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication as posted } from '../../test/contract/subject.ts';
import { answering } from '../../test/support/answering.ts';
import { watchedWire } from '../../test/support/wire.ts';
import type { Publication } from '../application/ports/account.ts';
import { telegram } from './telegram.ts';

const token = '123456:ABC-def_9';

const bind = (more: object = {}) =>
  telegram.bind('community/telegram', telegram.settings.parse({ chat: '@Acme', token, ...more }), {
    dataDirectory: '/nonexistent',
  });

/** What Telegram answers to the one request, and what arrived of it. */
async function answered(status: number, body: object, more: object = {}, what = posted) {
  await using server = await answering(status, body);
  const account = bind({ base_url: `${server.url}/`, ...more });
  const outcome = await account.publish(what, watchedWire());
  return { outcome, request: server.request() };
}

const refusal = (error_code: number, description: string, parameters?: object) =>
  answered(error_code, { ok: false, error_code, description, parameters });

const made = (chat: object, message_id = 7) => ({
  ok: true,
  result: { message_id, date: 1, chat, text: 'a' },
});

/** What Telegram says, what it is, and what people read of it. */
const refusals: readonly (readonly [code: number, said: string, kind: string, told: RegExp])[] = [
  [401, 'Unauthorized', 'unauthorised', /refused the token: 401 \\"Unauthorized\\"/],
  [
    403,
    'Forbidden: bot was kicked from the channel chat',
    'unauthorised',
    /does not let .* \\"Forbidden: bot was kicked.*Make the bot a member/,
  ],
  [403, 'Forbidden: the group chat was deleted', 'unauthorised', /group chat was deleted/],
  [400, 'Bad Request: chat not found', 'rejected', /refused the post: 400 .*chat not found/],
  [400, 'Bad Request: message is too long', 'rejected', /message is too long/],
  [404, 'Not Found', 'unauthorised', /404 .*Not Found.*`token` and `base_url`/],
  [
    421,
    'Misdirected Request: unallowed token specified',
    'unauthorised',
    /unallowed token.*`token` and `base_url`/,
  ],
  [500, 'Internal Server Error: restart', 'unknown', /restart/],
  [502, 'Bad Gateway', 'unknown', /Bad Gateway/],
];

describe('a post to Telegram', () => {
  for (const [code, said, kind, told] of refusals)
    it(`is ${kind} at ${code} ${said}`, async () => {
      const { outcome } = await refusal(code, said);
      assert.equal(outcome.kind, kind);
      assert.match(JSON.stringify(outcome), told);
    });

  it('waits as long as the body says', async () => {
    const { outcome } = await refusal(429, 'Too Many Requests', { retry_after: 35 });
    assert.equal(outcome.kind === 'deferred' && outcome.afterSeconds, 35);
  });

  it('names the id of a group that became a supergroup', async () => {
    const said = 'Bad Request: group chat was upgraded to a supergroup chat';
    const { outcome } = await refusal(400, said, { migrate_to_chat_id: -1001234567890 });
    assert.equal(outcome.kind, 'rejected');
    assert.match(JSON.stringify(outcome), /Set `chat` of the account to -1001234567890/);
  });

  it('is unknown where a success names no message', async () => {
    for (const body of [{ ok: true }, { ok: false }, made({ id: 1, type: 'channel' }, 0)])
      assert.equal((await answered(200, body)).outcome.kind, 'unknown');
  });

  it('has an address where anybody can open it', async () => {
    const urls: (string | null)[] = [];
    for (const chat of [
      { id: -1001, type: 'channel', username: 'acme' },
      { id: -1001, type: 'supergroup', username: 'acme_group' },
      { id: -1001, type: 'supergroup' },
      { id: 12, type: 'private', username: 'somebody' },
    ]) {
      const { outcome } = await answered(200, made(chat));
      assert.equal(outcome.kind === 'accepted' && outcome.remoteId, '7');
      if (outcome.kind === 'accepted') urls.push(outcome.remoteUrl);
    }
    assert.deepEqual(urls, ['https://t.me/acme/7', 'https://t.me/acme_group/7', null, null]);
  });

  it('leaves as plain text, whole, with the token in the path alone', async () => {
    const text = '<b>*שלום*</b> _a_ & [b](https://acme.example/?a=1&b=2)';
    const { request } = await answered(200, {}, {}, { ...posted, parts: [text] });
    assert.equal(request.target, `/bot${token}/sendMessage`);
    assert.equal(request.head.split(token).length, 2);
    assert.deepEqual(JSON.parse(request.body), { chat_id: '@Acme', text });
  });

  it('goes to a topic, without a preview, as a reply to the part before', async () => {
    const part: Publication = { ...posted, parts: ['a', 'b'], part: 1, replyTo: '41' };
    const more = { chat: -1001234567890, topic: 7, link_preview: false };
    const { request } = await answered(200, {}, more, part);
    assert.deepEqual(JSON.parse(request.body), {
      chat_id: '-1001234567890',
      text: 'b',
      message_thread_id: 7,
      link_preview_options: { is_disabled: true },
      reply_parameters: { message_id: 41 },
    });
  });
});

describe('an account of Telegram', () => {
  it('reads the id of a message from its address', () => {
    const ids = [
      'https://t.me/acme/7',
      'https://t.me/c/1234567890/5/7?single',
      'https://t.me/acme',
      'https://t.me/+AbCd',
    ].map((address) => bind().remoteIdOf?.(address));
    assert.deepEqual(ids, ['7', '7', null, null]);
  });

  it('is its chat, whatever the case of its name and whichever bot writes there', () => {
    const one = bind({ chat: '@Acme' });
    const other = bind({ chat: '@acme', token: '99:other' });
    assert.equal(one.account, 'telegram:@acme');
    assert.equal(one.place, other.place);
  });

  it('has a place for each topic', () => {
    assert.equal(bind({ topic: 7 }).account, bind().account);
    assert.notEqual(bind({ topic: 7 }).place, bind().place);
  });

  it('is local only on loopback', () => {
    assert.equal(bind().local, false);
    assert.equal(bind({ base_url: 'http://127.0.0.1:1' }).local, true);
  });

  it('refuses settings that would not work, without repeating the token', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ chat: 'acme' }, /@acme or -1001234567890/],
      [{ token: '123/../4567' }, /the token of a bot/],
      [{ base_url: 'ftp://a' }, /must begin with https/],
      [{ topic: 0 }, /topic/],
    ];
    for (const [more, told] of wrong) {
      const checked = telegram.settings.safeParse({ chat: '@acme', token, ...more });
      const said = JSON.stringify(checked.error?.issues ?? []);
      assert.match(said, told);
      assert.doesNotMatch(said, /\.\.\/4567/);
    }
  });
});
