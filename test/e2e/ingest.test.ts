import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isCheckCode } from '../../src/domain/checks/catalogue.ts';
import {
  at,
  type Campaign,
  type DeliveryStatus,
  deliveriesOf,
  inACampaign,
  morning,
  type Row,
  statesOf,
  week,
} from '../support/campaign.ts';
import { query } from '../support/postgres.ts';
import { faultyMailServer } from '../support/smtp-server.ts';

const both = { platform: 'linkedin', account_target: 'personal+company' };
const rows: readonly Row[] = [
  { post_id: 'a' },
  { post_id: 'b', ...both },
  { post_id: 'c', publish_date: '2026-02-17' },
];

const named = (list: readonly DeliveryStatus[], postId: string) =>
  list.filter((one) => one.post_id === postId);

/** All that an import may change, as it lies in the database. */
const journal = async ({ database }: Campaign) => ({
  deliveries: await query(database.url, 'SELECT * FROM delivery ORDER BY id'),
  posts: await query(database.url, 'SELECT * FROM post ORDER BY post_id'),
  weeks: await query(database.url, 'SELECT week_id, branch, commit FROM week ORDER BY week_id'),
  audit: await query(database.url, 'SELECT id FROM audit ORDER BY id'),
});

describe('a sheet that changes', { concurrency: 3 }, () => {
  it('takes the approval from what was edited, and says so before and after', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare(rows);
      await campaign.push(
        rows.map((row) => (row.post_id === 'b' ? { ...row, post_copy: 'New.' } : row)),
      );
      const before = await journal(campaign);
      const plan = (await campaign.run('plan', week, '--json')).json();
      assert.deepEqual(await journal(campaign), before, 'a plan changes nothing');
      assert.equal(plan.schema, 'broadsheet/plan@1');
      assert.deepEqual(plan.totals, { create: 0, update: 2, cancel: 0, keep: 2, blocked: 0 });
      for (const action of plan.actions)
        assert.equal(
          action.reason,
          action.post_id === 'b' ? 'approval voided: copy changed' : 'unchanged',
        );

      const { status } = (await campaign.runWeek(morning)).json();
      assert.deepEqual(statesOf(status), {
        'a:x/main': 'scheduled',
        'b:linkedin/personal': 'pending',
        'b:linkedin/company': 'pending',
        'c:x/main': 'scheduled',
      });
      for (const one of named(deliveriesOf(status), 'b')) {
        assert.equal(one.reason, 'approval voided: copy changed');
        assert.equal(one.approval, null);
      }
    }));

  it('cancels what is gone, and takes it back without its approval', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare(rows);
      await campaign.push(rows.slice(0, 2));
      const gone = (await campaign.runWeek(morning)).json();
      const [cancelled] = named(deliveriesOf(gone.status), 'c');
      assert.equal(cancelled?.state, 'cancelled');
      assert.equal(cancelled?.reason, 'the row is gone from the sheet');
      assert.deepEqual(gone.plan.totals, { create: 0, update: 0, cancel: 1, keep: 3, blocked: 0 });
      await campaign.push(rows);
      const status = await campaign.pass(at('08:10', 17));
      const [back] = named(deliveriesOf(status), 'c');
      assert.equal(back?.state, 'pending');
      assert.equal(back?.approval, null);
      assert.match(back?.reason ?? '', /back.*not approved/);
      const posted = (await campaign.world()).map((post) => post.postId);
      assert.ok(!posted.includes('c'), 'due, but not approved');
    }));

  it('keeps what waits when its date passes, and goes on refusing a row that came too late', () =>
    inACampaign(async (campaign) => {
      const rules = 'quiet: ["Mon 08:00-Tue 09:00"]\nchecks: { date-past: error }\n';
      await campaign.settings(rules);
      await campaign.prepare([{ post_id: 'a' }]);
      await campaign.push([{ post_id: 'a' }, { post_id: 'b' }]);
      for (const time of ['08:00', '08:30']) {
        const states = statesOf(await campaign.pass(at(time, 17)));
        assert.deepEqual(states, { 'a:x/main': 'scheduled', 'b:x/main': 'invalid' });
      }
      await campaign.push([
        { post_id: 'a', publish_date: '2026-02-15' },
        { post_id: 'b', publish_date: '2026-02-18' },
      ]);
      const states = statesOf(await campaign.pass(at('08:50', 17)));
      assert.deepEqual(states, { 'a:x/main': 'invalid', 'b:x/main': 'pending' });
    }));

  it('is the same sheet when it comes twice', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare(rows);
      const before = await journal(campaign);
      const again = (await campaign.runWeek(morning)).json();
      assert.deepEqual(again.plan.totals, { create: 0, update: 0, cancel: 0, keep: 4, blocked: 0 });
      assert.deepEqual(await journal(campaign), before);
    }));

  it('never posts again what is out when its account publishes to another place', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare([{ post_id: 'a', platform: 'x', account_target: 'main' }]);
      assert.deepEqual(statesOf(await campaign.pass(at('08:10'))), { 'a:x/main': 'posted' });
      const elsewhere = 'accounts:\n  x/main: { connector: sandbox, account: elsewhere }\n';
      await campaign.settings('approval: git\n', elsewhere);
      await campaign.push([
        { post_id: 'a', platform: 'x', account_target: 'main', status: 'approved' },
      ]);
      const ran = await campaign.runWeek(at('08:40'));
      assert.deepEqual(statesOf(ran.json().status), { 'a:x/main': 'posted' });
      assert.equal((await campaign.world()).length, 1);
      const planned = (await campaign.run('plan', week, '--json')).json();
      assert.deepEqual(
        planned.actions.map(({ action, reason }: { action: string; reason: string }) => [
          action,
          reason,
        ]),
        [['keep', 'already out at sandbox:x/main, where its account published then']],
      );
    }));

  it('never posts again what is out when the publishing hour moves', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare(rows);
      const company = '/api/accounts/linkedin/company';
      await campaign.session(morning, ({ call }) =>
        call('POST', `${company}/pause`, { who: 'noa' }),
      );
      const first = await campaign.pass(at('08:10'));
      const out = { 'a:x/main': 'posted', 'b:linkedin/personal': 'posted' };
      assert.deepEqual(statesOf(first), {
        ...out,
        'b:linkedin/company': 'scheduled',
        'c:x/main': 'scheduled',
      });
      const world = await campaign.world();
      assert.equal(world.length, 2);

      await campaign.settings('schedule: { publish: "0 11 * * *" }\n');
      const { status } = (await campaign.runWeek(at('09:00'))).json();
      assert.deepEqual(statesOf(status), {
        ...out,
        'b:linkedin/company': 'pending',
        'c:x/main': 'pending',
      });
      for (const one of deliveriesOf(status).filter((one) => one.state === 'pending')) {
        assert.equal(one.reason, 'approval voided: local time changed');
        assert.equal(one.scheduled_at?.slice(11, 16), '09:00', '11:00 in Jerusalem');
      }
      await campaign.session(at('09:00'), ({ call }) =>
        call('POST', `${company}/resume`, { who: 'noa' }),
      );
      await campaign.run('approve', '--all', '--yes');
      await campaign.pass(at('11:00'));
      await campaign.pass(at('11:00', 17));
      const seen = (await campaign.world()).map((post) => `${post.account} ${post.postId}`);
      assert.deepEqual(seen.toSorted(), [
        'linkedin/company b',
        'linkedin/personal b',
        'x/main a',
        'x/main c',
      ]);
    }));
});

