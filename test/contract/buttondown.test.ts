import assert from 'node:assert/strict';
import { it } from 'node:test';
import { buttondown } from '../../src/connectors/buttondown.ts';
import { sharedFile, skipWithout } from '../support/shared.ts';
import { contractSuite } from './contract.ts';
import { sceneOf, type Vendor } from './scene.ts';
import { openApiOperation } from './spec.ts';
import { spoken } from './spoken.ts';

const token = 'tok-3n_s3cr3t';

const vendor: Vendor<typeof buttondown.settings> = {
  connector: buttondown,
  key: 'newsletter/weekly_issue',
  token,
  account: (number) => `acme-${number}`,
  settings: (url, newsletter) => ({
    newsletter,
    api_key: token,
    base_url: `${url}/buttondown/${newsletter}/v1`,
  }),
  idempotency: 'none',
  lookUp: true,
  impossibleLookUps: ['incomplete'],
  forbidden: 'unauthorised',
  waits: ['retry-after'],
};

contractSuite('buttondown', sceneOf(vendor));

const spec = 'specs/buttondown-openapi.json';

it("buttondown and its dialect speak as the vendor's OpenAPI describes", {
  skip: skipWithout(spec),
}, async () => {
  const file = sharedFile(spec) ?? '';
  const create = openApiOperation(file, 'post', '/emails');
  const list = openApiOperation(file, 'get', '/emails');
  const faults = ['none', 'unauthorised', 'forbidden', 'bad-request', 'rate-limited'];
  const exchanges = await spoken(vendor, faults);
  assert.deepEqual(
    exchanges.map(({ status }) => status),
    [201, 401, 403, 400, 429, 200],
  );
  for (const { method, path, status, asked, answered } of exchanges) {
    const { request, query, answer } = method === 'GET' ? list : create;
    assert.deepEqual(method === 'GET' ? query(path) : request(asked), [], asked);
    assert.deepEqual(answer(`${status}`)(answered), [], answered);
  }
});
