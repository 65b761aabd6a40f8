import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { mailSink } from '../../../test/support/mail-sink.ts';
import { closedPort } from '../../../test/support/raw-server.ts';
import { type Receiver, receiver } from '../../../test/support/receiver.ts';
import type { Letter } from '../../application/ports/channel.ts';
import type { NotificationChannel } from '../../domain/configuration.ts';
import { realNow } from '../clock/clocks.ts';
import { bindChannels } from './channels.ts';

const on = ['failure', 'success'] as const;
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const token = '123:canary-of-the-bot';

const letter: Letter = {
  id: 'a1b2c3',
  at: '2026-02-16T08:10:00.000Z',
  subject: '[broadsheet] li_en_01 → linkedin/company: failed',
  text: 'It <failed> & @everyone.\nשלום',
  news: [
    {
      id: '7',
      subjectKey: 'k',
      kind: 'failure',
      topic: 'delivery',
      urgent: true,
      deliveryId: 'd1',
      title: 'A title',
      text: 'A text',
      createdAt: '2026-02-16T08:10:00.000Z',
    },
  ],
};

/** Each way that is a request, with its receiver at an address. */
const ways: readonly ((url: string) => NotificationChannel)[] = [
  (url) => ({ via: 'slack', name: 'slack', on, webhook: `${url}/services/T0/B0/canary-of-slack` }),
  (url) => ({ via: 'discord', name: 'discord', on, webhook: `${url}/api/webhooks/1/canary-of-it` }),
  (url) => ({ via: 'telegram', name: 'telegram', on, chat: '@acme', token, baseUrl: url }),
  (url) => ({
    via: 'webhook',
    name: 'webhook',
    on,
    webhook: `${url}/hook/canary-of-the-path`,
    secret,
    allowLocal: false,
  }),
];

const bound = (channel: NotificationChannel) => {
  const [one] = bindChannels({ notify: [channel], heartbeat: null }, realNow);
  assert.ok(one);
  return one;
};

async function told(way: (url: string) => NotificationChannel, to: Receiver, what = letter) {
  const channel = bound(way(to.url));
  assert.equal(channel.local, true);
  return channel.send(what);
}

const [slack, discord, telegram, webhook] = ways as [
  (typeof ways)[0],
  (typeof ways)[0],
  (typeof ways)[0],
  (typeof ways)[0],
];

const mail = {
  via: 'email',
  name: 'email',
  on,
  from: 'a@b.test',
  to: ['c@d.test'],
  allowUnencrypted: false,
} as const;

const documentOf = ({ taken }: Receiver) => JSON.parse(taken[0]?.body ?? 'null');

describe('a channel', () => {
  it('by mail keeps its Message-ID at a repeat', () =>
    mailSink(async ({ url, mails }) => {
      const channel = bound({ ...mail, url });
      for (let times = 0; times < 2; times += 1) assert.ok((await channel.send(letter)).ok);
      assert.deepEqual(
        mails.map(({ subject, text, messageId }) => [subject, text, messageId]),
        [1, 2].map(() => [letter.subject, letter.text, '<broadsheet.a1b2c3@broadsheet.invalid>']),
      );
    }));

  it('by mail goes through the net encrypted, unless it is said that nobody reads there', () =>
    mailSink(async ({ url, mails }) => {
      // No name of this machine, and it all the same.
      const elsewhere = url.replace('127.0.0.1', '0.0.0.0');
      const tell = (allowUnencrypted: boolean) =>
        bound({ ...mail, url: elsewhere, allowUnencrypted }).send(letter);
      const refused = await tell(false);
      assert.match(refused.ok ? '' : refused.error.message, /STARTTLS/i);
      assert.deepEqual(mails, []);
      assert.ok((await tell(true)).ok);
      assert.equal(mails.length, 1);
    }));

  it('of Slack takes the words as they are, and mentions nobody', async () => {
    await using to = await receiver();
    assert.ok((await told(slack, to)).ok);
    assert.equal(to.taken[0]?.target, '/services/T0/B0/canary-of-slack');
    const { text, mrkdwn } = documentOf(to);
    assert.equal(mrkdwn, false);
    assert.ok(text.endsWith('It &lt;failed&gt; &amp; @everyone.\nשלום'), text);
  });

  it('of Discord rings for nobody', async () => {
    await using to = await receiver();
    assert.ok((await told(discord, to)).ok);
    assert.deepEqual(documentOf(to).allowed_mentions, { parse: [] });
    assert.ok(documentOf(to).content.startsWith(`${letter.subject}\n\nIt <failed>`));
  });

  it('of Telegram is a chat, by a bot', async () => {
    await using to = await receiver();
    assert.ok((await told(telegram, to)).ok);
    assert.equal(to.taken[0]?.target, `/bot${token}/sendMessage`);
    assert.equal(documentOf(to).chat_id, '@acme');
  });

  it('cuts what its receiver would not take, and says so', async () => {
    for (const [way, longest] of [
      [discord, 2000],
      [telegram, 4096],
    ] as const) {
      await using to = await receiver();
      await told(way, to, { ...letter, text: '🙂'.repeat(3000) });
      const { content, text = content } = documentOf(to);
      assert.ok(text.length <= longest && text.length > longest - 100, `${text.length}`);
      assert.ok(text.isWellFormed());
      assert.match(text, /This is not all of it: `broadsheet status`/);
    }
  });

  it('by a webhook is signed as Standard Webhooks verifies it, with an id that a repeat keeps', async () => {
    await using to = await receiver();
    for (let times = 0; times < 2; times += 1) assert.ok((await told(webhook, to)).ok);
    for (const { body, headers } of to.taken) {
      const given = headers as Readonly<Record<string, string>>;
      const document = new Webhook(secret).verify(body, given) as Record<string, unknown>;
      assert.equal(document.schema, 'broadsheet/news@1');
      assert.equal(given['webhook-id'], letter.id);
      assert.deepEqual(document.news, [
        {
          kind: 'failure',
          topic: 'delivery',
          delivery_id: 'd1',
          at: '2026-02-16T08:10:00.000Z',
          title: 'A title',
          text: 'A text',
        },
      ]);
      assert.throws(() => new Webhook(secret).verify(`${body} `, given));
    }
  });

  it('by a webhook has been told where its receiver knows the id', async () => {
    await using to = await receiver();
    to.answerWith(409);
    assert.ok((await told(webhook, to)).ok);
    assert.equal((await told(slack, to)).ok, false);
  });

  it('says whether its receiver answered, and shows no secret', async () => {
    await using to = await receiver();
    const nobody = `http://127.0.0.1:${await closedPort()}`;
    for (const way of ways) {
      for (const [status, answered] of [
        [404, true],
        [500, true],
        [429, false],
      ] as const) {
        to.answerWith(status);
        const answer = await told(way, to);
        assert.ok(!answer.ok);
        assert.equal(answer.error.answered, answered, `${status}`);
        assert.doesNotMatch(JSON.stringify(answer), /canary|whsec_/);
      }
      const unanswered = await bound(way(nobody)).send(letter);
      assert.equal(!unanswered.ok && unanswered.error.answered, false);
      assert.match(JSON.stringify(unanswered), /nobody listens there/);
      assert.doesNotMatch(JSON.stringify(unanswered), /canary|whsec_/);
    }
  });

  it('by a webhook goes nowhere inside of a network, unless it is allowed', async () => {
    const inside = { via: 'webhook', name: 'w', on, webhook: 'http://10.0.0.1/', secret } as const;
    const refused = await bound({ ...inside, allowLocal: false }).send(letter);
    assert.match(JSON.stringify(refused), /address-internal/);
  });
});
