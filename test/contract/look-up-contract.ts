import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Publication } from '../../src/application/ports/account.ts';
import type { Sighting } from '../../src/domain/outcome.ts';
import { watchedWire } from '../support/wire.ts';
import { publication, type Scene, type SceneLookUps, type Subject } from './subject.ts';

const hour = 3_600_000;

/** What `confirm` must do. */
export function lookUpContract(subject: Subject): void {
  const test = (name: string, body: (scene: Scene, lookUps: SceneLookUps) => Promise<void>) =>
    it(`look-up: ${name}`, async () => {
      await using scene = await subject.open();
      assert.ok(scene.lookUps, 'the scene has no look-ups');
      await body(scene, scene.lookUps);
    });

  const sayNothing = (sighting: Sighting) =>
    subject.drafts
      ? assert.equal(sighting.kind, 'unclear')
      : assert.deepEqual(sighting, { kind: 'absent' });

  test('finds a post whose answer was lost, by the id that it has', async (scene) => {
    await scene.fail('accept-reset');
    assert.equal((await publish(scene)).kind, 'unknown');
    const sighting = await confirm(scene);
    assert.equal(sighting.kind, 'found');
    assert.equal(await scene.requests(), 1, 'a look-up changes nothing');
  });

  test('names the same id as the answer did', async (scene) => {
    const outcome = await publish(scene);
    const sighting = await confirm(scene);
    assert.equal(outcome.kind, 'accepted');
    assert.deepEqual(sighting, { ...outcome, kind: 'found' });
  });

  test('says that it is absent when it is', async (scene) => {
    sayNothing(await confirm(scene));
    await scene.fail('drop');
    assert.equal((await publish(scene)).kind, 'unknown');
    assert.deepEqual(await confirm(scene), { kind: 'absent' });
  });

  test('finds a post that was taken only after a look-up', async (scene, lookUps) => {
    await scene.fail('accept-late');
    const aborter = new AbortController();
    const publishing = scene.account.publish(publication, watchedWire({ signal: aborter.signal }));
    await scene.struck();
    aborter.abort();
    assert.equal((await publishing).kind, 'unknown');
    // By then the network knows that nobody waits any more.
    await scene.bytes();
    assert.deepEqual(await confirm(scene), { kind: 'absent' });
    await lookUps.late();
    assert.equal((await confirm(scene)).kind, 'found');
  });

  test('takes no other post with the same link for it', async (scene) => {
    const others: readonly Partial<Publication>[] = [
      { parts: [`Other words\n\n${publication.link}`] },
      ...(subject.untitled ? [] : [{ title: 'Another title' }]),
    ];
    for (const [number, other] of others.entries())
      assert.equal((await publish(scene, another(number, other))).kind, 'accepted');
    sayNothing(await confirm(scene));
  });

  const age = subject.drafts
    ? 'takes one with its mark for it, however old'
    : 'takes no older post with the same words for it';
  test(age, async (scene) => {
    assert.equal((await publish(scene)).kind, 'accepted');
    const startedAt = new Date(Date.parse(publication.startedAt) + hour).toISOString();
    const sighting = await confirm(scene, { ...publication, startedAt });
    assert.equal(sighting.kind, subject.drafts ? 'found' : 'absent');
  });

  test('goes back through all pages', async (scene, { pageSize }) => {
    assert.equal((await publish(scene)).kind, 'accepted');
    for (let count = 0; count <= pageSize; count += 1)
      await publish(scene, another(count, { parts: [`Post ${count}`], link: '' }));
    assert.equal((await confirm(scene)).kind, 'found');
    const never = { ...publication, parts: ['Never sent'] };
    sayNothing(await confirm(scene, never));
  });

  for (const mode of ['error', 'truncated', 'incomplete'] as const) {
    if (subject.impossibleLookUps?.includes(mode)) continue;
    test(`is unclear, not absent, at this: ${mode}`, async (scene, lookUps) => {
      await lookUps.fail(mode);
      assert.equal((await confirm(scene)).kind, 'unclear');
      await lookUps.struck();
      sayNothing(await confirm(scene));
    });
  }

  test('is unclear when there is no answer in time', async (scene, lookUps) => {
    const aborter = new AbortController();
    await lookUps.fail('hang');
    const looking = confirm(scene, publication, aborter.signal);
    await lookUps.struck();
    aborter.abort();
    assert.equal((await looking).kind, 'unclear');
  });

  test('is unclear when nobody listens', async (scene) => {
    await scene.refuse();
    assert.equal((await confirm(scene)).kind, 'unclear');
  });
}

/** Other words have another key, as in {@link Publication.idempotencyKey}. */
const another = (number: number, words: Partial<Publication>): Publication => ({
  ...publication,
  idempotencyKey: `key-of-another-${number}`,
  ...words,
});

const publish = (scene: Scene, what: Publication = publication) =>
  scene.account.publish(what, watchedWire());

async function confirm(
  scene: Scene,
  what: Publication = publication,
  signal = AbortSignal.timeout(20_000),
): Promise<Sighting> {
  assert.ok(scene.account.confirm, 'the account has no look-up');
  const sighting = await scene.account.confirm(what, signal);
  for (const secret of scene.secrets)
    assert.ok(!JSON.stringify(sighting).includes(secret), `a secret shows: ${sighting.kind}`);
  return sighting;
}
