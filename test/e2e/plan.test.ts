import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Campaign, inACampaign, morning, type Row, week } from '../support/campaign.ts';

const accounts = `accounts:
  x/main: { connector: sandbox, network: x }
  linkedin/company: { connector: sandbox, network: linkedin }
  community/whatsapp: { connector: assisted, where: Acme friends }
`;

const rows: readonly Row[] = [
  { post_id: 'a', post_copy: 'עברית and English.\n---\nSecond part.' },
  { post_id: 'b' },
  { post_id: 'c', platform: 'linkedin', account_target: 'company', publish_date: '2026-02-20' },
  { post_id: 'd', platform: 'community', account_target: 'whatsapp' },
  { post_id: 'e', post_copy: 'x'.repeat(400) },
];

const settings = (campaign: Campaign) =>
  campaign.settings('quiet: ["Fri 08:00-Sat 20:00"]\n', accounts);

/** The line of a post in the table. */
const lineOf = (output: string, postId: string): string =>
  output.split('\n').find((line) => new RegExp(`^ {2}[-+~!=*]+ +${postId} `).test(line)) ?? '';

describe('plan', { concurrency: 3 }, () => {
  it('shows what each post does, when it will really leave, how long it is, and why', () =>
    inACampaign(async (campaign) => {
      await settings(campaign);
      await campaign.push(rows);
      const { code, stdout, stderr } = await campaign.run('plan', week);
      assert.equal(code, 0, stderr);
      assert.match(
        stdout,
        /^Plan for week7_sale at commit [0-9a-f]{10} \(times in Asia\/Jerusalem/,
      );
      assert.match(stdout, /\+ create {3}! blocked {3}\* a person posts it by hand/);
      assert.match(lineOf(stdout, 'a'), /\+ .* x\/main .* 2026-02-16 08:10 {2}2 parts, \d+\/280 /);
      assert.match(
        lineOf(stdout, 'b'),
        /2026-02-16 08:20 .*; planned for 2026-02-16 08:10, leaves after spacing/,
      );
      assert.match(
        lineOf(stdout, 'c'),
        /2026-02-21 20:00 .*\/3000 .*; planned for 2026-02-20 08:10, leaves after quiet hours/,
      );
      assert.match(lineOf(stdout, 'd'), /\+\* +d +community\/whatsapp/);
      assert.match(lineOf(stdout, 'e'), /! .*line 8: too-long/);
      assert.match(stdout, /4 to create, 0 to update, 0 to cancel, 1 blocked, 0 kept\./);
      assert.match(stdout, /Mend it in docs\/gtm\/week-1-social-publishing-sheet.csv; /);
      assert.match(stdout, /1 post will be given to a person/);
      assert.match(stdout, /\n\nNext: broadsheet run-week week7_sale --config .* --data .*\n$/);
      assert.ok(!stdout.includes('\u001b'), 'no colour where no terminal is');
    }));

  it('counts what is too late already beside what it would create', () =>
    inACampaign(async (campaign) => {
      await campaign.push([{ post_id: 'a', publish_date: '2126-02-16' }, { post_id: 'b' }]);
      const { stdout } = await campaign.run('plan', week);
      assert.match(
        stdout,
        /\n2 to create, .*\nToo late already: 1 delivery, which will be missed, /,
      );
    }));

  it('counts the warnings of the checks, which say more', () =>
    inACampaign(async (campaign) => {
      const publish_date = '2126-02-16';
      await campaign.push([
        { post_id: 'a', publish_date, post_copy: 'A thread: 🧵' },
        { post_id: 'b', publish_date },
      ]);
      const { stdout } = await campaign.run('plan', week);
      assert.match(stdout, /\n1 warning of the checks, which block nothing; `broadsheet check` /);
      assert.equal((await campaign.run('plan', week, '--json')).json().warnings, 1);
    }));

  it('gives its last line as a command that means the same installation', () =>
    inACampaign(async (campaign) => {
      await campaign.push(rows.slice(1, 2));
      const { stdout } = await campaign.run('plan', week, '--allow-removal', '--now', morning);
      const [, command = ''] = /\nNext: broadsheet (.*)\n$/.exec(stdout) ?? [];
      assert.match(command, / --allow-removal /);
      const [name = '', ...args] = command.split(' ').filter((word) => word !== '');
      const own = args.slice(0, args.indexOf('--config'));
      const ran = await campaign.run(name, ...own);
      assert.equal(ran.code, 0, ran.stderr);
      const after = await campaign.run('plan', week);
      assert.match(after.stdout, /\nNext: broadsheet approve --week week7_sale --all /);
    }));

  it('shows the words themselves on request, each line in its own direction', () =>
    inACampaign(async (campaign) => {
      await settings(campaign);
      await campaign.push(rows.slice(0, 1));
      const plain = await campaign.run('plan', week);
      assert.doesNotMatch(plain.stdout, /Second part/);
      const { stdout } = await campaign.run('plan', week, '--show');
      assert.match(stdout, /1\/2, 18\/280\n {4}\u2068עברית and English\.\u2069\n/);
      assert.match(stdout, /2\/2, \d+\/280\n {4}Second part\.\n/);
    }));

  it('says what is ignored of an edit, because it is out already', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare(rows.slice(1, 2));
      await campaign.pass('2026-02-16T08:10+02:00');
      await campaign.push([{ post_id: 'b', post_copy: 'Other words.' }]);
      const { stdout } = await campaign.run('plan', week);
      assert.match(lineOf(stdout, 'b'), /= +b .*already out: the edit of its copy is ignored/);
    }));

  it('says all of it to programs too', () =>
    inACampaign(async (campaign) => {
      await settings(campaign);
      await campaign.push(rows);
      const plan = (await campaign.run('plan', week, '--json')).json();
      assert.equal(plan.sheet, 'docs/gtm/week-1-social-publishing-sheet.csv');
      const [a, b, c, d, e] = plan.actions;
      assert.deepEqual(
        [a.state, a.held, a.by_person, a.changed, a.waits_for, a.line],
        [null, false, false, [], [], 2],
      );
      assert.equal(a.parts[0].text, 'עברית and English.');
      assert.deepEqual([a.parts[0].length, a.parts[0].limit], [18, 280]);
      assert.match(a.unit, /weighted/);
      assert.deepEqual([b.waits_for, b.due_at], [['spacing'], '2026-02-16T06:20:00.000Z']);
      assert.deepEqual([c.waits_for, c.due_at], [['quiet-hours'], '2026-02-21T18:00:00.000Z']);
      assert.equal(d.by_person, true);
      assert.equal(e.due_at, null);
    }));

  it('exits as Terraform does where that is asked for', () =>
    inACampaign(async (campaign) => {
      const plan = () => campaign.run('plan', week, '--detailed-exitcode');
      assert.equal((await plan()).code, 1, 'it could not plan: the branch is empty');
      await campaign.prepare(rows.slice(1, 2));
      assert.equal((await plan()).code, 0);
      await campaign.push(rows.slice(0, 2));
      assert.equal((await plan()).code, 2);
    }));
});
