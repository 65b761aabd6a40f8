import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { call } from './client.ts';
import type { waitForms } from './fault.ts';
import { rig } from './rig.ts';
import { startNetwork } from './start.ts';

const own = rig();
const { post, look, publicOf, textsOf } = own;

/** What the client hears, how many posts are public. */
const modes: readonly (readonly [fault: string, status: number, posts: number])[] = [
  ['none', 201, 1],
  ['slow', 201, 1],
  ['accept-fin', 0, 1],
  ['accept-reset', 0, 1],
  ['accept-truncated', 0, 1],
  ['accept-garbage', 201, 1],
  ['accept-error-500', 500, 1],
  ['drop', 0, 0],
  ['error-500', 500, 0],
  ['error-503', 503, 0],
  ['redirect-307', 307, 0],
  ['unauthorised', 401, 0],
  ['forbidden', 403, 0],
  ['bad-request', 400, 0],
  ['rate-limited', 429, 0],
  ['duplicate', 422, 0],
];

describe('a fault of the simulated network', () => {
  for (const [fault, status, posts] of modes)
    it(`${fault}: the client hears ${status || 'nothing'}, ${posts} public`, async () => {
      const account = `lookup-${fault}`;
      await own.network.script({ match: { account }, fault });
      const heard = await post(account, 'text');
      assert.equal(heard.status, status, JSON.stringify(heard));
      assert.equal((await publicOf(account)).length, posts);
      const struck = (await own.network.fired()).filter((one) => one.account === account);
      assert.deepEqual(
        struck.map((one) => one.kind),
        fault === 'none' ? [] : [fault],
      );
      // It strikes once.
      assert.equal((await post(account, 'text')).status, 201);
    });

  it('is told apart on the wire: an end, and a reset', async () => {
    const { hostname, port } = new URL(own.network.url);
    for (const [fault, end] of [
      ['accept-fin', 'end'],
      ['accept-reset', 'ECONNRESET'],
      ['drop', 'ECONNRESET'],
    ] as const) {
      await own.network.script({ match: { account: 'lookup-wire' }, fault });
      const socket = connect(Number(port), hostname);
      const ended = new Promise((resolve) => {
        socket.on('end', () => resolve('end'));
        socket.on('error', (error: Error & { code?: string }) => resolve(error.code));
      });
      const body = '{"text":"text"}';
      socket.write('POST /accounts/lookup-wire/posts HTTP/1.1\r\nHost: network\r\n');
      socket.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
      socket.resume();
      assert.equal(await ended, end, fault);
      socket.destroy();
    }
  });

  for (const [fault, posts] of [
    ['accept-hang', 1],
    ['hang', 0],
  ] as const)
    it(`${fault}: the client waits in vain, ${posts} public`, async () => {
      const account = `lookup-${fault}`;
      await own.network.script({ match: { account }, fault });
      const aborter = new AbortController();
      const seen = (await own.network.fired()).length;
      const there = (await own.network.ledger()).length;
      const waiting = post(account, 'text', { signal: aborter.signal });
      await own.network.fired(seen + 1);
      await own.network.ledger(there + posts);
      aborter.abort();
      assert.equal((await waiting).error, 'ABORT_ERR');
      assert.equal((await publicOf(account)).length, posts);
    });

  it('accepts late: after the client went away and after a look-up', async () => {
    const account = 'lookup-late';
    await own.network.script({ match: { account }, fault: { kind: 'accept-late', lookUps: 1 } });
    const aborter = new AbortController();
    const arrived = (await own.network.arrived()).length;
    const waiting = post(account, 'text', { signal: aborter.signal });
    await own.network.arrived(arrived + 1);
    assert.deepEqual(textsOf(await look(account)), [], 'a look-up before the client went away');
    const { closed } = await own.network.traffic();
    aborter.abort();
    await waiting;
    await own.network.traffic({ closed: closed + 1 });
    assert.equal((await publicOf(account)).length, 0);
    const done = (await own.network.done()).length;
    assert.deepEqual(textsOf(await look(account)), []);
    assert.equal((await own.network.done(done + 1)).at(-1)?.account, account);
    assert.deepEqual(textsOf(await look(account)), ['text']);
  });

  it('accepts late by a delay, whether the client waits or not', async () => {
    const account = 'lookup-delay';
    const fault = { kind: 'accept-late', clientGone: false, delayMs: 5 } as const;
    await own.network.script({ match: { account }, fault });
    const aborter = new AbortController();
    const posts = (await own.network.ledger()).length;
    const waiting = post(account, 'text', { signal: aborter.signal });
    await own.network.ledger(posts + 1);
    aborter.abort();
    assert.equal((await waiting).error, 'ABORT_ERR');
  });

  it('names a wait in every form', async () => {
    const forms: Record<(typeof waitForms)[number], RegExp> = {
      'retry-after': /"retry-after":"7"/,
      'retry-after-date': /"retry-after":"\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT"/,
      'x-rate-limit-reset': /"x-rate-limit-reset":"\d{10}"/,
      'x-ratelimit-reset-iso': /"x-ratelimit-reset":"\d{4}-\d\d-\d\dT[\d:.]+Z"/,
      'x-ratelimit-reset-seconds': /"x-ratelimit-reset":"7"/,
      'ratelimit-reset': /"ratelimit-reset":"\d{10}"/,
      body: /retry_after\\":7/,
    };
    for (const [form, pattern] of Object.entries(forms)) {
      const fault = { kind: 'rate-limited' as const, form: form as keyof typeof forms, seconds: 7 };
      await own.network.script({ match: { account: 'lookup-429' }, fault });
      const heard = await post('lookup-429', 'text');
      assert.equal(heard.status, 429);
      assert.match(JSON.stringify(heard), pattern);
    }
    assert.equal((await publicOf('lookup-429')).length, 0);
  });

  it('strikes the nth request that fits, as often as it is told to', async () => {
    const match = { account: 'lookup-nth', text: 'x' };
    await own.network.script({ match: { ...match, nth: 2 }, fault: 'error-500' });
    const heard = [];
    for (const text of ['x', 'y', 'ax', 'x']) heard.push((await post('lookup-nth', text)).status);
    assert.deepEqual(heard, [201, 201, 500, 201]);
    await own.network.script({
      match: { account: 'lookup-always' },
      fault: 'error-503',
      times: null,
    });
    for (const text of ['a', 'b']) assert.equal((await post('lookup-always', text)).status, 503);
    await own.network.calm();
    assert.equal((await post('lookup-always', 'c')).status, 201);
  });

  it('refuses connections until it is told to listen, and after a request by itself', async () => {
    await using own = await startNetwork();
    const send = () => call('POST', `${own.url}/accounts/a/posts`, { text: 'a' }, {});
    await own.refuse();
    assert.equal((await send()).error, 'ECONNREFUSED');
    await own.listen();
    assert.equal((await send()).status, 201);
    await own.script({ fault: { kind: 'refuse-next', ms: 600_000 } });
    assert.equal((await send()).status, 201);
    assert.equal((await send()).error, 'ECONNREFUSED');
    await own.listen();
    assert.equal((await send()).status, 201);
  });
});

