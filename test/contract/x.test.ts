import assert from 'node:assert/strict';
import { it } from 'node:test';
import { x } from '../../src/connectors/x.ts';
import { sharedFile, skipWithout } from '../support/shared.ts';
import { contractSuite } from './contract.ts';
import { sceneOf, type Vendor } from './scene.ts';
import { openApiOperation } from './spec.ts';
import { spoken } from './spoken.ts';
import { publication } from './subject.ts';

const token = 'tok-3n_s3cr3t';

const vendor: Vendor<typeof x.settings> = {
  connector: x,
  key: 'x/main_account',
  token,
  account: (number) => `${1000 + number}`,
  settings: (url, user_id) => ({ user_id, token, base_url: `${url}/x/${user_id}` }),
  idempotency: 'none',
  removedAgain: 'gone',
  lookUp: true,
  untitled: true,
  impossibleLookUps: ['incomplete'],
  waits: ['x-rate-limit-reset'],
};

contractSuite('x', sceneOf(vendor));

const spec = 'specs/x-openapi.json';

// X's refusals are not as its description says: a kind that has no name of its own is `about:blank`.
it("x and its dialect speak as the vendor's OpenAPI describes, save in refusals", {
  skip: skipWithout(spec),
}, async () => {
  const file = sharedFile(spec) ?? '';
  const create = openApiOperation(file, 'post', '/2/tweets');
  const list = openApiOperation(file, 'get', '/2/users/{id}/tweets');
  const faults = ['none', 'unauthorised', 'forbidden', 'bad-request', 'duplicate', 'rate-limited'];
  const single = await spoken(vendor, faults);
  const reply = await spoken(vendor, ['none'], { ...publication, replyTo: '1346889436626259968' });
  assert.deepEqual(
    [...single, ...reply].map(({ status }) => status),
    [201, 401, 403, 400, 403, 429, 200, 201, 200],
  );
  for (const { method, path, status, asked, answered } of [...single, ...reply]) {
    if (method === 'GET') assert.deepEqual(list.query(path), [], path);
    else assert.deepEqual(create.request(asked), [], asked);
    if (status === 200) assert.deepEqual(list.answer('200')(answered), [], answered);
    if (status === 201) assert.deepEqual(create.answer('201')(answered), [], answered);
  }
});
