import assert from 'node:assert/strict';
import { it } from 'node:test';
import { telegram } from '../../src/connectors/telegram.ts';
import { startNetwork } from '../network/start.ts';
import { recorderBefore } from '../support/recorder.ts';
import { sharedFile, skipWithout } from '../support/shared.ts';
import { watchedWire } from '../support/wire.ts';
import { contractSuite } from './contract.ts';
import { sceneOf } from './scene.ts';
import { botApiMethod } from './spec.ts';
import { publication } from './subject.ts';

const token = '123456:tok-3n_s3cr3t';
const key = 'community/telegram';

contractSuite(
  'telegram',
  sceneOf({
    connector: telegram,
    key,
    token,
    account: (number) => `@acme_${number}`,
    settings: (url, chat) => ({ chat, token, base_url: `${url}/telegram` }),
    idempotency: 'none',
    lookUp: false,
    forbidden: 'unauthorised',
    impossible: ['duplicate'],
    waits: ['body'],
  }),
);

const spec = 'specs/telegram-bot-api.json';

it('telegram and its dialect speak as the Bot API is described', {
  skip: skipWithout(spec),
}, async () => {
  const { request, accepted, refused } = botApiMethod(sharedFile(spec) ?? '', 'sendMessage');
  await using network = await startNetwork({ token });
  await using recorder = await recorderBefore(network.url);
  const publish = (more: object, replyTo: string | null = null) => {
    const given = { chat: '@acme', token, base_url: `${recorder.url}/telegram`, ...more };
    const account = telegram.bind(key, telegram.settings.parse(given), { dataDirectory: '' });
    return account.publish({ ...publication, replyTo }, watchedWire());
  };
  await publish({});
  await publish({ chat: -1001234567890, topic: 7, link_preview: false }, '1');
  for (const fault of ['unauthorised', 'forbidden', 'bad-request', 'rate-limited', 'error-500']) {
    await network.script({ fault });
    await publish({});
  }
  const statuses = recorder.exchanges.map(({ status }) => status);
  assert.deepEqual(statuses, [200, 200, 401, 403, 400, 429, 500]);
  for (const { status, asked, answered } of recorder.exchanges) {
    assert.deepEqual(request(asked), [], asked);
    assert.deepEqual(status === 200 ? accepted(answered) : refused(answered), [], answered);
  }
});
