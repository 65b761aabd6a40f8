import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listmonk } from './listmonk.ts';
import { registry } from './registry.ts';
import { serverUrl } from './settings.ts';

const context = { dataDirectory: '/nonexistent' };

/** What is wrong with an address among the settings of a connector. */
const objection = (connector: string, setting: string, address: string, more: object = {}) => {
  const parsed = registry()
    .get(connector)
    ?.settings.safeParse({ ...more, [setting]: address });
  return parsed?.error?.issues.find(({ path }) => path.join() === setting)?.message ?? null;
};

/** The same, of what is only seen when all else is well. */
const encryptionOf = (connector: string, setting: string, address: string) =>
  objection(connector, setting, address, settingsOf[connector]);

const x = { user_id: '1', token: 't' };
const settingsOf: Readonly<Record<string, object>> = {
  bluesky: { did: 'did:web:acme.example', password: 'p' },
  buttondown: { newsletter: 'weekly', api_key: 'k' },
  discord: {},
  facebook: { page: '1', token: 't' },
  linkedin: { author: 'urn:li:organization:1', token: 't' },
  listmonk: { base_url: 'https://l.example', user: 'u', token: 't', lists: [1] },
  mastodon: x,
  reddit: { subreddit: 'resumes', token: 't' },
  resend: { api_key: 'k', segment: 's', from: 'a@acme.example' },
  slack: { channel: 'C0123456789', token: 't' },
  telegram: { chat: '@acme', token: '1:t' },
  webhook: { secret: `whsec_${'A'.repeat(32)}` },
  x,
};

/** How the address of a webhook has to end. */
const webhookPaths: Readonly<Record<string, string>> = {
  discord: '/api/webhooks/1/t',
  slack: '/services/T1/B1/t',
};

const webAddresses = [...registry().values()].flatMap(({ id, settings }) =>
  Object.keys((settings as unknown as { readonly shape: object }).shape)
    .filter((name) => /^(base_url|authorize_url|token_url)$/.test(name) || name === 'webhook')
    .map((name) => [id, name] as const),
);

describe('an address among the settings', () => {
  it('is found in each connector that speaks HTTP', () => {
    assert.ok(webAddresses.length >= 18, JSON.stringify(webAddresses));
  });

  for (const [connector, setting] of webAddresses)
    it(`holds no user name and no password: ${connector} ${setting}`, () => {
      for (const login of ['me:CANARY@', ':CANARY@', 'CANARY@']) {
        const said = objection(connector, setting, `https://${login}server.example`);
        assert.match(said ?? '', /user name or a password|must be the address of a webhook/, login);
        assert.doesNotMatch(said ?? '', /CANARY/);
      }
    });

  for (const [connector, setting] of webAddresses)
    it(`elsewhere carries no secret in the clear: ${connector} ${setting}`, () => {
      const end = setting === 'webhook' ? (webhookPaths[connector] ?? '') : '';
      const plain = (host: string) => encryptionOf(connector, setting, `http://${host}${end}`);
      for (const host of ['server.example', '10.0.0.1', '127.0.0.1.server.example'])
        assert.match(plain(host) ?? '', /must begin with https/, host);
      for (const host of ['127.0.0.1:8080', 'localhost', '[::1]']) assert.equal(plain(host), null);
    });

  it('of one server is one, whatever its case, its usual port and its end', () => {
    for (const same of ['https://l.example', 'https://L.Example:443/', 'HTTPS://l.example//'])
      assert.equal(serverUrl.parse(same), 'https://l.example');
    assert.equal(serverUrl.parse('https://l.example:8443/Sub/'), 'https://l.example:8443/Sub');
    const placeOf = (base_url: string) =>
      listmonk.bind(
        'newsletter/weekly',
        listmonk.settings.parse({ base_url, user: 'u', token: 't', lists: [1] }),
        context,
      ).place;
    assert.equal(placeOf('https://l.example:443'), placeOf('https://L.example/'));
  });
});
