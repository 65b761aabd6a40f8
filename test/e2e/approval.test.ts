import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { at, deliveriesOf, inACampaign, morning, type Row, statesOf } from '../support/campaign.ts';
import { query } from '../support/postgres.ts';

const rows: readonly Row[] = [
  { post_id: 'a', post_copy: 'First part.\n---\nSecond part.' },
  { post_id: 'b', platform: 'linkedin', account_target: 'personal+company' },
  { post_id: 'c', publish_date: '2026-02-17' },
];

describe('an approval', { concurrency: 3 }, () => {
  it('shows what will be public, network by network, before it is given', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare(rows, 'pending');
      const shown = await campaign.run('approve', '--all');
      assert.equal(shown.code, 2);
      assert.match(shown.stderr, /Nobody can be asked here.*\n.*--yes --plan plan-[0-9a-f]{16} /);
      assert.match(
        shown.stdout,
        /^4 posts would become public in week7_sale: 2 on x, 2 on linkedi/,
      );
      assert.match(shown.stdout, /^x: 2 posts$/m);
      assert.match(shown.stdout, /^linkedin: 2 posts$/m);
      assert.match(shown.stdout, /b to company, personal, 2026-02-16 08:10/);
      assert.match(
        shown.stdout,
        /1\/2\n {4}First part\.\n {4}2\/2\n {4}Second part\.\n.*\n.*https:/,
      );

      const json = await campaign.run('approve', '--all', '--json');
      assert.equal(json.code, 2);
      assert.equal(json.json().schema, 'broadsheet/approval@1');
      assert.equal(json.json().approved, false);
      assert.ok(shown.stderr.includes(json.json().plan));
      const status = (await campaign.run('status', '--json')).json();
      assert.deepEqual(status.counts, { pending: 4 }, 'nothing was approved by looking');
    }));

  it('is given as of an instant in a rehearsal, and time does not go back', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare(rows, 'pending');
      const back = await campaign.run('approve', 'c', '--yes', '--now', at('06:00'));
      assert.equal(back.code, 2);
      assert.match(back.stderr, /time does not go back/);
      const given = await campaign.run('approve', 'c', '--yes', '--now', at('07:30'));
      assert.equal(given.code, 0, given.stderr);
      const [approved] = await query<{ readonly approved_at: string }>(
        campaign.database.url,
        'SELECT approved_at FROM delivery WHERE approved_at IS NOT NULL',
      );
      assert.equal(new Date(approved?.approved_at ?? 0).toISOString(), '2026-02-16T05:30:00.000Z');
    }));

  it('is for the content that was looked at and for no other', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare(rows, 'pending');
      const { plan } = (await campaign.run('approve', '--all', '--json')).json();
      await campaign.push(rows.map((row) => ({ ...row, title: 'A title' })));
      await campaign.pass(morning);
      const other = await campaign.run('approve', '--all', '--yes', '--plan', plan);
      assert.equal(other.code, 2);
      assert.match(other.stderr, /no longer what you looked at/);

      await campaign.push(rows);
      await campaign.pass(morning);
      const some = await campaign.run('approve', 'a', '--yes', '--plan', plan);
      assert.equal(some.code, 2, 'a part of what was looked at is another plan');
      const given = await campaign.run('approve', '--all', '--yes', '--json', '--plan', plan);
      assert.equal(given.code, 0, given.stderr);
      assert.equal(given.json().approved, true);
      assert.equal(given.json().deliveries.length, 4);
      const again = await campaign.run('approve', '--all', '--yes', '--plan', plan);
      assert.equal(again.code, 2, 'nothing of it waits any more');
      const nothing = await campaign.run('approve', '--all', '--yes');
      assert.equal(nothing.code, 0);
      assert.match(nothing.stderr, /Nothing waits for approval/);
    }));

  it('is taken back by a reject, which only naming the post lifts', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare(rows);
      const args = ['c', '--reason', 'old price', '--as', 'dana', '--json'];
      const rejected = await campaign.run('reject', ...args);
      assert.equal(rejected.code, 0, rejected.stderr);
      assert.equal(rejected.json().schema, 'broadsheet/order@1');
      assert.deepEqual(
        rejected.json().changed.map((one: { state: string }) => one.state),
        ['pending'],
      );
      const status = await campaign.pass(morning);
      const c = deliveriesOf(status).find((one) => one.post_id === 'c');
      assert.deepEqual([c?.state, c?.held, c?.reason], ['pending', true, 'old price']);
      assert.equal(c?.approval, null);
      const audit = 'SELECT DISTINCT who, why FROM audit WHERE delivery_id = $1 AND event = $2';
      assert.deepEqual(await query(campaign.database.url, audit, [c?.id, 'approval-withdrawn']), [
        { who: 'dana', why: 'old price' },
      ]);

      const all = await campaign.run('approve', '--all', '--yes');
      assert.match(all.stdout, /Not among them: .*1 held by a person: name it/);
      assert.match(all.stderr, /Nothing waits for approval/);
      const named = await campaign.run('approve', 'c', '--yes');
      assert.equal(named.code, 0, named.stderr);
      assert.equal(statesOf(await campaign.pass(morning))['c:x/main'], 'scheduled');
    }));

  it('does not help what is held, until it is let go', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare(rows);
      const held = await campaign.run('hold', 'b:linkedin/company', 'a', '--json');
      assert.equal(held.code, 0, held.stderr);
      assert.equal(held.json().changed.length, 2);
      assert.deepEqual(statesOf(await campaign.pass(at('08:10'))), {
        'a:x/main': 'scheduled held',
        'b:linkedin/personal': 'posted',
        'b:linkedin/company': 'scheduled held',
        'c:x/main': 'scheduled',
      });
      const posted = await campaign.run('hold', 'b:linkedin/personal');
      assert.equal(posted.code, 2);
      assert.match(posted.stderr, /Nothing was changed: b → linkedin\/personal is posted/);
      const half = await campaign.run('hold', 'c', 'bb');
      assert.equal(half.code, 2);
      assert.match(half.stderr, /called "bb".*\n.*Did you mean b\?/);

      await campaign.run('hold', 'a', '--release');
      const status = await campaign.pass(at('08:20'));
      assert.equal(statesOf(status)['a:x/main'], 'posted');
      assert.equal(statesOf(status)['b:linkedin/company'], 'scheduled held');
      assert.equal(statesOf(status)['c:x/main'], 'scheduled', 'half an order is none');
    }));

  it('is given by git where the configuration says so, and a person outranks it', () =>
    inACampaign(async (campaign) => {
      const inGit = rows.map((row) => ({
        ...row,
        status: row.post_id === 'c' ? 'draft' : 'approved',
      }));
      await campaign.settings('approval: git\n');
      const commit = await campaign.push(inGit);
      const status = await campaign.pass(morning);
      assert.deepEqual(statesOf(status), {
        'a:x/main': 'scheduled',
        'b:linkedin/personal': 'scheduled',
        'b:linkedin/company': 'scheduled',
        'c:x/main': 'pending',
      });
      for (const one of deliveriesOf(status).filter((one) => one.state === 'scheduled'))
        assert.deepEqual([one.approval?.by, one.approval?.commit], ['git', commit]);

      await campaign.run('reject', 'b:linkedin/company');
      const edited = await campaign.push(
        inGit.map((row) => ({ ...row, post_copy: `New copy of ${row.post_id}.` })),
      );
      const after = (await campaign.runWeek(at('08:10'))).json().status;
      assert.deepEqual(statesOf(after), {
        'a:x/main': 'posted',
        'b:linkedin/personal': 'posted',
        // Git approves the new content, which does not lift what a person holds.
        'b:linkedin/company': 'approved held',
        'c:x/main': 'pending',
      });
      const a = deliveriesOf(after).find((one) => one.post_id === 'a');
      assert.equal(a?.approval?.commit, edited);
      const world = await campaign.world();
      assert.ok(world.every((post) => post.text.startsWith('New copy')));

      await campaign.push(inGit.map((row) => ({ ...row, status: 'draft' })));
      const withdrawn = deliveriesOf(await campaign.pass(at('08:20')));
      const company = withdrawn.find((one) => one.target === 'company');
      assert.deepEqual([company?.state, company?.approval], ['pending', null]);
    }));
});
