import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication as posted } from '../../test/contract/subject.ts';
import { answering } from '../../test/support/answering.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { discord } from './discord.ts';

const token = 'abc-DEF_9';

const bind = (host: string, more: object = {}) => {
  const webhook = `${host}/api/webhooks/12345/${token}`;
  return discord.bind('community/discord', discord.settings.parse({ webhook, ...more }), {
    dataDirectory: '/nonexistent',
  });
};

/** What Discord answers to the one request, and what arrived of it. */
async function answered(status: number, body: object, more: object = {}, what = posted) {
  await using server = await answering(status, body);
  const outcome = await bind(server.url, more).publish(what, watchedWire());
  return { outcome, request: server.request() };
}

/** What Discord says, what it is, and what people read of it. */
const refusals: readonly (readonly [
  status: number,
  code: number,
  said: string,
  kind: string,
  told: RegExp,
])[] = [
  [401, 50_027, 'Invalid Webhook Token', 'unauthorised', /401 \\"Invalid Webhook Token\\"/],
  [404, 10_015, 'Unknown Webhook', 'unauthorised', /Unknown Webhook.*set `webhook`/],
  [404, 10_003, 'Unknown Channel', 'unauthorised', /Unknown Channel/],
  [403, 50_013, 'Missing Permissions', 'unauthorised', /Missing Permissions/],
  [400, 50_035, 'Invalid Form Body', 'rejected', /refused the post: 400 \\"Invalid Form Body\\"/],
  [500, 0, 'Internal Server Error', 'unknown', /500/],
];

describe('a post to Discord', () => {
  for (const [status, code, message, kind, told] of refusals)
    it(`is ${kind} at ${status} ${message}`, async () => {
      const { outcome } = await answered(status, { code, message });
      assert.equal(outcome.kind, kind);
      assert.match(JSON.stringify(outcome), told);
    });

  it('is accepted with the id of the message, and unknown without one', async () => {
    const id = '1180000000000000001';
    const { outcome } = await answered(200, { id, channel_id: '7' });
    assert.deepEqual(outcome, { kind: 'accepted', remoteId: id, remoteUrl: null });
    for (const body of [{}, { id: '' }, { id: 7 }])
      assert.equal((await answered(200, body)).outcome.kind, 'unknown');
  });

  it('waits for the message, and lets nothing in the copy ring', async () => {
    const { request } = await answered(200, {}, {}, { ...posted, parts: ['@everyone <@1> hi'] });
    assert.equal(request.target, `/api/webhooks/12345/${token}?wait=true`);
    assert.deepEqual(JSON.parse(request.body), {
      content: '@everyone <@1> hi',
      allowed_mentions: { parse: [] },
    });
  });

  it('goes to a thread where one is set', async () => {
    const { request } = await answered(200, {}, { thread: '99' });
    assert.match(request.target, /\?wait=true&thread_id=99$/);
  });
});

describe('an account of Discord', () => {
  it('reads the id of a message from its address', () => {
    const ids = ['https://discord.com/channels/1/2/7', 'https://discord.com/channels/1/2'].map(
      (address) => bind('https://discord.com').remoteIdOf?.(address),
    );
    assert.deepEqual(ids, ['7', null]);
  });

  it('is its webhook, and has a place for each thread', () => {
    const one = bind('https://discord.com');
    assert.equal(one.account, 'discord:12345');
    assert.equal(one.local, false);
    const other = bind('https://discord.com', { thread: '1' });
    assert.equal(other.account, one.account);
    assert.notEqual(other.place, one.place);
    assert.doesNotMatch(JSON.stringify([one, other]), new RegExp(token));
  });

  it('refuses settings that would not work, without repeating the token', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ webhook: `https://discord.com/api/webhooks/${token}` }, /the address of a webhook/],
      [{ webhook: `https://discord.com/api/webhooks/1/${token}?wait=false` }, /of a webhook/],
      [{ webhook: `ftp://a/webhooks/1/${token}` }, /must begin with https/],
      [{ thread: 7 }, /thread/],
    ];
    for (const [more, told] of wrong) {
      const given = { webhook: 'https://discord.com/api/webhooks/1/a', ...more };
      const said = JSON.stringify(discord.settings.safeParse(given).error?.issues ?? []);
      assert.match(said, told);
      assert.doesNotMatch(said, new RegExp(token));
    }
  });
});
