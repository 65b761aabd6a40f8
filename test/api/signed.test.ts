import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { guardedApi } from '../../src/api/guard.ts';
import { runDueSteps } from '../../src/application/loop.ts';
import { startRunOnce } from '../../src/application/runs.ts';
import type { Services } from '../../src/application/services.ts';
import { addMilliseconds } from '../../src/domain/time.ts';
import { type Campaign, inACampaign, morning, week } from '../support/campaign.ts';
import { query } from '../support/postgres.ts';

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, no').toString('base64')}`;
const githubSecret = 'a secret that GitHub knows, too';

const signedBy = (campaign: Campaign) =>
  campaign.settings(`webhooks: { secret: "${secret}", github_secret: "${githubSecret}" }\n`);

const runs = async ({ database }: Campaign, trigger: string) =>
  (await query(database.url, 'SELECT 1 FROM automation_runs WHERE trigger = $1', [trigger])).length;

const meet = (services: Services) => {
  const api = guardedApi(services, { token: 'the-token', id: 'one' });
  return async (path: string, body: string, headers: Readonly<Record<string, string>>) => {
    const response = await api.request(path, { method: 'POST', headers, body });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
};

/** The services, but that something happens when a transaction has read the run of a webhook. */
const betweenLookAndStart = (services: Services, happens: () => Promise<void>): Services => ({
  ...services,
  store: {
    ...services.store,
    transaction: (work) =>
      services.store.transaction((tables) =>
        work({
          ...tables,
          runs: {
            ...tables.runs,
            find: async (id) => {
              const found = await tables.runs.find(id);
              await happens();
              return found;
            },
          },
        }),
      ),
  },
});

describe('a signed webhook', { concurrency: 2 }, () => {
  it('by Standard Webhooks starts one run, without a key, and only while it is fresh', () =>
    inACampaign(async (campaign) => {
      await signedBy(campaign);
      await campaign.prepare([{ post_id: 'a' }], 'pending');
      await campaign.session(morning, async ({ house: { services } }) => {
        const ask = meet(services);
        const path = '/api/webhook/marketing/run-week';
        const body = JSON.stringify({ week_id: week });
        const sign = (id: string, at: Date, text = body) => ({
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': `v1,bm8= ${new Webhook(secret).sign(id, at, text)}`,
        });
        const now = new Date(services.realNow());
        const before = await runs(campaign, 'webhook');
        const copies = Array.from({ length: 50 }, () => ask(path, body, sign('msg_1', now)));
        const answers = await Promise.all(copies);
        assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
        assert.equal(new Set(answers.map((one) => one.body.run.id)).size, 1);
        assert.equal(await runs(campaign, 'webhook'), before + 1);
        assert.equal((await ask(path, body, sign('msg_2', now))).status, 202);
        assert.equal(await runs(campaign, 'webhook'), before + 2);

        const old = new Date(now.getTime() - 6 * 60_000);
        for (const headers of [
          sign('msg_3', old),
          sign('msg_3', now, `${body} `),
          { ...sign('msg_3', now), 'webhook-id': 'msg_4' },
          { ...sign('msg_3', now), 'webhook-signature': 'v1,' },
        ]) {
          const refused = await ask(path, body, headers);
          assert.deepEqual([refused.status, refused.body.code], [401, 'signature-invalid']);
        }
        const elsewhere = await ask('/api/publishing/pause', '{}', sign('msg_5', now, '{}'));
        assert.equal(elsewhere.status, 401, 'it is good for this route only');
        assert.equal(await runs(campaign, 'webhook'), before + 2);
      });
    }));

  it('that comes again starts another run where the process of the first has died', () =>
    inACampaign(async (campaign) => {
      await signedBy(campaign);
      await campaign.prepare([{ post_id: 'a' }], 'pending');
      await campaign.session(morning, async ({ house: { services } }) => {
        const now = services.realNow();
        const asked = { sender: 'standard', ids: ['msg_1'] };
        const { run } = await startRunOnce(services, 'webhook', week, asked);
        await runDueSteps(services);
        const again = await startRunOnce(services, 'webhook', week, asked);
        assert.deepEqual([again.isNew, again.run.id], [false, run.id]);
        const later: Services = { ...services, realNow: () => addMilliseconds(now, 31 * 60_000) };
        await runDueSteps(later);
        const [ended] = await query<{ status: string; code: string }>(
          campaign.database.url,
          "SELECT status, error->>'code' AS code FROM automation_runs WHERE id = $1",
          [run.id],
        );
        assert.deepEqual(ended, { status: 'failed', code: 'run-abandoned' });
        const told = await query(
          campaign.database.url,
          `SELECT 1 FROM news WHERE title = 'The run of ${week} stopped'`,
        );
        assert.equal(told.length, 1);
        let first: Awaited<ReturnType<typeof startRunOnce>> | undefined;
        const overtaken = betweenLookAndStart(later, async () => {
          first ??= await startRunOnce(later, 'webhook', week, asked);
        });
        const second = await startRunOnce(overtaken, 'webhook', week, asked);
        assert.deepEqual([first?.isNew, second.isNew], [true, false]);
        assert.equal(second.run.id, first?.run.id);
        assert.notEqual(second.run.id, run.id);
      });
    }));

  it('by GitHub pulls and ingests the branch once, whatever id a replay gives itself', () =>
    inACampaign(async (campaign) => {
      await signedBy(campaign);
      await campaign.prepare([{ post_id: 'a' }], 'pending');
      const commit = await campaign.push([{ post_id: 'a' }, { post_id: 'b' }]);
      await campaign.session(morning, async ({ house: { services }, call }) => {
        const ask = meet(services);
        const push = (delivery: string, body: object, more: object = {}) => {
          const text = JSON.stringify(body);
          const signature = createHmac('sha256', githubSecret).update(text).digest('hex');
          return ask('/api/webhook/git', text, {
            'x-github-event': 'push',
            'x-github-delivery': delivery,
            'x-hub-signature-256': `sha256=${signature}`,
            prefer: 'wait',
            ...more,
          });
        };
        const repository = { clone_url: campaign.repository.path };
        const body = { ref: 'refs/heads/main', after: commit, repository };
        const first = await push('d-1', body);
        assert.equal(first.status, 202, JSON.stringify(first.body));
        const posts = (await call('GET', `/api/posts?week_id=${week}`)).body.posts;
        assert.deepEqual(
          posts.map((one: { post_id: string }) => one.post_id),
          ['a', 'b'],
        );
        for (const again of [await push('d-1', body), await push('d-2', body)])
          assert.equal(again.body.run.id, first.body.run.id);
        assert.equal(await runs(campaign, 'git-push'), 1);

        assert.deepEqual((await push('d-3', { ...body, ref: 'refs/heads/other' })).body, {
          run: null,
        });
        assert.deepEqual((await push('d-4', { zen: 'x' }, { 'x-github-event': 'ping' })).body, {
          run: null,
        });
        const foreign = { clone_url: 'https://git.example/other.git' };
        const other = await push('d-5', { ...body, repository: foreign });
        assert.deepEqual([other.status, other.body.code], [422, 'repository-not-allowed']);
        const forged = await push('d-6', body, {
          'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
        });
        assert.deepEqual([forged.status, forged.body.code], [401, 'signature-invalid']);
        assert.equal(await runs(campaign, 'git-push'), 1);
      });
    }));
});
