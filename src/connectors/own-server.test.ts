import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication as posted } from '../../test/contract/subject.ts';
import { rawServer } from '../../test/support/raw-server.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { bluesky } from './bluesky.ts';
import { buttondown } from './buttondown.ts';
import type { Connector } from './connector.ts';
import { discord } from './discord.ts';
import { facebook } from './facebook.ts';
import { linkedin } from './linkedin.ts';
import { listmonk } from './listmonk.ts';
import { mastodon } from './mastodon.ts';
import { reddit } from './reddit.ts';
import { resend } from './resend.ts';
import { slack } from './slack.ts';
import { telegram } from './telegram.ts';
import { x } from './x.ts';

/** Connectors whose server people name, the rest of their settings, and where the server is named. */
const connectors = [
  [mastodon, { user_id: '1', token: 't' }],
  [bluesky, { did: 'did:web:acme.example', password: 'p' }],
  [listmonk, { user: 'u', token: 't', lists: [1] }],
  [telegram, { chat: '@acme', token: '1:t' }],
  [x, { user_id: '1', token: 't' }],
  [reddit, { subreddit: 'resumes', user: 'acme', token: 't' }],
  [slack, { channel: 'C012', token: 't' }],
  [facebook, { page: '1', token: 't' }],
  [linkedin, { author: 'urn:li:organization:1', token: 't', look_up: true }],
  [buttondown, { newsletter: 'weekly', api_key: 'k' }],
  [resend, { segment: '00000000-0000-4000-8000-000000000001', from: 'a@b', api_key: 'k' }],
  [slack, {}, (url: string) => ({ webhook: `${url}/services/T1/B1/t` })],
  [discord, {}, (url: string) => ({ webhook: `${url}/api/webhooks/1/t` })],
] as unknown as readonly (readonly [Connector, object, ((url: string) => object)?])[];

/** An address of this machine on Linux, and of no loopback network. */
const inside = '0.0.0.0';

describe('a server that people name', () => {
  for (const [connector, settings, at = (base_url: string) => ({ base_url })] of connectors) {
    const { id } = connector;
    const bind = (url: string, more: object = {}) =>
      connector.bind('a/b', connector.settings.parse({ ...at(url), ...settings, ...more }), {
        dataDirectory: '/nonexistent',
      });

    it(`is not reached inside of a network, unless that is allowed: ${id}`, async () => {
      await using server = await rawServer({ data: (socket) => socket.end() });
      const account = bind(`https://${inside}:${server.port}`);
      const outcome = await account.publish(posted, watchedWire());
      assert.equal(outcome.kind, 'rejected');
      assert.match(JSON.stringify(outcome), /`allow_local` lets it/);
      const sighting = await account.confirm?.(posted, AbortSignal.timeout(20_000));
      if (sighting) assert.match(JSON.stringify(sighting), /unclear.*`allow_local`/);
      const removal = await account.remove?.('1_1', watchedWire());
      if (removal) assert.match(JSON.stringify(removal), /unknown|refused/);
      const owner = await account.owner?.(watchedWire());
      if (owner) assert.match(JSON.stringify(owner), /unclear.*`allow_local`/);
      assert.equal(server.connections, 0);
      const allowed = bind(`http://${inside}:${server.port}`, { allow_local: true });
      await allowed.publish(posted, watchedWire());
      assert.equal(server.connections, 1);
    });

    it(`may be this machine itself: ${id}`, async () => {
      await using server = await rawServer({ data: (socket) => socket.end() });
      await bind(`http://127.0.0.1:${server.port}`).publish(posted, watchedWire());
      assert.equal(server.connections, 1);
    });
  }
});
