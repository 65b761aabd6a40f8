import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { guardedApi } from '../../src/api/guard.ts';
import { createKey } from '../../src/application/keys.ts';
import type { Services } from '../../src/application/services.ts';
import { scopes } from '../../src/domain/scope.ts';
import { inACampaign, morning, week } from '../support/campaign.ts';
import { isLong } from '../support/long.ts';
import { query } from '../support/postgres.ts';

const token = 'the-token-of-the-owner';

/** Of parallel copies of one webhook. */
const rounds = isLong ? 1000 : 5;

const meet = (services: Services) => {
  const api = guardedApi(services, { token, id: 'one' });
  return async (path: string, body: object, key: string, as = token) => {
    const response = await api.request(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${as}`, 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    const { status, headers } = response;
    return { status, text: await response.text(), again: headers.get('idempotency-replayed') };
  };
};

const pause = '/api/publishing/pause';

describe('an Idempotency-Key', { concurrency: 2 }, () => {
  it('lets a request be carried out once, for its caller and its body', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare([{ post_id: 'a' }], 'pending');
      await campaign.session(morning, async ({ house: { services } }) => {
        const ask = meet(services);
        const hold = { week_id: week, deliveries: ['a'], who: 'noa' };
        const first = await ask('/api/deliveries/hold', hold, 'k1');
        const second = await ask('/api/deliveries/hold', hold, 'k1');
        assert.deepEqual([first.status, first.again], [200, null]);
        assert.deepEqual(second, { ...first, again: 'true' });
        const held = "SELECT 1 FROM audit WHERE event = 'held'";
        assert.equal((await query(campaign.database.url, held)).length, 1);
        for (const [path, body] of [
          ['/api/deliveries/hold', { ...hold, who: 'dana' }],
          ['/api/deliveries/release', hold],
        ] as const) {
          const other = await ask(path, body, 'k1');
          assert.deepEqual(
            [other.status, JSON.parse(other.text).code],
            [409, 'idempotency-key-reused'],
          );
        }
        const asked = { name: 'other', scopes, days: 1, who: 'noa', within: scopes };
        const made = await createKey(services, asked);
        assert.ok(made.ok);
        const ofAnother = await ask('/api/deliveries/release', hold, 'k1', made.value.key);
        assert.equal(ofAnother.status, 200, 'it is bound to the caller');
        assert.equal((await ask(pause, {}, 'x'.repeat(256))).status, 400);
        const wrong = await ask('/api/deliveries/hold', { ...hold, deliveries: ['z'] }, 'k2');
        assert.deepEqual(await ask('/api/deliveries/hold', { ...hold, deliveries: ['z'] }, 'k2'), {
          ...wrong,
          again: 'true',
        });
      });
    }));

  it('keeps no secret, is forgotten after a day, and is free again where its process died', () =>
    inACampaign(async (campaign) => {
      await campaign.session(morning, async ({ house: { services } }) => {
        const ask = meet(services);
        const wanted = { name: 'ci', scopes: ['read'] };
        const made = await ask('/api/keys', wanted, 'k1');
        const { key } = JSON.parse(made.text);
        const again = await ask('/api/keys', wanted, 'k1');
        assert.deepEqual(
          [again.status, JSON.parse(again.text).code],
          [409, 'idempotency-not-kept'],
        );
        const rows = await query(campaign.database.url, 'SELECT * FROM api_request');
        assert.ok(!JSON.stringify(rows).includes(key));
        await ask(pause, {}, 'k2');
        const sql = (text: string) => query(campaign.database.url, text);
        await sql("UPDATE api_request SET begun_at = begun_at - interval '25 hours'");
        assert.equal((await ask(pause, {}, 'k2')).again, null);
        assert.equal((await sql('SELECT 1 FROM api_request')).length, 1, 'the others are purged');
        await sql('UPDATE api_request SET status = NULL, answer = NULL');
        const busy = await ask(pause, {}, 'k2');
        assert.deepEqual(
          [busy.status, JSON.parse(busy.text).code],
          [409, 'idempotency-in-progress'],
        );
        await sql("UPDATE api_request SET lease_until = lease_until - interval '11 minutes'");
        assert.deepEqual((await ask(pause, {}, 'k2')).status, 200);
      });
    }));

  it('makes one run of 50 parallel copies of a webhook', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare([{ post_id: 'a' }], 'pending');
      await campaign.session(morning, async ({ house: { services } }) => {
        const ask = meet(services);
        // Each run ends at once: what it would do costs more than all that is looked at here.
        await campaign.repository.close();
        const count = async () =>
          (await query(campaign.database.url, 'SELECT 1 FROM automation_runs')).length;
        for (let round = 0; round < rounds; round += 1) {
          const before = await count();
          const copies = Array.from({ length: 50 }, () =>
            ask('/api/webhook/marketing/run-week', { week_id: week }, `round-${round}`),
          );
          const answers = await Promise.all(copies);
          assert.equal(await count(), before + 1, `round ${round}`);
          const good = answers.filter(({ status }) => status === 202);
          assert.equal(new Set(good.map(({ text }) => text)).size, 1);
          assert.ok(answers.every(({ status }) => status === 202 || status === 409));
        }
      });
    }));
});
