import assert from 'node:assert/strict';
import { it } from 'node:test';
import { telegram } from '../../src/connectors/telegram.ts';
import { sharedFile, skipWithout } from '../support/shared.ts';
import { contractSuite } from './contract.ts';
import { sceneOf, type Vendor } from './scene.ts';
import { botApiMethod } from './spec.ts';
import { spoken } from './spoken.ts';
import { publication } from './subject.ts';

const token = '123456:tok-3n_s3cr3t';

const vendor: Vendor<typeof telegram.settings> = {
  connector: telegram,
  key: 'community/telegram',
  token,
  account: (number) => `@acme_${number}`,
  settings: (url, chat) => ({ chat, token, base_url: `${url}/telegram` }),
  idempotency: 'none',
  removedAgain: 'gone',
  lookUp: false,
  forbidden: 'unauthorised',
  impossible: ['duplicate'],
  waits: ['body'],
};

contractSuite('telegram', sceneOf(vendor));

const spec = 'specs/telegram-bot-api.json';

it('telegram and its dialect speak as the Bot API is described', {
  skip: skipWithout(spec),
}, async () => {
  const { request, accepted, refused } = botApiMethod(sharedFile(spec) ?? '', 'sendMessage');
  const faults = ['none', 'unauthorised', 'forbidden', 'bad-request', 'rate-limited', 'error-500'];
  const plain = await spoken(vendor, faults);
  assert.deepEqual(
    plain.map(({ status }) => status),
    [200, 401, 403, 400, 429, 500],
  );
  const chosen = { token, topic: 7, link_preview: false };
  const settings = (url: string) => ({ ...chosen, chat: -1001, base_url: `${url}/telegram` });
  const reply = await spoken({ ...vendor, settings }, ['none'], { ...publication, replyTo: '1' });
  for (const { status, asked, answered } of [...plain, ...reply]) {
    assert.deepEqual(request(asked), [], asked);
    assert.deepEqual(status === 200 ? accepted(answered) : refused(answered), [], answered);
  }
});
