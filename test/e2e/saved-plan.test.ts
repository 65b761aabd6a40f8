import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Session } from '../support/broadsheet.ts';
import {
  at,
  type Campaign,
  inACampaign,
  morning,
  type Row,
  statesOf,
  week,
} from '../support/campaign.ts';
import { isLong } from '../support/long.ts';
import { query } from '../support/postgres.ts';

const rows: readonly Row[] = [
  { post_id: 'a' },
  { post_id: 'b', platform: 'linkedin', account_target: 'personal+company' },
];
const more: readonly Row[] = [...rows, { post_id: 'c', publish_date: '2026-02-17' }];

const planPath = `/api/marketing/plan?week_id=${week}`;
const runPath = '/api/webhook/marketing/run-week';

const run = ({ call }: Session, plan: unknown) => call('POST', runPath, { week_id: week, plan });
const planOf = async ({ call }: Session) => (await call('GET', planPath)).body;

/** All that a run may change of a week. */
const journal = ({ database }: Campaign) =>
  query(database.url, 'SELECT id, state, content_hash, approved_by FROM delivery ORDER BY id');

/** Something that happens between the look at a plan and its run, and how the refusal calls it. */
interface Change {
  readonly what: string;
  readonly said: RegExp;
  happen(campaign: Campaign, session: Session): Promise<unknown>;
}

const changes: readonly Change[] = [
  {
    what: 'another commit on the branch',
    said: /the branch is at commit [0-9a-f]{10}, the plan was made for [0-9a-f]{10}\./,
    happen: (campaign) => campaign.push([...more, { post_id: 'd', publish_date: '2026-02-17' }]),
  },
  {
    what: 'a commit that breaks the sheet',
    said: /the branch is at commit/,
    happen: (campaign) => campaign.pushText('no sheet\n'),
  },
  {
    what: 'other settings',
    said: /the settings of the workspace differ/,
    happen: (campaign) => campaign.settings('quiet: ["Fri 15:00-Sat 20:00"]\n'),
  },
  {
    what: 'another configuration of an account',
    said: /x\/main is configured otherwise/,
    happen: (campaign) =>
      campaign.settings(
        '',
        `accounts:
  x/main: { connector: sandbox, network: x, timeout: 3s }
  linkedin/company: { connector: sandbox, network: linkedin }
  linkedin/personal: { connector: sandbox, network: linkedin }
`,
      ),
  },
  {
    what: 'an approval',
    said: /the stored state of 3 deliveries has moved on/,
    happen: (_, { call }) =>
      call('POST', '/api/deliveries/approve', { week_id: week, all: true, who: 'noa' }),
  },
  {
    what: 'a hold',
    said: /the stored state of 1 delivery has moved on/,
    happen: (_, { call }) =>
      call('POST', '/api/deliveries/hold', { week_id: week, deliveries: ['a'], who: 'noa' }),
  },
];

