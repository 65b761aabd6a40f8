import assert from 'node:assert/strict';
import { it } from 'node:test';
import { resend } from '../../src/connectors/resend.ts';
import { sharedFile, skipWithout } from '../support/shared.ts';
import { contractSuite } from './contract.ts';
import { sceneOf, type Vendor } from './scene.ts';
import { openApiOperation } from './spec.ts';
import { spoken } from './spoken.ts';

const token = 're_tok-3n_s3cr3t';

const vendor: Vendor<typeof resend.settings> = {
  connector: resend,
  key: 'newsletter/weekly_issue',
  token,
  account: (number) => `team-${number}`,
  settings: (url, team) => ({
    segment: '78261eea-8f8b-4381-83c6-79fa7120f1cf',
    from: 'Acme <news@acme.example>',
    api_key: token,
    base_url: `${url}/resend/${team}`,
  }),
  idempotency: 'none',
  lookUp: true,
  forbidden: 'unauthorised',
  impossible: ['duplicate'],
  waits: ['retry-after'],
};

contractSuite('resend', sceneOf(vendor));

const spec = 'specs/resend-openapi.json';

it("resend and its dialect speak as the vendor's OpenAPI describes", {
  skip: skipWithout(spec),
}, async () => {
  const file = sharedFile(spec) ?? '';
  const create = openApiOperation(file, 'post', '/broadcasts');
  const list = openApiOperation(file, 'get', '/broadcasts');
  const exchanges = await spoken(vendor, ['none']);
  assert.deepEqual(
    exchanges.map(({ status }) => status),
    [201, 200],
  );
  for (const { method, path, status, asked, answered } of exchanges) {
    const { request, query, answer } = method === 'GET' ? list : create;
    assert.deepEqual(method === 'GET' ? query(path) : request(asked), [], asked);
    assert.deepEqual(answer(`${status}`)(answered), [], answered);
  }
});