describe('a sheet that is rejected', { concurrency: 3 }, () => {
  it('changes nothing, is written down, and is told at once', () =>
    inACampaign(async (campaign) => {
      const mail = await faultyMailServer('none');
      try {
        await campaign.settings(
          `notify: [{ via: email, url: "${mail.url}", from: ops@acme.test, to: [team@acme.test] }]\n`,
        );
        await campaign.prepare(rows);
        const before = await journal(campaign);
        const commit = await campaign.push([...rows, { post_id: 'A', post_copy: 'Twice.' }]);
        const refused = await campaign.runWeek(at('08:10'));
        assert.equal(refused.code, 2);
        assert.equal(refused.json().code, 'sheet-rejected');
        assert.match(refused.stderr, /week-1-social-publishing-sheet\.csv:5:1 error post-id-dup/);
        assert.match(refused.stderr, /line 2 and on line 5/);
        assert.match(refused.stderr, /the last good import stays in force/);
        assert.deepEqual(await journal(campaign), before);
        assert.deepEqual(await campaign.world(), [], 'the run stopped before it published');

        const [run] = (await campaign.run('status', week, '--json')).json().runs;
        assert.equal(run.status, 'failed');
        assert.equal(run.commit, commit);
        assert.equal(run.error.code, 'sheet-rejected');
        assert.match(run.error.message, /post_id "A".*line 5/);
        assert.equal(mail.taken.length, 1);
        assert.match(mail.taken[0] ?? '', /^Subject: .*The run of week7_sale stopped$/m);
        assert.match(mail.taken[0] ?? '', /sheet.csv:5:1/);

        await campaign.push(rows);
        const mended = await campaign.pass(at('08:10'));
        assert.equal(mended.runs[0]?.status, 'succeeded');
        assert.equal(statesOf(mended)['a:x/main'], 'posted', 'still approved');
      } finally {
        await mail.close();
      }
    }));

  it('may not take over half of a week away unless that is meant', () =>
    inACampaign(async (campaign) => {
      const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
      await campaign.prepare(
        ids.map((post_id) => ({ post_id })),
        'pending',
      );
      const before = await journal(campaign);
      await campaign.push(ids.slice(0, 4).map((post_id) => ({ post_id })));
      const refused = await campaign.runWeek(morning);
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /mass-removal: 5 of 9 unpublished rows are gone.*e, f, g, h, i/);
      assert.match(refused.stderr, /--allow-removal/);
      const [, code = ''] = /error ([\w-]+): 5 of 9/.exec(refused.stderr) ?? [];
      assert.ok(isCheckCode(code), 'it has its page');
      assert.deepEqual(await journal(campaign), before);

      const meant = (await campaign.runWeek(morning, '--allow-removal')).json();
      assert.deepEqual(meant.status.counts, { pending: 4, cancelled: 5 });
      await campaign.push([{ post_id: 'a' }]);
      const few = await campaign.pass(morning);
      assert.deepEqual(few.counts, { pending: 1, cancelled: 8 }, 'three are a wish');
    }));
});

