import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { createApi } from '../../src/api/app.ts';
import { routes } from '../../src/api/routes/all.ts';
import { deliveriesOf, inACampaign, morning, week } from '../support/campaign.ts';
import { describedBy } from './speaks.ts';

describe('the API', { concurrency: 2 }, () => {
  it('answers on each route as its document says', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare([{ post_id: 'a' }, { post_id: 'b' }], 'pending');
      await campaign.session(morning, async ({ house }) => {
        const api = createApi(house.services);
        const description = describedBy(await (await api.request('/openapi.json')).json());
        const met = new Map<string, Set<number>>();
        const call = async (method: 'GET' | 'POST', path: string, body?: object | string) => {
          const response = await api.request(path, {
            method,
            headers: { prefer: 'wait' },
            ...(body && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
          });
          const operation = description.operationOf(method, path.split('?')[0] ?? '');
          assert.ok(operation, `${method} ${path} is not in the document`);
          const text = path.startsWith('/api/events') && response.ok ? '' : await response.text();
          description.check(operation, response, text);
          const key = `${method} ${operation.path}`;
          met.set(key, (met.get(key) ?? new Set()).add(response.status));
          return { response, body: text.startsWith('{') ? JSON.parse(text) : text };
        };
        const { body: status } = await call('GET', `/api/marketing/status?week_id=${week}`);
        const [a, b] = deliveriesOf(status);
        assert.ok(a && b);
        const who = 'noa';
        const hash = status.posts[0].deliveries[0].content_hash;
        const all = { week_id: week, all: true, who };
        const asked: readonly (readonly ['GET' | 'POST', string, (object | string)?])[] = [
          ['GET', '/healthz'],
          ['GET', '/readyz'],
          ['GET', '/metrics'],
          ['GET', '/openapi.json'],
          ['GET', '/docs'],
          ['GET', '/api/doctor'],
          ['GET', '/api/accounts'],
          ['GET', `/api/marketing/plan?week_id=${week}`],
          ['GET', '/api/marketing/plan?week_id=other'],
          ['GET', '/api/marketing/plan'],
          ['GET', '/api/marketing/status?week_id=other'],
          ['GET', '/api/runs?limit=1'],
          ['GET', '/api/posts?limit=1'],
          ['GET', `/api/deliveries?limit=1&week_id=${week}&state=pending`],
          ['GET', '/api/deliveries?cursor=nonsense'],
          ['POST', '/api/deliveries/preview', all],
          ['POST', `/api/deliveries/${a.id}/approve`, { who, content_hash: 'v1-other' }],
          ['POST', `/api/deliveries/${a.id}/approve`, { who, content_hash: hash }],
          ['POST', '/api/deliveries/approve', { ...all, plan: 'plan-other' }],
          ['POST', '/api/deliveries/approve', all],
          ['POST', `/api/deliveries/${b.id}/hold`, { who }],
          ['POST', `/api/deliveries/${b.id}/release`, { who }],
          ['POST', `/api/deliveries/${b.id}/release`, { who }],
          ['POST', '/api/deliveries/hold', all],
          ['POST', '/api/deliveries/release', all],
          ['POST', `/api/deliveries/${b.id}/reject`, { who, reason: 'old price' }],
          ['POST', '/api/deliveries/reject', { week_id: week, deliveries: ['b'], who }],
          ['POST', '/api/deliveries/nothing/hold', { who }],
          ['POST', `/api/deliveries/${b.id}/resolve`, { who }],
          ['POST', `/api/deliveries/${b.id}/resolve`, { who, posted: 'https://x.example/1' }],
          [
            'POST',
            '/api/deliveries/resolve',
            { week_id: week, delivery: 'a', who, posted: 'https://x.example/2' },
          ],
          ['POST', '/api/webhook/marketing/rerun-failed', { week_id: week }],
          ['POST', '/api/webhook/marketing/rerun-failed', { all: true }],
          ['POST', '/api/webhook/marketing/run-week', { week_id: week }],
          ['POST', '/api/webhook/marketing/run-week', '{'],
          ['POST', '/api/webhook/git', { zen: 'Keep it simple.' }],
          ['POST', '/api/webhook/git', { ref: 'refs/heads/main' }],
          ['POST', '/api/publishing/pause', { who }],
          ['POST', '/api/publishing/resume', { who, accounts: ['x/main'] }],
          ['POST', '/api/accounts/x/main/pause', { who }],
          ['POST', '/api/accounts/x%2Fmain/resume', { who }],
          ['POST', '/api/accounts/x/other/resume', { who }],
          ['POST', '/api/accounts/x/main/connect', { redirect_uri: 'http://127.0.0.1/' }],
          [
            'POST',
            '/api/accounts/x/main/connected',
            { callback_url: 'http://127.0.0.1/?code=1', state: 's', verifier: 'v', who },
          ],
          ['POST', '/api/secrets/rotate'],
          ['POST', '/api/doctor/restored', { who }],
          ['GET', '/api/keys'],
          ['POST', '/api/keys', { name: 'ci', scopes: ['read'] }],
          ['POST', '/api/keys', { name: 'ci', scopes: ['write'] }],
          ['POST', '/api/keys/none/revoke', {}],
          ['GET', '/api/events?after=x'],
        ];
        for (const [method, path, body] of asked) await call(method, path, body);
        await call('POST', '/api/publishing/resume', { who });
        const test = { account: 'linkedin/company', stays: true };
        const { body: preview } = await call('POST', '/api/smoke-tests/preview', test);
        const { mark } = preview;
        await call('POST', '/api/smoke-tests/preview', { ...test, account: 'x/other' });
        await call('POST', '/api/smoke-tests', { ...test, mark, who });
        await call('POST', '/api/smoke-tests', { ...test, mark, who });
        for (const word of ['look-up', 'remove', 'look-up', 'remove'])
          await call('POST', `/api/smoke-tests/${word}`, { mark });
        const { body: listed } = await call('GET', '/api/keys');
        await call('POST', `/api/keys/${listed.keys[0].id}/revoke`, {});
        const events = await call('GET', '/api/events');
        await events.response.body?.cancel();
        const unmet = routes.filter(({ method, path }) => !met.has(`${method} ${path}`));
        assert.deepEqual(
          unmet.map(({ path }) => path),
          [],
        );
        // Accounts that can be connected are met in test/oauth.
        const unseen = routes.filter(
          ({ method, path, answers }) =>
            !Object.keys(answers).some((one) => met.get(`${method} ${path}`)?.has(Number(one))) &&
            !/connect(ed)?$/.test(path),
        );
        assert.deepEqual(
          unseen.map(({ path }) => path),
          [],
        );
      });
    }));

  it('shows a page whose policy lets in its own style and nothing else', () =>
    inACampaign(async (campaign) => {
      await campaign.session(morning, async ({ house }) => {
        const page = await createApi(house.services).request('/docs');
        const html = await page.text();
        const policy = page.headers.get('content-security-policy') ?? '';
        const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
        const digest = createHash('sha256').update(style).digest('base64');
        assert.match(policy, /^default-src 'none'; /);
        assert.ok(policy.includes(`style-src 'sha256-${digest}'`), policy);
        assert.doesNotMatch(html, /<script|<link|<img|\bsrc=|href="http|style="/);
        const anchors = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
        assert.deepEqual(
          anchors.filter((id) => !html.includes(` id="${id}"`)),
          [],
        );
        for (const { method, path } of routes)
          assert.ok(html.includes(`${method} ${path}`), `${method} ${path}`);
      });
    }));

  it('gives long lists a page at a time, each item once', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare(
        ['a', 'b', 'c', 'd', 'e'].map((post_id) => ({ post_id })),
        'pending',
      );
      await campaign.session(morning, async ({ call }) => {
        for (const _ of [1, 2]) {
          const body = { week_id: week };
          assert.equal((await call('POST', '/api/webhook/marketing/run-week', body)).status, 200);
        }
        const nameOf: Readonly<Record<string, string>> = {
          posts: 'post_id',
          deliveries: 'post_id',
          runs: 'id',
        };
        for (const [list, name] of Object.entries(nameOf)) {
          const whole = (await call('GET', `/api/${list}`)).body;
          assert.equal(whole.next, null);
          const seen: string[] = [];
          let cursor = '';
          do {
            const page = (await call('GET', `/api/${list}?limit=2&week_id=${week}${cursor}`)).body;
            assert.ok(page[list].length <= 2);
            seen.push(...page[list].map((one: Record<string, string>) => one[name]));
            cursor = page.next === null ? '' : `&cursor=${page.next}`;
          } while (cursor !== '');
          assert.deepEqual(
            seen,
            whole[list].map((one: Record<string, string>) => one[name]),
            list,
          );
          assert.equal(new Set(seen).size, list === 'runs' ? 3 : 5);
        }
      });
    }));

  it('answers 304 while a week stays as it was seen', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare([{ post_id: 'a' }], 'pending');
      await campaign.session(morning, async ({ house, call, moveTo }) => {
        const api = createApi(house.services);
        const look = (etag: string) =>
          api.request('/api/marketing/status', { headers: { 'if-none-match': etag } });
        const first = await look('"other"');
        assert.equal(first.status, 200);
        const etag = first.headers.get('etag') ?? '';
        moveTo('2026-02-16T07:01+02:00');
        const same = await look(`"x", ${etag}`);
        assert.deepEqual([same.status, await same.text()], [304, '']);
        const held = await call('POST', '/api/deliveries/hold', { week_id: week, all: true });
        assert.equal(held.status, 200);
        assert.equal((await look(etag)).status, 200);
      });
    }));
});
