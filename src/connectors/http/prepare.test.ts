import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { closedPort } from '../../../test/support/raw-server.ts';
import { type Said, talking } from '../../../test/support/talking.ts';
import type { Outcome } from '../../domain/outcome.ts';
import { type PrepareReading, prepare } from './prepare.ts';

const secret = 's3cr3t';

const reading: PrepareReading<string> = {
  telling: { network: 'Example', now: '2026-02-16T08:10:00.000Z', secrets: [secret] },
  what: 'a draft',
  read: ({ body }) => (body === '' ? null : body),
};

async function prepared(said: Said, more: Partial<PrepareReading<string>> = {}) {
  await using server = await talking([said]);
  const request = { method: 'POST', url: server.url, body: 'a' } as const;
  return await prepare(request, { signal: AbortSignal.timeout(20_000) }, { ...reading, ...more });
}

/** What is answered, what comes of the publication, and what people read of it. */
const refusals: readonly (readonly [Said, Outcome['kind'], RegExp])[] = [
  [[400, 'no'], 'rejected', /Example answered 400 \\"no\\" where it was asked for a draft/],
  [[500, 'no'], 'rejected', /500 .*Nothing went out/],
  [[303, 'no'], 'rejected', /303/],
  [[307, 'no'], 'rejected', /307/],
  [[200, ''], 'rejected', /answered 200 where/],
  [[401, 'no'], 'unauthorised', /refused the token/],
  [[429, 'no'], 'deferred', /asks to wait/],
  [(socket) => socket.resetAndDestroy(), 'rejected', /No whole answer.*Nothing went out/],
  [(socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nha'), 'rejected', /cut off/],
  [[200, 'x'.repeat(1024 * 1024 + 1)], 'rejected', /over 1 MiB/],
];

describe('a request that prepares the irreversible one', () => {
  it('gives what is read of its answer', async () => {
    assert.deepEqual(await prepared([201, 'd1']), { ok: true, value: 'd1' });
  });

  for (const [said, kind, told] of refusals)
    it(`leaves nothing unknown where it fails: ${told}`, async () => {
      const result = await prepared(said);
      assert.equal(!result.ok && result.error.kind, kind);
      assert.match(JSON.stringify(result), told);
    });

  it('asks first what the network means by its answer', async () => {
    const error = { code: 'own', message: 'Its own meaning', remedy: 'None.' };
    const ownMeaning = (): Outcome => ({ kind: 'unauthorised', error });
    for (const status of [200, 400, 500])
      assert.deepEqual(await prepared([status, 'd1'], { ownMeaning }), {
        ok: false,
        error: ownMeaning(),
      });
  });

  it('quotes no secret, and nothing of a success', async () => {
    const refused = JSON.stringify(await prepared([400, `bad ${secret}`]));
    assert.match(refused, /bad \[secret\]/);
    const odd = JSON.stringify(await prepared([200, 'another-token'], { read: () => null }));
    assert.doesNotMatch(odd, /another-token/);
  });

  it('is rejected where nobody listens', async () => {
    const request = { method: 'GET', url: `http://127.0.0.1:${await closedPort()}` } as const;
    const result = await prepare(request, { signal: AbortSignal.timeout(20_000) }, reading);
    assert.equal(!result.ok && result.error.kind, 'rejected');
  });

  it('costs an attempt where the server keeps it waiting, and none where it was never asked', async () => {
    await using server = await talking([() => {}]);
    const aborter = new AbortController();
    const request = { method: 'POST', url: server.url, body: 'a' } as const;
    const waiting = prepare(request, aborter, reading);
    await server.arrived(/\r\n\r\na$/);
    aborter.abort();
    const kept = await waiting;
    assert.equal(!kept.ok && kept.error.kind, 'rejected');
    const never = await prepare(request, { signal: AbortSignal.abort() }, reading);
    assert.equal(!never.ok && never.error.kind, 'released');
    assert.equal(server.requests().length, 1);
  });
});
