import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { watchedWire } from '../../test/support/wire.ts';
import type { Publication } from '../application/ports/account.ts';
import { sandbox } from './sandbox.ts';
import { readSandbox } from './sandbox-store.ts';

let dataDirectory: string;

const publication: Publication = {
  weekId: 'week1_launch',
  postId: 'en_x_01',
  deliveryId: 'd1',
  attemptId: '1',
  idempotencyKey: 'k1',
  attemptNumber: 1,
  part: 0,
  parts: ['Hello\n\nhttps://acme.example/'],
  title: null,
  link: 'https://acme.example/',
  locale: 'en',
  replyTo: null,
  plannedAt: '2026-02-16T06:10:00.000Z',
  startedAt: '2026-02-20T06:10:00.000Z',
};

const account = (name: string, settings: object = {}, key = 'linkedin/company') =>
  sandbox.bind(key, sandbox.settings.parse({ account: name, timeout: '50ms', ...settings }), {
    dataDirectory,
  });

const never = new AbortController().signal;

const postsOf = async (name: string) =>
  (await readSandbox(dataDirectory)).filter((post) => post.account === name);

describe('the sandbox', () => {
  before(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'broadsheet-sandbox-'));
  });
  after(() => rm(dataDirectory, { recursive: true, force: true }));

  it('keeps what it published, for people to look at', async () => {
    const outcome = await account('seen').publish(publication, watchedWire());
    assert.equal(outcome.kind, 'accepted');
    const [post] = await postsOf('seen');
    assert.equal(post?.text, publication.parts[0]);
    assert.equal(post?.publishedAt, publication.startedAt);
  });

  it('shows what is sent twice twice', async () => {
    const one = account('twice');
    await one.publish(publication, watchedWire());
    await one.publish({ ...publication, attemptId: '2' }, watchedWire());
    assert.equal((await postsOf('twice')).length, 2);
  });

  it('accepts and drops: public, and the answer is lost until somebody looks', async () => {
    const one = account('drop', { faults: [{ post: 'en_x_01', does: 'drop' }] });
    assert.equal((await one.publish(publication, watchedWire())).kind, 'unknown');
    assert.equal((await postsOf('drop')).length, 1);
    const found = await one.confirm?.(publication, never);
    assert.equal(found?.kind, 'found');
  });

  it('stalls: nothing is public, and a look says so', async () => {
    const one = account('stall', { faults: [{ post: 'en_x_01', does: 'stall' }] });
    const outcome = await one.publish(
      publication,
      watchedWire({ signal: AbortSignal.timeout(20) }),
    );
    assert.equal(outcome.kind, 'unknown');
    assert.deepEqual(await postsOf('stall'), []);
    assert.deepEqual(await one.confirm?.(publication, never), { kind: 'absent' });
  });

  it('keeps nothing when it may not send: released', async () => {
    const held = watchedWire({ maySend: async () => false });
    const late = watchedWire({ signal: AbortSignal.abort() });
    for (const wire of [held, late])
      assert.equal((await account('held').publish(publication, wire)).kind, 'released');
    assert.deepEqual(await postsOf('held'), []);
    const wire = watchedWire();
    await account('held').publish(publication, wire);
    assert.deepEqual(wire.passed, ['may-send', 'after-write', 'after-response']);
  });

  it('does not take an older post with the same words for this one', async () => {
    const one = account('older');
    await one.publish({ ...publication, startedAt: '2026-02-19T06:10:00.000Z' }, watchedWire());
    assert.deepEqual(await one.confirm?.(publication, never), { kind: 'absent' });
  });

  for (const [does, kind] of [
    ['reject', 'rejected'],
    ['unauthorised', 'unauthorised'],
    ['defer', 'deferred'],
  ] as const)
    it(`fails as told (${does}), at that attempt only, and nothing is public`, async () => {
      const one = account(does, { faults: [{ post: 'en_x_01', attempt: 1, does }] });
      assert.equal((await one.publish(publication, watchedWire())).kind, kind);
      assert.deepEqual(await postsOf(does), []);
      assert.equal(
        (await one.publish({ ...publication, attemptNumber: 2 }, watchedWire())).kind,
        'accepted',
      );
      const other = { ...publication, postId: 'en_x_02' };
      assert.equal((await one.publish(other, watchedWire())).kind, 'accepted');
    });

  it("refuses what its network's limit refuses", async () => {
    const long = { ...publication, parts: ['a'.repeat(281)] };
    assert.equal(
      (await account('x', { network: 'x' }).publish(long, watchedWire())).kind,
      'rejected',
    );
    assert.equal(
      (await account('x', { network: 'linkedin' }).publish(long, watchedWire())).kind,
      'accepted',
    );
  });

  it('keeps accounts with odd names apart, inside its folder', async () => {
    for (const name of ['../../up', 'a/b', 'a%2Fb', 'שלום'])
      assert.equal((await account(name).publish(publication, watchedWire())).kind, 'accepted');
    for (const name of ['../../up', 'a/b', 'a%2Fb', 'שלום'])
      assert.equal((await postsOf(name)).length, 1, name);
  });
});
