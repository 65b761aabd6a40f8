import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { installation } from '../support/broadsheet.ts';
import { at, inACampaign, statesOf } from '../support/campaign.ts';
import { onlyLong } from '../support/long.ts';
import { mailSink } from '../support/mail-sink.ts';
import { query, testDatabase } from '../support/postgres.ts';
import { testRepository } from '../support/repository.ts';
import { configurationOf, exampleWeek, realWeek } from '../support/weeks.ts';

const week = 'week1_launch';

interface Told {
  readonly by_person: boolean;
  readonly due_at: string;
}

describe('posts that a person makes by hand', { concurrency: 2 }, () => {
  it('are given to a person, then settled by the very command that the mail names', () =>
    mailSink(({ url, mails }) =>
      inACampaign(async (campaign) => {
        const channel = `{ via: email, url: "${url}", from: a@acme.test, to: [b@acme.test], on: [failure] }`;
        await campaign.settings(
          `notify: [${channel}]\n`,
          `accounts:
  reddit/r/resumes: { connector: assisted, account: dana }
  reddit/r/jobs: { connector: assisted, account: dana }
`,
        );
        const both = { platform: 'reddit', account_target: 'r/resumes|r/jobs' };
        await campaign.prepare([{ post_id: 'a', title: 'A title', ...both }]);
        const first = await campaign.runWeek(at('08:10'));
        assert.equal(first.code, 1, 'a person is needed');
        const { status } = first.json();
        const isIn = (state: string) => (one: { state: string }) => one.state === state;
        // Both are due at once: which of them comes first is nobody's promise.
        const waiting = status.posts[0].deliveries.find(isIn('awaiting'));
        const { target: later } = status.posts[0].deliveries.find(isIn('scheduled'));
        assert.deepEqual([waiting.target, later].sort(), ['r/jobs', 'r/resumes']);
        assert.deepEqual(status.needs_person, [waiting.id]);
        const form = new URL(waiting.by_hand.form);
        assert.equal(form.pathname, `/${waiting.target}/submit`);
        assert.equal(form.searchParams.get('title'), 'A title');
        assert.match(form.searchParams.get('text') ?? '', /^Copy of a\.\n\nhttps:/);

        const text = (await campaign.run('status')).stdout;
        assert.match(text, /\n\nCopy of a\.\n\nhttps:\/\/acme\.test\/\S+\n\n/);
        assert.equal(mails.length, 1);
        const [, command = ''] =
          /`broadsheet (resolve \S+ --posted URL [^`]*)`/.exec(mails[0]?.text ?? '') ?? [];
        const address = `https://www.reddit.com/${waiting.target}/comments/1/a_title/`;
        const words = command.replace('URL', address).split(' ');
        const settled = await campaign.run(...words, '--as', 'dana');
        assert.equal(settled.code, 0, settled.stderr);
        assert.ok(
          settled.stdout.includes(`a → reddit/${waiting.target}: now posted`),
          settled.stdout,
        );

        const next = await campaign.runWeek(at('08:20'));
        const { deliveries } = next.json().status.posts[0];
        assert.equal(deliveries.find(isIn('posted')).remote_url, address);
        assert.equal(mails.length, 2);
        const back = await campaign.run('resolve', `a:reddit/${later}`, '--not-posted');
        assert.ok(back.stdout.includes(`a → reddit/${later}: now failed`), back.stdout);
        assert.deepEqual(await campaign.world(), []);
      }),
    ));

  it('are marked as such before they are approved and until they are due', () =>
    inACampaign(async (campaign) => {
      await campaign.settings(
        '',
        `accounts:
  reddit/r/resumes: { connector: assisted, account: dana }
  reddit/r/jobs: { connector: assisted, account: dana }
`,
      );
      const both = { platform: 'reddit', account_target: 'r/resumes|r/jobs' };
      await campaign.prepare([{ post_id: 'a', title: 'A title', ...both }], 'pending');
      const shown = await campaign.run('approve', '--all');
      assert.match(shown.stdout, /Of these 2 are given to a person, who posts by hand\./);
      assert.match(
        shown.stdout,
        / a to r\/jobs \(by hand\), 2026-02-16 08:10; r\/resumes \(by hand\), 2026-02-16 08:20 \(planned for 2026-02-16 08:10\)/,
      );
      const { deliveries } = (await campaign.run('approve', '--all', '--yes', '--json')).json();
      const told = deliveries.map(({ by_person, due_at }: Told) => [
        by_person,
        due_at.slice(11, 16),
      ]);
      assert.deepEqual(told, [
        [true, '06:10'],
        [true, '06:20'],
      ]);
      const status = await campaign.run('status');
      assert.match(status.stdout, /scheduled \(by hand\) +due 2026-02-16 08:10/);
      assert.match(status.stdout, /scheduled \(by hand\) +due 2026-02-16 08:20/);
    }));

  it('are told of an edit and a removal at once, which change nothing by themselves', () =>
    inACampaign(async (campaign) => {
      await campaign.settings('', 'accounts:\n  reddit/r/jobs: { connector: assisted }\n');
      const row = { post_id: 'a', platform: 'reddit', account_target: 'r/jobs', title: 'T' };
      const other = { ...row, post_id: 'b', publish_date: '2026-02-18' };
      await campaign.prepare([row, other]);
      await campaign.pass(at('08:10'));
      const wordsOf = async () => {
        const { posts } = (await campaign.run('status', '--json')).json();
        return posts[0].deliveries[0].by_hand.parts[0].split('\n')[0];
      };
      await campaign.push([{ ...row, post_copy: 'Not approved.' }, other]);
      for (const time of ['08:11', '08:12'])
        assert.equal(statesOf(await campaign.pass(at(time)))['a:reddit/r/jobs'], 'awaiting');
      assert.equal(await wordsOf(), 'Copy of a.');
      await campaign.push([other]);
      assert.equal(statesOf(await campaign.pass(at('08:13')))['a:reddit/r/jobs'], 'awaiting');
      const news = await query(
        campaign.database.url,
        'SELECT title, text FROM news WHERE urgent ORDER BY id',
      );
      assert.deepEqual(
        news.map(({ title, text }) =>
          `${title}: ${`${text}`.split(/[:.]/)[0]}`.slice('a → reddit/r/jobs: '.length),
        ),
        [
          'post it by hand: Post it by hand to r/jobs, filled in at https',
          'do not post it now: Its row was edited since',
          'do not post it now: Its row is gone from the sheet',
        ],
      );
      const back = await campaign.run('resolve', 'a', '--not-posted');
      assert.match(back.stdout, /now cancelled/, 'its row is gone');
    }));

  for (const files of [realWeek, exampleWeek])
    it(`stand in ${files.name} beside what is sent`, { skip: files.skip || onlyLong }, async () => {
      const server = await testDatabase();
      const repository = await testRepository();
      const house = await installation(server.url);
      try {
        await repository.commit(await files.files());
        const { 'community/facebook': _, 'community/whatsapp': __, ...sent } = files.accounts;
        const lines = ['facebook', 'whatsapp'].map(
          (target) => `  community/${target}: { connector: assisted }\n`,
        );
        await house.configure(configurationOf(repository.path, sent, lines.join('')));
        const runAt = (instant: string) =>
          house.run('run-week', week, '--now', `2026-02-${instant}+02:00`, '--json');
        assert.equal((await runAt('16T07:00')).code, 0);
        await house.run('approve', '--week', week, '--all', '--yes');
        const ran = await runAt('18T08:10');
        assert.equal(ran.code, 1);
        const row = ran
          .json()
          .status.posts.find((one: { post_id: string }) => /^he_community/.test(one.post_id));
        assert.deepEqual(
          row.deliveries.map((one: { target: string; state: string }) => [one.target, one.state]),
          [
            ['facebook', 'awaiting'],
            ['telegram', 'posted'],
            ['whatsapp', 'awaiting'],
          ],
        );
        const [facebook, , whatsapp] = row.deliveries;
        const { by_hand } = whatsapp;
        assert.match(by_hand.parts[0], /\p{Script=Hebrew}.*\n\nhttps:\S+$/su);
        assert.equal(new URL(by_hand.form).searchParams.get('text'), by_hand.parts[0]);
        assert.ok(by_hand.parts[0].endsWith(new URL(facebook.by_hand.form).searchParams.get('u')));
        for (const { id } of [facebook, whatsapp]) {
          const done = await house.run('resolve', id, '--posted', `https://group.example/${id}`);
          assert.equal(done.code, 0, done.stderr);
        }
        const after = (await house.run('status', week, '--json')).json();
        const states = after.posts
          .find((one: { post_id: string }) => one.post_id === row.post_id)
          .deliveries.map((one: { state: string }) => one.state);
        assert.deepEqual(states, ['posted', 'posted', 'posted']);
      } finally {
        await house.close();
        await repository.close();
        await server.close();
      }
    });
});
