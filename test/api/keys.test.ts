import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { guardedApi } from '../../src/api/guard.ts';
import { createKey } from '../../src/application/keys.ts';
import type { Services } from '../../src/application/services.ts';
import { sweep } from '../../src/application/sweep.ts';
import { type Scope, scopes } from '../../src/domain/scope.ts';
import {
  at,
  type Campaign,
  deliveriesOf,
  inACampaign,
  morning,
  week,
} from '../support/campaign.ts';
import { query } from '../support/postgres.ts';
import { describedBy, type Operation } from './speaks.ts';

const token = 'the-token-of-the-owner';

async function keyFor(services: Services, ...wanted: readonly Scope[]): Promise<string> {
  const asked = { name: wanted.join('+'), scopes: wanted, days: 1, who: 'noa', within: scopes };
  const made = await createKey(services, asked);
  assert.ok(made.ok);
  return made.value.key;
}

/** The API as strangers meet it. */
const meet = (services: Services) => {
  const api = guardedApi(services, { token, id: 'one' });
  return async (key: string | null, method: string, path: string, body: object = {}) => {
    const response = await api.request(path, {
      method,
      headers: { prefer: 'wait', ...(key !== null && { authorization: `Bearer ${key}` }) },
      ...(method === 'POST' && { body: JSON.stringify(body) }),
    });
    const isStream = response.headers.get('content-type') === 'text/event-stream';
    if (isStream) await response.body?.cancel();
    const text = isStream ? '' : await response.text();
    return { status: response.status, body: /^[{[]/.test(text) ? JSON.parse(text) : null };
  };
};

/** A path of a route that leads to nothing. */
const nowhere = ({ path }: Operation) => path.replace('{key}', 'x/none').replace('{id}', 'none');

/** Routes that anybody may ask; each further one would be a hole. */
const openRoutes = ['/healthz', '/readyz', '/openapi.json', '/docs'];

/**
 * A week in which each way to let something out has a post that waits for it and is due: pending,
 * held, missed, on a paused account, and one that is not imported yet.
 */
async function waiting(campaign: Campaign): Promise<void> {
  await campaign.settings('approval: either\n');
  const missed = { post_id: 'missed', publish_date: '2026-02-13', status: 'approved' };
  const paused = { post_id: 'paused', platform: 'linkedin', account_target: 'company' };
  const rows = [missed, { post_id: 'pending' }, { post_id: 'held' }, paused];
  await campaign.prepare(rows, 'pending');
  await campaign.session(morning, async ({ call }) => {
    const of = (name: string) => ({ week_id: week, deliveries: [name], who: 'noa' });
    await call('POST', '/api/deliveries/approve', of('held'));
    await call('POST', '/api/deliveries/approve', of('paused'));
    await call('POST', '/api/deliveries/hold', of('held'));
    await call('POST', '/api/accounts/linkedin/company/pause', { who: 'noa' });
  });
  await campaign.push([...rows, { post_id: 'new', status: 'approved' }]);
}

describe('keys', { concurrency: 2 }, () => {
  it('open each route to its own scopes, and to no other', () =>
    inACampaign(async (campaign) => {
      await campaign.session(morning, async ({ house }) => {
        const ask = meet(house.services);
        const { operations } = describedBy((await ask(null, 'GET', '/openapi.json')).body);
        const keys = await Promise.all(
          scopes.map(async (scope) => ({ scope, key: await keyFor(house.services, scope) })),
        );
        const free = operations.filter((one) => one['x-scope'] === undefined);
        assert.deepEqual(
          free.map(({ path }) => path),
          openRoutes,
        );
        for (const operation of operations.filter((one) => one['x-scope'])) {
          const { method } = operation;
          const path = nowhere(operation);
          const needed = operation['x-scope'] ?? [];
          assert.deepEqual(operation.security[0], { key: needed });
          for (const wrong of [null, 'nonsense', `bs_00000000_${'A'.repeat(43)}`])
            assert.equal((await ask(wrong, method, path)).status, 401, path);
          for (const { scope, key } of keys) {
            const { status } = await ask(key, method, path);
            const enough = needed.every((one) => one === scope);
            assert.equal(status === 403, !enough, `${method} ${path} with ${scope}: ${status}`);
            assert.ok(![401, 429, 500].includes(status), `${path} with ${scope}: ${status}`);
          }
          const all = await keyFor(house.services, ...needed.map((one) => one as Scope));
          const { status } = await ask(all, method, path);
          assert.ok(![401, 403, 429, 500].includes(status), `${path} with all: ${status}`);
        }
      });
    }));

  it('let nothing out without `publish`, by any route; and with it each of those routes does', () =>
    inACampaign(async (campaign) => {
      await waiting(campaign);
      await campaign.session(at('08:30'), async ({ house: { services }, moveTo }) => {
        const ask = meet(services);
        const met = describedBy((await ask(null, 'GET', '/openapi.json')).body);
        const others = scopes.filter((scope) => scope !== 'publish');
        const timid = await keyFor(services, ...others);
        const bold = await keyFor(services, 'publish', 'approve', 'admin');
        const status = (await ask(token, 'GET', `/api/marketing/status?week_id=${week}`)).body;
        const id = (name: string) => deliveriesOf(status).find((one) => one.post_id === name)?.id;
        const hash = status.posts.find((one: { post_id: string }) => one.post_id === 'pending')
          .deliveries[0].content_hash;
        let hour = 8;
        const out = async () => {
          hour += 1;
          moveTo(at(`${String(hour).padStart(2, '0')}:00`));
          await sweep(services, null);
          return (await campaign.world()).map((one) => one.text.match(/Copy of (\w+)/)?.[1]);
        };
        assert.deepEqual(await out(), [], 'nothing goes out by itself');

        const of = (name: string) => ({ week_id: week, deliveries: [name] });
        const ways: readonly (readonly [path: string, body: object, name: string])[] = [
          [`/api/deliveries/${id('pending')}/approve`, { content_hash: hash }, 'pending'],
          ['/api/deliveries/release', of('held'), 'held'],
          ['/api/webhook/marketing/rerun-failed', of('missed'), 'missed'],
          ['/api/accounts/linkedin/company/resume', {}, 'paused'],
          ['/api/webhook/marketing/run-week', { week_id: week }, 'new'],
        ];
        const bodies: Readonly<Record<string, object>> = {
          ...Object.fromEntries(ways.map(([path, body]) => [path, body])),
          '/api/deliveries/approve': { week_id: week, all: true },
          '/api/deliveries/preview': { week_id: week, all: true },
          [`/api/deliveries/${id('held')}/release`]: {},
          '/api/deliveries/resolve': { week_id: week, delivery: 'missed', not_posted: true },
          [`/api/deliveries/${id('missed')}/resolve`]: { not_posted: true },
          '/api/publishing/resume': {},
          '/api/publishing/pause': { accounts: ['linkedin/personal'] },
          '/api/deliveries/hold': of('missed'),
          '/api/deliveries/reject': of('missed'),
          '/api/keys': { name: 'more', scopes: ['publish'] },
          '/api/smoke-tests/preview': { account: 'x/main', stays: true },
          '/api/smoke-tests': { account: 'x/main', stays: true, mark: '0123abcd' },
          '/api/smoke-tests/remove': { mark: '0123abcd' },
        };
        const asked = new Set<Operation | undefined>();
        for (const [path, body] of Object.entries(bodies)) {
          const { status: answered } = await ask(timid, 'POST', path, body);
          const operation = met.operationOf('POST', path);
          asked.add(operation);
          const refused = operation?.['x-scope']?.includes('publish') || path === '/api/keys';
          assert.equal(answered === 403, refused, `${path}: ${answered}`);
          if (!refused) assert.ok(answered < 300, `${path}: ${answered}`);
        }
        for (const operation of met.operations.filter((one) => !asked.has(one)))
          await ask(timid, operation.method, nowhere(operation));
        assert.deepEqual(await out(), [], 'no route let anything out');

        // What the timid key may do is to stop: undone before the bold one is seen to let out.
        await ask(token, 'POST', '/api/deliveries/release', of('missed'));
        for (const [path, body, name] of ways) {
          const before = await out();
          assert.ok(!before.includes(name), name);
          const { status: answered, body: said } = await ask(bold, 'POST', path, body);
          assert.ok(answered < 300, `${path}: ${JSON.stringify(said)}`);
          assert.ok((await out()).includes(name), `${path} let ${name} out`);
        }
        const [audit] = await query<{ who: string }>(
          campaign.database.url,
          "SELECT DISTINCT who FROM audit WHERE event = 'rerun'",
        );
        assert.equal(audit?.who, 'publish+approve+admin', 'the audit trail names the key');
      });
    }));

  it('end: by their date, by being revoked; and are stored as a digest only', () =>
    inACampaign(async (campaign) => {
      await campaign.session(morning, async ({ house: { services } }) => {
        const ask = meet(services);
        const path = '/api/accounts';
        const key = await keyFor(services, 'read');
        assert.equal((await ask(key, 'GET', path)).status, 200);
        const last = key.at(-1) === 'A' ? 'B' : 'A';
        assert.equal((await ask(`${key.slice(0, -1)}${last}`, 'GET', path)).status, 401);
        const listed = await ask(token, 'GET', '/api/keys');
        const [one] = listed.body.keys;
        assert.match(one.last_used_at, /:00\.000Z$/);
        assert.ok(!JSON.stringify(listed.body).includes(key));
        const rows = await query(campaign.database.url, 'SELECT * FROM api_key');
        assert.ok(!JSON.stringify(rows).includes(key.slice(12)));
        const old = await keyFor(services, 'read');
        await query(
          campaign.database.url,
          "UPDATE api_key SET expires_at = '2020-01-01Z' WHERE id = $1",
          [old.slice(3, 11)],
        );
        assert.equal((await ask(old, 'GET', path)).status, 401);
        assert.equal((await ask(token, 'POST', `/api/keys/${one.id}/revoke`)).status, 200);
        assert.equal((await ask(key, 'GET', path)).status, 401);
      });
    }));
});
