import assert from 'node:assert/strict';
import { it } from 'node:test';
import { linkedin } from '../../src/connectors/linkedin.ts';
import { startNetwork } from '../network/start.ts';
import { watchedWire } from '../support/wire.ts';
import { contractSuite } from './contract.ts';
import { sceneOf, type Vendor } from './scene.ts';
import { publication } from './subject.ts';

const token = 'AQX-tok-3n_s3cr3t';

const page: Vendor<typeof linkedin.settings> = {
  connector: linkedin,
  key: 'linkedin/company',
  token,
  account: (number) => `urn:li:organization:${1000 + number}`,
  settings: (url, author) => ({ author, token, look_up: true, base_url: `${url}/linkedin` }),
  idempotency: 'none',
  removedAgain: 'removed',
  lookUp: true,
  untitled: true,
  impossibleLookUps: ['incomplete'],
  forbidden: 'unauthorised',
  waits: ['retry-after'],
};

contractSuite('linkedin, a page', sceneOf(page));

contractSuite(
  'linkedin, a person',
  sceneOf({
    ...page,
    key: 'linkedin/personal',
    account: (number) => `urn:li:person:a_B-${number}`,
    settings: (url, author) => ({ author, token, base_url: `${url}/linkedin` }),
    lookUp: false,
  }),
);

it('linkedin shows a text whole, whatever signs are in it, and finds it again', async () => {
  await using network = await startNetwork({ token });
  const chosen = linkedin.settings.parse(page.settings(network.url, page.account(1)));
  const account = linkedin.bind(page.key, chosen, { dataDirectory: '/nonexistent' });
  const text =
    'Save 50% (really) | C# & *more* ~ #Launch #השקה\n@acme [1] {x} <y> \\o/\n\nhttps://acme.example/a_b?utm_campaign=week1_launch&utm_content=en_linkedin_01#top';
  const what = { ...publication, parts: [text] };
  const outcome = await account.publish(what, watchedWire());
  assert.equal(outcome.kind, 'accepted');
  assert.equal((await network.ledger())[0]?.text, text);
  const sighting = await account.confirm?.(what, AbortSignal.timeout(20_000));
  assert.deepEqual(sighting, { ...outcome, kind: 'found' });
});