describe('a look-up of the simulated network', () => {
  it('fails as told', async () => {
    const account = 'lookup-fails';
    await post(account, 'text');
    const heard = async (fault: string) => {
      await own.network.script({ match: { account }, fault });
      return look(account);
    };
    assert.equal((await heard('look-up-500')).status, 500);
    assert.equal((await heard('look-up-truncated')).status, 0);
    const incomplete = JSON.parse((await heard('look-up-incomplete')).body);
    assert.deepEqual(incomplete, { posts: [], more: true, next: null });
    assert.deepEqual(textsOf(await look(account)), ['text']);
  });

  it('hangs as told', async () => {
    await own.network.script({ match: { account: 'lookup-hangs' }, fault: 'look-up-hang' });
    const aborter = new AbortController();
    const url = `${own.network.url}/accounts/lookup-hangs/posts`;
    const seen = (await own.network.fired()).length;
    const waiting = call('GET', url, null, { signal: aborter.signal });
    await own.network.fired(seen + 1);
    aborter.abort();
    assert.equal((await waiting).error, 'ABORT_ERR');
  });

  it('lags behind the write, by look-ups or by time', async () => {
    const account = 'lookup-lags';
    await own.network.script({ match: { account }, fault: { kind: 'none', lagLookUps: 2 } });
    assert.equal((await post(account, 'text')).status, 201);
    assert.deepEqual(textsOf(await look(account)), []);
    assert.deepEqual(textsOf(await look(account)), []);
    assert.deepEqual(textsOf(await look(account)), ['text']);
    await own.network.script({ match: { account }, fault: { kind: 'none', lagMs: 600_000 } });
    await post(account, 'later');
    assert.deepEqual(textsOf(await look(account)), ['text']);
    await own.network.keepWord('lookup-lag');
    assert.deepEqual(textsOf(await look(account)), ['later', 'text']);
  });
});
