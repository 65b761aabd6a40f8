import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { faultyMailServer, type SmtpFault } from '../../test/support/smtp-server.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { openMailSink } from '../adapters/notify/sink.ts';
import type { Publication, WirePoint } from '../application/ports/account.ts';
import { smtp } from './smtp.ts';

const publication: Publication = {
  weekId: 'week1_launch',
  postId: 'he_newsletter_01',
  deliveryId: 'd1',
  attemptId: '1',
  idempotencyKey: 'k1',
  attemptNumber: 1,
  part: 0,
  parts: ['שלום לכולם. זה <b>המדריך</b>:\n\nhttps://acme.example/he?a=1&b=2'],
  title: null,
  link: 'https://acme.example/he?a=1&b=2',
  locale: 'he',
  replyTo: null,
  plannedAt: '2026-02-16T06:10:00.000Z',
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
  account(url, more).publish(publication, watchedWire());

describe('the smtp connector', { timeout: 60_000 }, () => {
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
    ['refuse-password-aloud', 'unauthorised', 0],
    ['refuse-password-quoting', 'unauthorised', 0],
    ['drop-after-content', 'unknown', 1],
    ['drop-within-content', 'unknown', 0],
    // The server took none of it: not a byte of the mail had left.
    ['drop-before-content', 'rejected', 0],
  ];
  for (const [fault, kind, taken] of outcomes)
    it(`calls it ${kind} when the server does this: ${fault}`, async () => {
      await using server = await faultyMailServer(fault);
      const auth = fault.startsWith('refuse-password') ? { user: 'me', password: 'hush-hush' } : {};
      const outcome = await publish(server.url, auth);
      assert.equal(outcome.kind, kind, JSON.stringify(outcome));
      assert.equal(server.taken.length, taken);
      const encoded = ['me', 'hush-hush'].map((text) => Buffer.from(text).toString('base64'));
      for (const secret of ['hush-hush', ...encoded])
        assert.ok(!JSON.stringify(outcome).includes(secret), JSON.stringify(outcome));
    });

  it('gives nothing to a server elsewhere that does not encrypt, unless that is allowed', async () => {
    await using server = await faultyMailServer('refuse-password');
    // This machine on Linux, by an address that is not loopback.
    const elsewhere = server.url.replace('127.0.0.1', '0.0.0.0');
    const login = { user: 'me', password: 'hush-hush' };
    const refused = await publish(elsewhere, login);
    assert.equal(refused.kind, 'unauthorised', JSON.stringify(refused));
    assert.match(JSON.stringify(refused), /not-encrypted.*smtps:.*allow_unencrypted/);
    assert.doesNotMatch(server.heard, /AUTH|MAIL/);
    await publish(elsewhere, { ...login, allow_unencrypted: true });
    assert.match(server.heard, /^AUTH PLAIN/m);
  });

  it('is accepted by a server that takes it for some, and says for whom not', async () => {
    await using server = await faultyMailServer('refuse-one-recipient');
    const to = ['gone@acme.example', 'readers@acme.example'];
    const outcome = await publish(server.url, { to });
    assert.equal(server.taken.length, 1);
    assert.equal(outcome.kind, 'accepted', JSON.stringify(outcome));
    assert.match(
      JSON.stringify(outcome),
      /refused 1 of 2 recipients: gone@acme\.example \(\\"550 5\.1\.1 unknown\\"\)/,
    );
  });

  it('calls it rejected when nobody listens', async () => {
    const server = await faultyMailServer('none');
    await server.close();
    assert.equal((await publish(server.url)).kind, 'rejected');
  });

  it('ends with the signal: unknown once content left, and rejected before', async () => {
    for (const [fault, kind] of [
      ['hang-after-content', 'unknown'],
      ['hang-at-greeting', 'rejected'],
    ] as const) {
      await using server = await faultyMailServer(fault);
      const aborter = new AbortController();
      const wire = watchedWire({ signal: aborter.signal });
      // Its own timeout is far away.
      const patient = account(server.url, { timeout: '1h' });
      const publishing = patient.publish(publication, wire);
      await server.hangs;
      aborter.abort();
      assert.equal((await publishing).kind, kind, fault);
    }
  });

  it('asks when the server waits for the content, and passes the places on the way', async () => {
    await using server = await faultyMailServer('none');
    let ours: Socket | undefined;
    const watch = (message: unknown) => {
      ours ??= (message as { readonly socket: Socket }).socket;
    };
    subscribe('net.client.socket', watch);
    let before = 0;
    const maySend = async () => {
      unsubscribe('net.client.socket', watch);
      before = ours?.bytesWritten ?? 0;
      assert.match(server.heard, /^DATA$/m);
      assert.doesNotMatch(server.heard, /Subject/);
      return true;
    };
    const reached = async (point: WirePoint) => {
      if (point === 'mid-write') {
        assert.ok((ours?.bytesWritten ?? 0) > before, 'half of it was written');
        await server.hears(/Subject/);
        assert.equal(server.taken.length, 0);
      }
      if (point === 'after-write') await server.hears(/^\.$/m);
    };
    const wire = watchedWire({ maySend, reached });
    const outcome = await account(server.url).publish(publication, wire);
    assert.equal(outcome.kind, 'accepted', JSON.stringify(outcome));
    assert.deepEqual(wire.passed, ['may-send', 'mid-write', 'after-write', 'after-response']);
    assert.equal(server.taken.length, 1);
  });

  it('leaves no mail at the server when it may not send: released', async () => {
    await using server = await faultyMailServer('none');
    const wire = watchedWire({ maySend: async () => false });
    const outcome = await account(server.url).publish(publication, wire);
    assert.equal(outcome.kind, 'released', JSON.stringify(outcome));
    await server.ended;
    assert.doesNotMatch(server.heard, /Subject/);
    assert.doesNotMatch(server.heard, /^\.$/m);
    assert.equal(server.taken.length, 0);
  });

  it('makes no connection when it is too late from the start: released', async () => {
    await using server = await faultyMailServer('none');
    const wire = watchedWire({ signal: AbortSignal.abort() });
    assert.equal((await account(server.url).publish(publication, wire)).kind, 'released');
    assert.equal(server.heard, '');
  });

  it('is unknown, not an exception, when a failpoint throws after content left', async () => {
    for (const at of ['mid-write', 'after-write', 'after-response'] as const) {
      await using server = await faultyMailServer('none');
      const reached = async (point: WirePoint) => {
        if (point === at) throw new Error('failpoint');
      };
      const outcome = await account(server.url).publish(publication, watchedWire({ reached }));
      assert.equal(outcome.kind, 'unknown', at);
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

  it('takes only an address that a reader can follow for a way to leave', () => {
    for (const address of ['https://acme.example/leave', 'mailto:leave@acme.example?subject=leave'])
      assert.ok(account('smtp://127.0.0.1', { unsubscribe: [address] }));
    const header = 'https://acme.example/a>\r\nBcc: <x@acme.example';
    for (const address of ['http://acme.example/leave', 'leave@acme.example', '', header])
      assert.throws(() => account('smtp://127.0.0.1', { unsubscribe: [address] }), /https:/);
  });
});