describe('a week', { concurrency: 3 }, () => {
  it('stays with its branch until it is moved', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare(rows, 'pending');
      await campaign.repository.branch('other');
      const before = await journal(campaign);
      for (const command of ['run-week', 'plan']) {
        const args = [command, week, '--branch', 'other', '--now', morning];
        const refused = await campaign.run(...args);
        assert.equal(refused.code, 2);
        assert.match(refused.stderr, /week7_sale belongs to .*, branch main\.\n.*--rebind/);
      }
      assert.deepEqual(await journal(campaign), before);
      const moved = await campaign.runWeek(morning, '--branch', 'other', '--rebind');
      assert.equal(moved.code, 0, moved.stderr);
      const back = await campaign.runWeek(morning);
      assert.equal(back.code, 2, 'it belongs to the other branch now');
      assert.match(back.stderr, /branch other/);
    }));

  it('that nobody knows is answered with the nearest one', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare(rows, 'pending');
      const commands = [
        ['run-week', 'week7_sail', '--now', morning],
        ['plan', 'week7_sail'],
        ['status', 'week7_sail'],
        ['approve', '--week', 'week7_sail', '--all', '--yes'],
        ['rerun-failed', '--week', 'week7_sail'],
      ];
      for (const command of commands) {
        const refused = await campaign.run(...command);
        assert.equal(refused.code, 2, command.join(' '));
        assert.match(refused.stderr, /"week7_sail".*\n.*Did you mean week7_sale\?/);
        assert.equal(refused.stdout, '');
      }
      const branch = await campaign.runWeek(morning, '--branch', 'mian');
      assert.equal(branch.code, 2);
      assert.match(branch.stderr, /no branch "mian".*\n.*Did you mean main\?/);
    }));
});
