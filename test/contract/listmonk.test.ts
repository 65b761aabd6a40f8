import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listmonk } from '../../src/connectors/listmonk.ts';
import { watchedWire } from '../support/wire.ts';
import { contractSuite } from './contract.ts';
import { sceneOf, type Vendor } from './scene.ts';
import { publication } from './subject.ts';

const token = 'tok-3n_s3cr3t';

const vendor: Vendor<typeof listmonk.settings> = {
  connector: listmonk,
  key: 'newsletter/weekly_issue',
  token,
  account: (number) => `acme-${number}`,
  settings: (url, server) => ({
    base_url: `${url}/listmonk/${server}`,
    user: 'broadsheet',
    token,
    lists: [3, 1],
  }),
  idempotency: 'none',
  lookUp: true,
  drafts: true,
  forbidden: 'unauthorised',
  impossible: ['duplicate'],
  waits: ['retry-after'],
};

const subject = sceneOf(vendor);

contractSuite('listmonk', subject);

describe('listmonk: the step before the irreversible request', () => {
  for (const mode of ['error', 'truncated', 'incomplete'] as const)
    it(`a search that fails by this: ${mode}: rejected, and nothing is started`, async () => {
      await using scene = await subject.open();
      await scene.lookUps?.fail(mode);
      const wire = watchedWire();
      assert.equal((await scene.account.publish(publication, wire)).kind, 'rejected');
      assert.deepEqual([wire.passed, await scene.requests(), await scene.posts()], [[], 0, 0]);
      assert.equal((await scene.account.publish(publication, wire)).kind, 'accepted');
    });

  it('a search without an answer: rejected, when the time is over', async () => {
    await using scene = await subject.open();
    await scene.lookUps?.fail('hang');
    const aborter = new AbortController();
    const wire = watchedWire({ signal: aborter.signal });
    const publishing = scene.account.publish(publication, wire);
    await scene.lookUps?.struck();
    aborter.abort();
    assert.equal((await publishing).kind, 'rejected');
    assert.deepEqual([wire.passed, await scene.requests()], [[], 0]);
  });

  it('the draft of an attempt that was held back or not taken is used by the next one', async () => {
    await using scene = await subject.open();
    const heldBack = watchedWire({ maySend: async () => false });
    assert.equal((await scene.account.publish(publication, heldBack)).kind, 'released');
    const signal = AbortSignal.timeout(20_000);
    assert.deepEqual(await scene.account.confirm?.(publication, signal), { kind: 'absent' });
    await scene.fail('drop');
    assert.equal((await scene.account.publish(publication, watchedWire())).kind, 'unknown');
    const second = { ...publication, attemptId: '2', attemptNumber: 2 };
    const outcome = await scene.account.publish(second, watchedWire());
    assert.equal(outcome.kind, 'accepted', JSON.stringify(outcome));
    assert.equal(await scene.posts(), 1);
  });

  it('what is out already is not started again', async () => {
    await using scene = await subject.open();
    await scene.fail('accept-reset');
    assert.equal((await scene.account.publish(publication, watchedWire())).kind, 'unknown');
    const wire = watchedWire();
    const again = await scene.account.publish({ ...publication, attemptNumber: 2 }, wire);
    assert.equal(again.kind, 'duplicate');
    const found = await scene.account.confirm?.(publication, AbortSignal.timeout(20_000));
    assert.equal(
      found?.kind === 'found' && found.remoteId,
      again.kind === 'duplicate' && again.remoteId,
    );
    assert.deepEqual([wire.passed, await scene.requests(), await scene.posts()], [[], 1, 1]);
  });
});
