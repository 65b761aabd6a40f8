import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answering } from '../../../test/support/answering.ts';
import { closedPort, rawServer } from '../../../test/support/raw-server.ts';
import { watchedWire } from '../../../test/support/wire.ts';
import type { Outcome } from '../../domain/outcome.ts';
import { type CreateReading, publishOnce } from './publish.ts';

const problem = { code: 'own', message: 'Its own meaning', remedy: 'None.' };

const reading: CreateReading = {
  telling: { network: 'Example', now: '2026-02-16T08:10:00.000Z', secrets: [] },
  made: ({ body }) => (body === '' ? null : { remoteId: body, remoteUrl: null }),
};

const publish = (port: number, more: Partial<CreateReading> = {}): Promise<Outcome> =>
  publishOnce({ method: 'POST', url: `http://127.0.0.1:${port}/`, body: 'a' }, watchedWire(), {
    ...reading,
    ...more,
  });

async function answered(
  status: number,
  body: string,
  more: Partial<CreateReading> = {},
): Promise<Outcome> {
  await using server = await answering(status, body);
  return await publish(Number(new URL(server.url).port), more);
}

describe('the one request of an attempt', () => {
  it('is accepted with what the network made', async () => {
    const outcome = await answered(201, 'p1');
    assert.deepEqual(outcome, { kind: 'accepted', remoteId: 'p1', remoteUrl: null });
  });

  it('says with it for how long the account has used up what the network allows', async () => {
    const headers = { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '1771230600' };
    await using server = await answering(201, 'p1', {
      ...headers,
      date: 'Mon, 16 Feb 2026 08:10:00 GMT',
    });
    const outcome = await publish(Number(new URL(server.url).port));
    assert.deepEqual(outcome, {
      kind: 'accepted',
      remoteId: 'p1',
      remoteUrl: null,
      freeAfterSeconds: 1200,
    });
  });

  it('is unknown at a success that names no post', async () => {
    assert.equal((await answered(200, '')).kind, 'unknown');
  });

  it('keeps the answer where it leaves open what was done, without secrets, and not without end', async () => {
    const telling = { ...reading.telling, secrets: ['s3cr3t'] };
    const body = `{"code": "é",\n "of": "s3cr3t"}${' s3cr3t'.repeat(9000)}`;
    for (const status of [200, 500]) {
      const outcome = await answered(status, body, { telling, made: () => null });
      const { answer = '' } = outcome.kind === 'unknown' ? outcome : {};
      assert.ok(answer.startsWith(`${status}\n\n{"code": "é",\n "of": "[secret]"}`), answer);
      assert.equal(answer.length, 16_384);
      assert.doesNotMatch(JSON.stringify(outcome), /s3cr3t/);
    }
    const refused = await answered(422, body, { telling });
    assert.ok(!('answer' in refused));
  });

  it('asks first what the network means by its answer, also by a success', async () => {
    const ownMeaning = (): Outcome => ({ kind: 'rejected', error: problem });
    for (const status of [200, 401, 500])
      assert.deepEqual(await answered(status, 'p1', { ownMeaning }), ownMeaning());
  });

  it('means what networks in general do where it says nothing of its own', async () => {
    const ownMeaning = () => null;
    assert.equal((await answered(401, '', { ownMeaning })).kind, 'unauthorised');
    assert.equal((await answered(422, '', { ownMeaning })).kind, 'rejected');
    assert.equal((await answered(500, 'p1', { ownMeaning })).kind, 'unknown');
  });

  it('is rejected where nobody listens, and unknown where no answer comes', async () => {
    assert.equal((await publish(await closedPort())).kind, 'rejected');
    await using server = await rawServer({ data: (socket) => socket.end() });
    assert.equal((await publish(server.port)).kind, 'unknown');
  });
});
