import assert from 'node:assert/strict';
import { it } from 'node:test';
import { discord } from '../../src/connectors/discord.ts';
import { sharedFile, skipWithout } from '../support/shared.ts';
import { contractSuite } from './contract.ts';
import { sceneOf, type Vendor } from './scene.ts';
import { openApiOperation } from './spec.ts';
import { spoken } from './spoken.ts';

const token = 'tok-3n_s3cr3t';

const vendor: Vendor<typeof discord.settings> = {
  connector: discord,
  key: 'community/discord',
  token,
  account: (number) => `${1000 + number}`,
  settings: (url, id) => ({ webhook: `${url}/discord/api/webhooks/${id}/${token}`, thread: '8' }),
  idempotency: 'none',
  removedAgain: 'gone',
  lookUp: false,
  forbidden: 'unauthorised',
  impossible: ['duplicate'],
  waits: ['body'],
};

contractSuite('discord', sceneOf(vendor));

const spec = 'specs/discord-openapi.json';

it("discord and its dialect speak as the vendor's OpenAPI describes", {
  skip: skipWithout(spec),
}, async () => {
  const path = '/webhooks/{webhook_id}/{webhook_token}';
  const { request, answer } = openApiOperation(sharedFile(spec) ?? '', 'post', path);
  const faults = ['none', 'unauthorised', 'forbidden', 'bad-request', 'rate-limited'];
  const exchanges = await spoken(vendor, faults);
  assert.deepEqual(
    exchanges.map(({ status }) => status),
    [200, 401, 403, 400, 429],
  );
  for (const { status, asked, answered } of exchanges) {
    const described = status === 200 || status === 429 ? `${status}` : '4XX';
    assert.deepEqual(request(asked), [], asked);
    assert.deepEqual(answer(described)(answered), [], answered);
  }
});