describe('a saved plan', { concurrency: 3 }, () => {
  it('is carried out as it was looked at', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare(rows, 'pending');
      await campaign.push(more);
      await campaign.session(morning, async (session) => {
        const plan = await planOf(session);
        const ran = await run(session, plan);
        assert.equal(ran.status, 200, JSON.stringify(ran.body));
        assert.deepEqual(ran.body.plan.actions, plan.actions);
        const again = await run(session, plan);
        assert.equal(again.status, 409, 'it is done, and no plan of now');
        assert.equal(again.body.code, 'plan-stale');
      });
    }));

  for (const { what, said, happen } of isLong ? changes : changes.slice(0, 2))
    it(`is refused after ${what}, and nothing of it is done`, () =>
      inACampaign(async (campaign) => {
        await campaign.prepare(rows, 'pending');
        await campaign.push(more);
        const plan = await campaign.session(morning, async (session) => {
          const looked = await planOf(session);
          await happen(campaign, session);
          return looked;
        });
        const before = await journal(campaign);
        await campaign.session(at('08:10'), async (session) => {
          const ran = await run(session, plan);
          assert.equal(ran.status, 409, JSON.stringify(ran.body));
          assert.equal(ran.body.code, 'plan-stale');
          assert.match(ran.body.title, said);
          assert.match(ran.body.detail, /Nothing was changed.*--save/);
        });
        assert.deepEqual(await journal(campaign), before);
        assert.deepEqual(await campaign.world(), [], 'nothing was published either');
        const news = await query(
          campaign.database.url,
          "SELECT title FROM news WHERE title ~ 'stopped'",
        );
        assert.deepEqual(news, [], 'whoever brought it is told, and nobody else');
      }));

  it('says what is too late already, and is refused once more has become so', () =>
    inACampaign(async (campaign) => {
      await campaign.push(more);
      const plan = await campaign.session(morning, planOf);
      const lateOf = (one: typeof plan) =>
        one.actions.filter((action: { late: boolean }) => action.late).length;
      assert.equal(lateOf(plan), 0);
      await campaign.session(at('12:00', 17), async (session) => {
        const ran = await run(session, plan);
        assert.equal(ran.status, 409, JSON.stringify(ran.body));
        assert.match(ran.body.title, /the time of 3 deliveries is over meanwhile \(late_after\)/);
        const now = await planOf(session);
        assert.equal(lateOf(now), 3, 'all but that of the 17th');
        assert.equal((await run(session, now)).status, 200, 'that was looked at');
      });
    }));

  it('is refused where what it would do is not what it says', () =>
    inACampaign(async (campaign) => {
      await campaign.push(rows);
      await campaign.session(morning, async (session) => {
        const plan = await planOf(session);
        const [first, ...rest] = plan.actions;
        const other = { ...first, content_hash: `v1-${'0'.repeat(64)}` };
        const ran = await run(session, { ...plan, actions: [other, ...rest] });
        assert.match(ran.body.title, /what would happen to a → x\/main differs/);
        const foreign = await run(session, { ...plan, week_id: 'week8' });
        assert.match(foreign.body.title, /The plan is for week8, not for week7_sale/);
        const repository = `${plan.basis.repository}/elsewhere`;
        const away = await run(session, { ...plan, basis: { ...plan.basis, repository } });
        assert.equal(away.body.code, 'repository-not-allowed');
      });
    }));

  it('does not go stale by a token that was renewed, and holds no secret', () =>
    inACampaign(async (campaign) => {
      const withToken = (token: string) =>
        campaign.settings(
          '',
          `accounts:
  x/main: { connector: mastodon, base_url: "http://127.0.0.1:9", user_id: "1", token: ${token} }
`,
        );
      await withToken('first-secret');
      await campaign.push(rows.slice(0, 1));
      const plan = await campaign.session(morning, planOf);
      assert.doesNotMatch(JSON.stringify(plan), /first-secret/);
      await withToken('second-secret');
      const ran = await campaign.session(morning, (session) => run(session, plan));
      assert.equal(ran.status, 200, JSON.stringify(ran.body));
    }));

  it('is kept in a file by one command, and run by the next', () =>
    inACampaign(async (campaign) => {
      await campaign.push(rows);
      const file = join(campaign.directory, 'plan.json');
      const saved = await campaign.run('plan', week, '--save', 'plan.json', '--now', morning);
      assert.equal(saved.code, 0, saved.stderr);
      assert.match(saved.stdout, /\nNext: broadsheet run-week --plan plan\.json --now \S+ /);
      const first = ['run-week', '--plan', 'plan.json', '--now', morning];
      const both = await campaign.run(...first, '--branch', 'main');
      assert.equal(both.code, 2);
      assert.match(both.stderr, /says itself where it is from.*\n.*Leave out --repo/);
      const ran = await campaign.run(...first, '--json');
      assert.equal(ran.code, 0, ran.stderr);
      assert.equal(Object.keys(statesOf(ran.json().status)).length, 3);
      const stale = await campaign.run(...first);
      assert.equal(stale.code, 2);
      assert.match(stale.stderr, /The saved plan is stale/);

      await writeFile(file, 'post_id,post_copy\n');
      const kept = await campaign.run('plan', week, '--save', 'plan.json');
      assert.equal(kept.code, 2);
      assert.match(kept.stderr, /exists and is no saved plan/);
      assert.equal(await readFile(file, 'utf8'), 'post_id,post_copy\n');
      const none = await campaign.run(...first);
      assert.equal(none.code, 2);
      assert.match(none.stderr, /plan\.json: it is no plan/);
    }));
});
