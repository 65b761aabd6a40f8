import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultyMailServer, type SmtpFault } from '../../test/support/smtp-server.ts';
import { openMailSink } from '../adapters/notify/sink.ts';
import type { Publication } from '../application/ports/account.ts';
import { smtp, subjectOf } from './smtp.ts';

const publication: Publication = {
  weekId: 'week1_launch',
  postId: 'he_newsletter_01',
  deliveryId: 'd1',
  attemptId: '1',
  attemptNumber: 1,
  part: 0,
  parts: ['שלום לכולם. זה <b>המדריך</b>:\n\nhttps://acme.example/he?a=1&b=2'],
  title: null,
  link: 'https://acme.example/he?a=1&b=2',
  locale: 'he',
  replyTo: null,
  startedAt: '2026-02-20T06:10:00.000Z',
};

const account = (url: string, more: object = {}) =>
  smtp.bind(
    'newsletter/weekly_issue',
    smtp.settings.parse({
      url,
      from: 'news@acme.example',
      to: ['readers@acme.example'],
      timeout: '1s',
      ...more,
    }),
    { dataDirectory: '/nonexistent' },
  );

const publish = (url: string, more: object = {}) =>
  account(url, more).publish(publication, AbortSignal.timeout(1000));

describe('the smtp connector', () => {
  it('sends the row as one mail that reads in its own direction', async () => {
    const sink = await openMailSink();
    try {
      const outcome = await publish(sink.url);
      assert.deepEqual(outcome, {
        kind: 'accepted',
        remoteId: '<d1.1@acme.example>',
        remoteUrl: null,
      });
      const [mail, second] = sink.mails;
      assert.equal(second, undefined);
      assert.equal(mail?.subject, 'שלום לכולם.');
      assert.equal(mail?.text, publication.parts[0]);
      assert.deepEqual(mail?.to, ['readers@acme.example']);
      assert.equal(mail?.messageId, '<d1.1@acme.example>');
    } finally {
      await sink.close();
    }
  });

  const outcomes: readonly (readonly [SmtpFault, string, number])[] = [
    ['refuse-recipient', 'rejected', 0],
    ['defer-recipient', 'rejected', 0],
    ['refuse-content', 'rejected', 1],
    ['refuse-password', 'unauthorised', 0],
    ['drop-after-content', 'unknown', 1],
    ['hang-after-content', 'unknown', 1],
  ];
  for (const [fault, kind, taken] of outcomes)
    it(`calls it ${kind} when the server does this: ${fault}`, async () => {
      const server = await faultyMailServer(fault);
      try {
        const auth = fault === 'refuse-password' ? { user: 'me', password: 'hush-hush' } : {};
        const outcome = await publish(server.url, auth);
        assert.equal(outcome.kind, kind, JSON.stringify(outcome));
        assert.equal(server.taken.length, taken);
        assert.doesNotMatch(JSON.stringify(outcome), /hush-hush/);
      } finally {
        await server.close();
      }
    });

  it('calls it rejected when nobody listens', async () => {
    const server = await faultyMailServer('none');
    await server.close();
    assert.equal((await publish(server.url)).kind, 'rejected');
  });

  it('never says rejected when it can not know, and answers in time', async () => {
    for (const fault of ['drop-before-content', 'hang-at-greeting'] as const) {
      const server = await faultyMailServer(fault);
      const outcome = await publish(server.url);
      assert.equal(outcome.kind, 'unknown', fault);
      await server.close();
    }
  });

  it('is one place for the same recipients, whatever their order and case', () => {
    const place = (to: readonly string[]) => account('smtp://127.0.0.1:1', { to }).place;
    assert.equal(place(['a@x.example', 'B@x.example']), place(['b@x.example', 'a@x.example']));
    assert.notEqual(place(['a@x.example']), place(['b@x.example']));
  });

  it('is local only on loopback', () => {
    assert.equal(account('smtp://127.0.0.1:25').local, true);
    assert.equal(account('smtp://[::1]:25').local, true);
    assert.equal(account('smtp://mail.example:25').local, false);
    assert.equal(account('smtp://127.0.0.1.evil.example:25').local, false);
  });

  it('takes the subject from the title, else from the first sentence, on one line', () => {
    assert.equal(subjectOf('A title', 'text'), 'A title');
    assert.equal(subjectOf('Two\r\nlines', 'text'), 'Two lines');
    assert.equal(subjectOf(null, 'One. Two.\nThree'), 'One.');
    assert.equal([...subjectOf(null, '🌿'.repeat(200))].length, 120);
    assert.equal(subjectOf(null, ''), 'News');
  });
});
