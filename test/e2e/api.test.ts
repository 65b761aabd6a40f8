import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { it } from 'node:test';
import { createApi } from '../../src/api/app.ts';
import { startServer } from '../../src/api/server.ts';
import type { StoreTransaction } from '../../src/application/ports/store.ts';
import type { Services } from '../../src/application/services.ts';
import { inACampaign, morning, week } from '../support/campaign.ts';
import { query } from '../support/postgres.ts';

const endOthers = `
  SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
   WHERE datname = current_database() AND pid <> pg_backend_pid()`;

it('the server closes, also where somebody has not asked to the end', { timeout: 25_000 }, () =>
  inACampaign((campaign) =>
    campaign.session(morning, async ({ house }) => {
      const server = await startServer(house, { host: '127.0.0.1', port: 0 });
      assert.ok(server.ok);
      const client = connect(Number(new URL(server.value.url).port), '127.0.0.1');
      await once(client, 'connect');
      client.write('GET /healthz HTTP/1.1\r\nhost: here\r\n');
      const ended = once(client, 'close');
      client.resume();
      await server.value.close();
      await ended;
    }),
  ),
);

it('every error of the API is a problem, with a code and a remedy', () =>
  inACampaign(async (campaign) => {
    await campaign.prepare([{ post_id: 'a' }]);
    const who = 'noa';
    const one = { week_id: week, who, deliveries: ['a'] };
    const cases: readonly (readonly [string, number, string, object?])[] = [
      ['/api/webhook/marketing/run-week', 400, 'request-invalid', {}],
      ['/api/webhook/marketing/run-week', 400, 'request-invalid', { week_id: 'a\0b' }],
      ['/api/deliveries/hold', 400, 'request-invalid', { ...one, reason: '\ud800' }],
      ['/api/deliveries/hold', 400, 'request-invalid', { ...one, all: true }],
      ['/api/deliveries/hold', 400, 'request-invalid', { ...one, more: 1 }],
      ['/api/deliveries/hold', 404, 'delivery-unknown', { ...one, deliveries: ['z'] }],
      ['/api/publishing/pause', 404, 'account-unknown', { who, accounts: ['x/other'] }],
      ['/api/accounts/x/other/pause', 404, 'account-unknown', { who }],
      ['/api/deliveries/nothing', 404, 'not-found', one],
      ['/', 404, 'not-found'],
      ['/api/webhook/marketing/run-week', 405, 'method-not-allowed'],
    ];
    await campaign.session(morning, async ({ call }) => {
      for (const [path, status, code, body] of cases) {
        const answer = await call(body ? 'POST' : 'GET', path, body);
        const what = `${path} ${JSON.stringify(body)}: ${JSON.stringify(answer.body)}`;
        assert.deepEqual([answer.status, answer.body.code], [status, code], what);
        assert.deepEqual(answer.body.type, `urn:broadsheet:problem:${code}`);
        assert.notEqual(answer.body.detail, '', what);
      }
    });
    await campaign.session(morning, async ({ house: { services } }) => {
      const losing: Services = { ...services, store: { ...services.store, reading: loseIt } };
      function loseIt<T>(work: (tables: StoreTransaction) => Promise<T>): Promise<T> {
        return services.store.reading(async (tables) => {
          await query(campaign.database.url, endOthers);
          return work(tables);
        });
      }
      const answer = await createApi(losing).request(`/api/marketing/status?week_id=${week}`);
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1']);
      assert.equal(((await answer.json()) as { code: string }).code, 'database-away');
      const again = await createApi(services).request(`/api/marketing/status?week_id=${week}`);
      assert.equal(again.status, 200);
    });
    await query(campaign.database.url, 'ALTER TABLE post RENAME TO gone');
    const broken = await campaign.run('status');
    assert.equal(broken.code, 2);
    assert.match(broken.stderr, /error: Broadsheet failed: relation "post" does not exist\n {2}\S/);
    assert.equal(broken.stdout, '');
  }));
