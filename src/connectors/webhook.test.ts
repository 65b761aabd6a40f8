import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { publication as posted } from '../../test/contract/subject.ts';
import { answering } from '../../test/support/answering.ts';
import { asPublished } from '../../test/support/documents.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { signed } from '../domain/standard-webhooks.ts';
import { webhook } from './webhook.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const address = 'https://tool.example/hooks/7?key=hidden';

const bind = (more: object = {}) =>
  webhook.bind('tool/main', webhook.settings.parse({ webhook: address, secret, ...more }), {
    dataDirectory: '/nonexistent',
  });

/** What a receiver answers to the one request, and what arrived of it. */
async function answered(status: number, body: object | string, more: object = {}, what = posted) {
  await using server = await answering(status, body);
  const here = { webhook: `${server.url}/hooks/7?key=hidden`, allow_local: true };
  const outcome = await bind({ ...here, ...more }).publish(what, watchedWire());
  return { outcome, request: server.request() };
}

/** What it answers, what that is, and what people read of it. */
const answers: readonly (readonly [
  status: number,
  body: object | string,
  kind: string,
  told: RegExp,
])[] = [
  [200, {}, 'unknown', /without the id/],
  [200, 'ok', 'unknown', /without the id/],
  [200, { id: '' }, 'unknown', /without the id/],
  [204, '', 'unknown', /without the id/],
  [400, { error: 'no' }, 'rejected', /refused the post: 400/],
  [401, 'who are you', 'unauthorised', /who are you/],
  [403, 'no', 'unauthorised', /`webhook` and `secret`/],
  [404, 'no', 'unauthorised', /`webhook` and `secret`/],
  [409, { id: 'r7' }, 'duplicate', /"remoteId":"r7"/],
  [409, 'taken', 'duplicate', /"remoteId":null/],
  [410, 'gone', 'unauthorised', /gone/],
  [301, '', 'unknown', /leaves open/],
  [500, 'broken', 'unknown', /leaves open/],
];

describe('a post to a webhook', () => {
  for (const [status, body, kind, told] of answers)
    it(`is ${kind} at ${status} ${JSON.stringify(body)}`, async () => {
      const { outcome } = await answered(status, body);
      assert.equal(outcome.kind, kind);
      assert.match(JSON.stringify(outcome), told);
    });

  it('is accepted with the id of the receiver, and the address of the post', async () => {
    const { outcome } = await answered(201, { id: 7, url: 'https://tool.example/7' });
    const remoteUrl = 'https://tool.example/7';
    assert.deepEqual(outcome, { kind: 'accepted', remoteId: '7', remoteUrl });
    const { outcome: other } = await answered(200, { id: 'a', url: 'javascript:alert(1)' });
    assert.deepEqual(other, { kind: 'accepted', remoteId: 'a', remoteUrl: null });
  });

  it('is accepted by the status alone where the configuration says that this is proof', async () => {
    const { outcome } = await answered(204, '', { receipt: 'status' });
    const remoteId = posted.idempotencyKey;
    assert.deepEqual(outcome, { kind: 'accepted', remoteId, remoteUrl: null });
    const { outcome: broken } = await answered(500, '', { receipt: 'status' });
    assert.equal(broken.kind, 'unknown');
  });

  it('says what it is about, in a document with a version', async () => {
    const what = { ...posted, parts: ['a', 'b'], part: 1, replyTo: 'r1', attemptNumber: 2 };
    const { request } = await answered(200, {}, {}, what);
    assert.equal(request.method, 'POST');
    assert.deepEqual(asPublished(JSON.parse(request.body)), {
      schema: 'broadsheet/publication@1',
      delivery_id: 'd1',
      week_id: 'week1_launch',
      post_id: 'en_reddit_01',
      part: 2,
      parts: 2,
      text: 'b',
      title: 'A guide',
      link: posted.link,
      locale: 'en',
      reply_to: 'r1',
      attempt: 2,
    });
  });

  it('is signed as Standard Webhooks verifies it, with an id that a repeat keeps', async () => {
    const ids: string[] = [];
    for (const attemptNumber of [1, 2]) {
      const { request } = await answered(200, {}, {}, { ...posted, attemptNumber });
      const lines = request.head.split('\r\n').slice(1);
      const headers = lines.map((line) => line.split(': ', 2) as [string, string]);
      const given = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
      assert.deepEqual(new Webhook(secret).verify(request.body, given), JSON.parse(request.body));
      ids.push(given['webhook-id'] ?? '');
    }
    assert.deepEqual(ids, [posted.idempotencyKey, posted.idempotencyKey]);
  });

  it('has the signature of the example that the specification is tested with', () => {
    const now = '2021-02-25T14:55:30.900Z';
    const body = '{"test": 2432232314}';
    assert.deepEqual(signed(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', now, body), {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614264930',
      'webhook-signature': new Webhook(secret).sign(
        'msg_p5jXN8AQM9LWM0D4loKWxJek',
        new Date(now),
        body,
      ),
    });
  });

  it('shows neither the secret nor the address where they are quoted', async () => {
    const { outcome } = await answered(502, `bad ${secret} ${secret.slice(6)}`);
    assert.match(JSON.stringify(outcome), /bad \[secret\] \[secret\]/);
  });

  it('does not go inside of a network, unless it is allowed', async () => {
    await using server = await answering(200, { id: '7' });
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433']) {
      const { port } = new URL(server.url);
      const outcome = await bind({ webhook: `https://${host}:${port}` }).publish(
        posted,
        watchedWire(),
      );
      assert.equal(outcome.kind, 'rejected');
      assert.match(JSON.stringify(outcome), /`allow_local` lets it/);
    }
    assert.equal(server.request().head, '');
  });
});

describe('an account of a webhook', () => {
  it('is its name, whatever its address', () => {
    assert.equal(bind().account, 'webhook:tool/main');
    assert.equal(bind({ webhook: 'https://other.example' }).place, bind().place);
    assert.notEqual(bind({ account: 'other' }).account, bind().account);
    assert.equal(bind().network, 'other');
    assert.equal(bind({ network: 'linkedin' }).network, 'linkedin');
  });

  it('relies on its receiver for no more than that promises', () => {
    assert.equal(bind().idempotency, 'none');
    assert.equal(bind().keyLastsMilliseconds, undefined);
    const promised = bind({ remembers: '24h' });
    assert.deepEqual([promised.idempotency, promised.keyLastsMilliseconds], ['key', 86_400_000]);
    assert.equal(promised.settlesWithinMilliseconds, null);
  });

  it('refuses settings that would not work', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ webhook: 'ftp://a' }, /must begin with https/],
      [{ webhook: 'https://user:pass@a.example' }, /user name/],
      [{ secret: 'hello' }, /whsec_/],
      [{ secret: 'whsec_c2hvcnQ=' }, /24 to 64 bytes/],
      [{ receipt: 'none' }, /receipt/],
      [{ remembers: 'long' }, /duration/],
    ];
    for (const [more, told] of wrong) {
      const { error } = webhook.settings.safeParse({ webhook: address, secret, ...more });
      assert.match(JSON.stringify(error?.issues ?? []), told);
    }
  });
});
