import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { at, type Campaign, inACampaign, morning, week } from '../support/campaign.ts';
import { query } from '../support/postgres.ts';

const mail = (url: string) => `accounts:
  x/main: { connector: sandbox, network: x }
  newsletter/a: { connector: smtp, url: "${url}", from: a@acme.test, to: [r@acme.test] }
`;

/** What the database is, and at which instant it stands. */
async function lifeOf({ database }: Campaign): Promise<unknown> {
  const [row] = await query(
    database.url,
    'SELECT clock_kind AS kind, virtual_now AS now FROM instance',
  );
  return row && { kind: row.kind, now: row.now?.toISOString() ?? null };
}

const virtual = (now: string) => ({ kind: 'virtual', now: new Date(now).toISOString() });

describe('the clock', { concurrency: 3 }, () => {
  it('is never turned by --now where an account would publish for real', () =>
    inACampaign(async (campaign) => {
      await campaign.settings('', mail('smtp://mail.acme.test:25'));
      await campaign.push([{ post_id: 'a' }]);
      for (const command of ['run-week', 'plan']) {
        const refused = await campaign.run(command, week, '--now', morning);
        assert.equal(refused.code, 2);
        assert.match(refused.stderr, /newsletter\/a would publish for real/);
        assert.match(refused.stderr, /leave out --now/);
      }
      assert.deepEqual(await lifeOf(campaign), { kind: null, now: null });
      assert.deepEqual(await campaign.world(), []);
      await campaign.settings('', mail('smtp://127.0.0.1:25'));
      assert.equal((await campaign.runWeek(morning)).code, 0, 'a server on this machine is none');
    }));

  it('of a rehearsal goes on, and only run-week moves it', () =>
    inACampaign(async (campaign) => {
      await campaign.push([{ post_id: 'a' }, { post_id: 'b', publish_date: '2026-02-18' }]);
      const first = await campaign.run('plan', week, '--now', morning, '--json');
      assert.equal(first.code, 0, first.stderr);
      assert.deepEqual(await lifeOf(campaign), { kind: null, now: null }, 'a plan claims nothing');

      await campaign.runWeek(at('08:10', 17));
      assert.deepEqual(await lifeOf(campaign), virtual(at('08:10', 17)));
      await campaign.run('plan', week, '--now', at('08:10', 20));
      const status = (await campaign.run('status', '--json')).json();
      assert.equal(status.as_of, new Date(at('08:10', 17)).toISOString());
      const back = await campaign.runWeek(at('08:09', 17));
      assert.equal(back.code, 2);
      assert.match(back.stderr, /come to 2026-02-17T06:10:00.000Z, and time does not go back/);
      assert.deepEqual(await lifeOf(campaign), virtual(at('08:10', 17)));
    }));

  it('of a rehearsal is not taken for real time', () =>
    inACampaign(async (campaign) => {
      await campaign.push([{ post_id: 'a' }]);
      await campaign.pass(morning);
      for (const args of [['serve', '--port', '0'], ['worker'], ['run-week', week]]) {
        const refused = await campaign.run(...args);
        assert.equal(refused.code, 2, args[0]);
        assert.match(refused.stderr, /has lived in virtual time.*\n.*--data/);
        assert.equal(refused.stdout, '');
      }
      assert.deepEqual(await lifeOf(campaign), virtual(morning));
    }));

  it('of a database that lived in real time is not turned', () =>
    inACampaign(async (campaign) => {
      await campaign.push([{ post_id: 'a' }]);
      const real = await campaign.run('run-week', week, '--json');
      assert.notEqual(real.code, 2, real.stderr);
      for (const command of ['run-week', 'plan']) {
        const refused = await campaign.run(command, week, '--now', morning);
        assert.equal(refused.code, 2);
        assert.match(refused.stderr, /has lived in real time.*\n.*--data/);
      }
      assert.deepEqual(await lifeOf(campaign), { kind: 'real', now: null });
    }));
});
