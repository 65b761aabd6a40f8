import assert from 'node:assert/strict';
import { it } from 'node:test';
import { reddit } from '../../src/connectors/reddit.ts';
import { startNetwork } from '../network/start.ts';
import { watchedWire } from '../support/wire.ts';
import { contractSuite } from './contract.ts';
import { sceneOf, type Vendor } from './scene.ts';
import { publication } from './subject.ts';

const token = 'eyJ-tok-3n_s3cr3t';

const vendor: Vendor<typeof reddit.settings> = {
  connector: reddit,
  key: 'reddit/r/resumes',
  token,
  account: (number) => `acme_${number}`,
  settings: (url, user) => ({ subreddit: 'resumes', user, token, base_url: `${url}/reddit` }),
  idempotency: 'none',
  removedAgain: 'removed',
  lookUp: true,
  impossibleLookUps: ['incomplete'],
  forbidden: 'unauthorised',
  waits: ['x-ratelimit-reset-seconds'],
};

contractSuite('reddit', sceneOf(vendor));

it('reddit: one link in three subreddits, by one user, is three posts to a look', async () => {
  await using network = await startNetwork({ token, pageSize: 2 });
  const bind = (subreddit: string) =>
    reddit.bind(
      `reddit/r/${subreddit}`,
      reddit.settings.parse({ ...vendor.settings(network.url, 'acme'), subreddit }),
      { dataDirectory: '/nonexistent' },
    );
  const [resumes, careers, jobs] = [bind('resumes'), bind('careerguidance'), bind('jobs')];
  const look = (account: typeof resumes) =>
    account.confirm?.(publication, AbortSignal.timeout(20_000));

  const made = await careers.publish(publication, watchedWire());
  await network.script({ fault: 'accept-reset' });
  assert.equal((await resumes.publish(publication, watchedWire())).kind, 'unknown');
  await network.script({ fault: 'drop' });
  assert.equal((await jobs.publish(publication, watchedWire())).kind, 'unknown');

  assert.deepEqual(await look(careers), { ...made, kind: 'found' });
  assert.deepEqual(await look(jobs), { kind: 'absent' });
  const found = await look(resumes);
  assert.equal(found?.kind, 'found');
  assert.notEqual(
    found?.kind === 'found' && found.remoteId,
    made.kind === 'accepted' && made.remoteId,
  );
  assert.equal((await network.ledger()).length, 2);
});
