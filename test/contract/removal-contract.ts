import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Removal } from '../../src/domain/outcome.ts';
import { watchedWire } from '../support/wire.ts';
import type { RemovalMode } from './modes.ts';
import { publication, type Scene, type Subject } from './subject.ts';

/** What a removal comes to, and how many posts are public afterwards. */
const failures: readonly (readonly [RemovalMode, kind: Removal['kind'], posts: 0 | 1])[] = [
  ['unauthorised', 'refused', 1],
  ['forbidden', 'refused', 1],
  ['error-500', 'unknown', 1],
  ['drop', 'unknown', 1],
  ['reset', 'unknown', 0],
];

/** What `remove` must do. @param again what it says of a post that was removed before */
export function removalContract(subject: Subject, again: Removal['kind']): void {
  const test = (name: string, body: (scene: Scene, remoteId: string) => Promise<void>) =>
    it(`removal: ${name}`, async () => {
      await using scene = await subject.open();
      const outcome = await scene.account.publish(publication, watchedWire());
      assert.equal(outcome.kind, 'accepted', JSON.stringify(outcome));
      await body(scene, outcome.kind === 'accepted' ? outcome.remoteId : '');
    });

  test(`takes back what was posted, and says "${again}" of it later`, async (scene, remoteId) => {
    const other = { ...publication, idempotencyKey: 'key-of-another', parts: ['Another one'] };
    assert.equal((await scene.account.publish(other, watchedWire())).kind, 'accepted');
    const look = () => scene.account.confirm?.(publication, AbortSignal.timeout(20_000));
    if (subject.lookUp) assert.equal((await look())?.kind, 'found');
    assert.deepEqual(await remove(scene, remoteId), { kind: 'removed' });
    assert.equal(await scene.posts(), 1, 'the other one stays');
    if (subject.lookUp) assert.equal((await look())?.kind, 'absent');
    assert.equal((await remove(scene, remoteId)).kind, again);
    assert.equal(await scene.posts(), 1);
    assert.equal(await scene.requests(), 2, 'a removal makes nothing public');
  });

  for (const [mode, kind, posts] of failures)
    test(`${mode}: ${kind}`, async (scene, remoteId) => {
      await scene.failRemoval?.(mode);
      assert.equal((await remove(scene, remoteId)).kind, kind);
      assert.equal(await scene.posts(), posts);
    });

  test('hang: unknown when the time is over', async (scene, remoteId) => {
    const aborter = new AbortController();
    await scene.failRemoval?.('hang');
    const removing = remove(scene, remoteId, aborter.signal);
    await scene.struck();
    aborter.abort();
    assert.equal((await removing).kind, 'unknown');
    assert.equal(await scene.posts(), 1);
  });

  test('nobody listens: never removed', async (scene, remoteId) => {
    await scene.refuse();
    assert.match((await remove(scene, remoteId)).kind, /^(unknown|refused)$/);
    assert.equal(await scene.posts(), 1);
  });
}

async function remove(
  { account, secrets }: Scene,
  remoteId: string,
  signal = AbortSignal.timeout(20_000),
): Promise<Removal> {
  assert.ok(account.remove, 'the account takes nothing back');
  const removal = await account.remove(remoteId, watchedWire({ signal }));
  for (const secret of secrets)
    assert.ok(!JSON.stringify(removal).includes(secret), `a secret shows: ${removal.kind}`);
  return removal;
}
