import assert from 'node:assert/strict';
import { it } from 'node:test';
import { mastodon } from '../../src/connectors/mastodon.ts';
import { sharedFile, skipWithout } from '../support/shared.ts';
import { contractSuite } from './contract.ts';
import { sceneOf, type Vendor } from './scene.ts';
import { openApiOperation } from './spec.ts';
import { spoken } from './spoken.ts';
import { publication } from './subject.ts';

const token = 'tok-3n_s3cr3t';

const vendor: Vendor<typeof mastodon.settings> = {
  connector: mastodon,
  key: 'mastodon/main_account',
  token,
  account: (number) => `${1000 + number}`,
  settings: (url, user_id) => ({ user_id, token, base_url: `${url}/mastodon/${user_id}` }),
  idempotency: 'key',
  removedAgain: 'gone',
  lookUp: true,
  untitled: true,
  forbidden: 'unauthorised',
  impossible: ['duplicate'],
  impossibleLookUps: ['incomplete'],
  waits: ['x-ratelimit-reset-iso'],
};

contractSuite('mastodon', sceneOf(vendor));

const spec = 'specs/mastodon-openapi.patched.json';

it("mastodon and its dialect speak as the vendor's OpenAPI describes", {
  skip: skipWithout(spec),
}, async () => {
  const file = sharedFile(spec) ?? '';
  const create = openApiOperation(file, 'post', '/api/v1/statuses');
  const list = openApiOperation(file, 'get', '/api/v1/accounts/{id}/statuses');
  const faults = ['none', 'unauthorised', 'bad-request', 'rate-limited', 'error-503'];
  const single = await spoken(vendor, faults);
  const reply = await spoken(vendor, ['none'], { ...publication, replyTo: '7' });
  assert.deepEqual(
    [...single, ...reply].map(({ status }) => status),
    [200, 401, 422, 429, 503, 200, 200, 200],
  );
  for (const { method, path, status, asked, answered } of [...single, ...reply]) {
    const { query, request, answer } = method === 'GET' ? list : create;
    assert.deepEqual(query(path), [], path);
    if (method === 'POST') assert.deepEqual(request(asked), [], asked);
    assert.deepEqual(answer(`${status}`)(answered), [], answered);
  }
});
