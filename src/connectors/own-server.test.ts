import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication as posted } from '../../test/contract/subject.ts';
import { rawServer } from '../../test/support/raw-server.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { bluesky } from './bluesky.ts';
import type { Connector } from './connector.ts';
import { listmonk } from './listmonk.ts';
import { mastodon } from './mastodon.ts';
import { telegram } from './telegram.ts';

/** Connectors whose server people name, and the rest of their settings. */
const connectors = [
  [mastodon, { user_id: '1', token: 't' }],
  [bluesky, { did: 'did:web:acme.example', password: 'p' }],
  [listmonk, { user: 'u', token: 't', lists: [1] }],
  [telegram, { chat: '@acme', token: '1:t' }],
] as unknown as readonly (readonly [Connector, object])[];

/** An address of this machine on Linux, and of no loopback network. */
const inside = '0.0.0.0';

describe('a server that people name', () => {
  for (const [connector, settings] of connectors) {
    const { id } = connector;
    const bind = (base_url: string, more: object = {}) =>
      connector.bind('a/b', connector.settings.parse({ base_url, ...settings, ...more }), {
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
