import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Publication } from '../../src/application/ports/account.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { type WatchedWire, watchedWire } from '../support/wire.ts';
import { lookUpContract } from './look-up-contract.ts';
import { type Expected, type Mode, modes } from './modes.ts';
import { removalContract } from './removal-contract.ts';
import { publication, type Scene, type Subject } from './subject.ts';

/**
 * What every connector must do, over real sockets, in every way in which its network can fail:
 * one irreversible request at most, an outcome that claims no more than is known, an end when the
 * signal aborts, and no secret in any word of it.
 */
export function contractSuite(name: string, subject: Subject): void {
  describe(`${name}: the contract of connectors`, { timeout: 120_000 }, () => {
    for (const [mode, usual] of modes) {
      if (subject.impossible?.includes(mode)) continue;
      const expected = { ...usual, kind: kindOf(subject, mode) ?? usual.kind };
      it(`${mode}: ${expected.kind}`, async () => {
        await using scene = await subject.open();
        await scene.fail(mode);
        await holds(scene, expected, subject.early?.includes(mode) ? 0 : 1);
      });
    }
    waits(subject);
    nothingSent(subject);
    if (subject.idempotency === 'key') repeats(subject);
    if (subject.lookUp) lookUpContract(subject);
    if (subject.removedAgain) removalContract(subject, subject.removedAgain);
    describesItself(subject);
  });
}

/** @returns null where it is to this network what it is to all */
function kindOf({ forbidden, drafts }: Subject, mode: Mode): Outcome['kind'] | null {
  if (mode === 'forbidden') return forbidden ?? null;
  return mode === 'bad-request' && drafts ? 'unknown' : null;
}

async function holds(scene: Scene, expected: Expected, requests: 0 | 1): Promise<void> {
  const aborter = new AbortController();
  const wire = watchedWire(expected.silent ? { signal: aborter.signal } : {});
  const publishing = publish(scene, wire);
  if (expected.silent) {
    await scene.struck();
    aborter.abort();
  }
  const outcome = await publishing;
  assert.equal(outcome.kind, expected.kind, JSON.stringify(outcome));
  assert.equal(await scene.requests(), requests, 'irreversible requests');
  assert.equal(await scene.posts(), expected.posts, 'public posts');
  assert.equal(wire.passed.filter((one) => one === 'may-send').length, requests);
}

async function publish(
  scene: Scene,
  wire: WatchedWire,
  what: Publication = publication,
): Promise<Outcome> {
  const outcome = await scene.account.publish(what, wire);
  for (const secret of scene.secrets)
    assert.ok(!JSON.stringify(outcome).includes(secret), `a secret shows: ${outcome.kind}`);
  return outcome;
}

function waits(subject: Subject): void {
  for (const mode of subject.waits)
    it(`429 with ${mode}: deferred for so long`, async () => {
      await using scene = await subject.open();
      await scene.fail(mode, 90);
      const outcome = await publish(scene, watchedWire());
      assert.equal(outcome.kind, 'deferred', JSON.stringify(outcome));
      const seconds = outcome.kind === 'deferred' ? outcome.afterSeconds : 0;
      // Instants of whole seconds are rounded up on both sides.
      assert.ok(seconds >= 90 && seconds <= 92, `${seconds} s`);
      assert.equal(await scene.requests(), 1);
      assert.equal(await scene.posts(), 0);
    });
}

function nothingSent(subject: Subject): void {
  it('a refused connection: rejected', async () => {
    await using scene = await subject.open();
    await scene.refuse();
    const wire = watchedWire();
    const outcome = await publish(scene, wire);
    assert.equal(outcome.kind, 'rejected', JSON.stringify(outcome));
    assert.deepEqual(wire.passed, []);
    assert.equal(await scene.posts(), 0);
  });

  it('not allowed to send: released, and nothing of it arrives', async () => {
    await using scene = await subject.open();
    const wire = watchedWire({ maySend: async () => false });
    // Longer than whatever is asked for beforehand, such as a session.
    const text = 'Never sent. '.repeat(1000);
    const what = { ...publication, parts: [text] };
    assert.equal((await publish(scene, wire, what)).kind, 'released');
    assert.deepEqual(wire.passed, ['may-send']);
    if (!subject.drafts)
      assert.ok((await scene.bytes()) < Buffer.byteLength(text), 'the text left');
    assert.equal(await scene.requests(), 0);
    assert.equal(await scene.posts(), 0);
  });

  it('is allowed only once nothing but the write is left', async () => {
    await using scene = await subject.open();
    let before = -1;
    const maySend = async () => {
      before = await scene.requests();
      return true;
    };
    assert.equal((await publish(scene, watchedWire({ maySend }))).kind, 'accepted');
    assert.equal(before, 0);
    assert.equal(await scene.requests(), 1);
  });

  it('too late from the start: released or rejected, and nothing arrives', async () => {
    await using scene = await subject.open();
    const outcome = await publish(scene, watchedWire({ signal: AbortSignal.abort() }));
    assert.match(outcome.kind, /^(released|rejected)$/);
    assert.equal(await scene.requests(), 0);
    assert.equal(await scene.posts(), 0);
  });
}

function describesItself(subject: Subject): void {
  it('promises what it can, and no more', async () => {
    await using scene = await subject.open();
    const { account } = scene;
    assert.equal(account.idempotency, subject.idempotency);
    assert.equal(account.confirm !== undefined, subject.lookUp);
    assert.equal(account.remove !== undefined, subject.removedAgain !== undefined);
    assert.ok(account.confirm || account.settlesWithinMilliseconds === null);
    assert.ok(account.timeoutMilliseconds > 0);
    assert.ok(account.local, 'a network on loopback is local');
    for (const secret of scene.secrets)
      assert.ok(!JSON.stringify(account).includes(secret), 'a secret shows');
  });
}

function repeats(subject: Subject): void {
  it('a repeat under the same key tells what became of the first', async () => {
    await using scene = await subject.open();
    await scene.fail('accept-reset');
    assert.equal((await publish(scene, watchedWire())).kind, 'unknown');
    const again = await publish(scene, watchedWire());
    assert.equal(again.kind, 'accepted', JSON.stringify(again));
    assert.equal(await scene.posts(), 1);
    const other = { ...publication, idempotencyKey: 'key-of-another-attempt' };
    assert.equal((await publish(scene, watchedWire(), other)).kind, 'accepted');
    assert.equal(await scene.posts(), 2);
  });
}
