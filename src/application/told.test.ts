import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Receiver, receiver } from '../../test/support/receiver.ts';
import { commitSmallWeek, type SmallPost } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import type { Services } from './services.ts';
import { liveUntil } from './virtual-time.ts';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

const monday: SmallPost = { id: 'a', target: 'telegram', date: '2026-02-16', time: '08:10' };
const tuesday: SmallPost = { ...monday, id: 'b', date: '2026-02-17', time: '19:00' };

const told = ({ taken }: Receiver) =>
  taken.flatMap(({ method, body }) => (method === 'POST' ? [JSON.parse(body)] : []));
const subjects = (to: Receiver) =>
  told(to).map(({ subject }) => `${subject}`.slice('[broadsheet] '.length));
const textOf = (to: Receiver, subject: string): string =>
  told(to).find((one) => one.subject.endsWith(subject))?.text ?? '';

/** A house in UTC whose loop tells one receiver, and shows another that it is alive. */
async function telling(
  now: string,
  posts: readonly SmallPost[],
  work: (house: WorldHouse, to: Receiver, heartbeat: Receiver) => Promise<void>,
): Promise<void> {
  await using to = await receiver();
  await using heartbeat = await receiver();
  const notify = `notify: [{ via: webhook, webhook: "${to.url}", secret: ${secret} }]`;
  await inWorldHouse(now, posts, (house) => work(house, to, heartbeat), {
    more: `${notify}\nheartbeat: { url: "${heartbeat.url}/ping" }`,
  });
}

const live = ({ services, clock }: WorldHouse, until: string) => liveUntil(services, clock, until);

const runsOf = (services: Services, step: string) =>
  services.store.transaction(async ({ runs }) =>
    (await runs.list(null, 100)).filter((one) => one.trigger === `schedule:${step}`),
  );

describe('people are told', () => {
  it('what waits for approval: on the evening before, and in the morning', () =>
    telling('2026-02-15T12:00:00.000Z', [monday, tuesday], async (house, to) => {
      await live(house, '2026-02-16T08:01:00.000Z');
      assert.deepEqual(subjects(to), ['A post waits for approval', 'A post waits for approval']);
      assert.match(
        textOf(to, 'A post waits for approval'),
        /^A post.*\n2026-02-16 08:10 a → community\/telegram\n.*`broadsheet approve --week week1_small --all`/,
      );
      await house.approve('a', 'b');
      const before = told(to).length;
      await live(house, '2026-02-16T20:00:00.000Z');
      assert.doesNotMatch(subjects(to).slice(before).join(), /approval/);
    }));

  it('how the day went, at the end of its steps, and the heartbeat beats then', () =>
    telling('2026-02-16T07:00:00.000Z', [monday, tuesday], async (house, to, heartbeat) => {
      await house.approve('a', 'b');
      await live(house, '2026-02-16T08:24:00.000Z');
      assert.deepEqual(heartbeat.asked, []);
      await live(house, '2026-02-16T08:30:00.000Z');
      assert.equal(subjects(to).at(-1), '2026-02-16: 1 posted');
      assert.match(textOf(to, '1 posted'), /week1_small: 1 posted, 1 scheduled\.\n/);
      assert.deepEqual(
        heartbeat.taken.map(({ method, target }) => `${method} ${target}`),
        ['GET /ping'],
      );
      await live(house, '2026-02-18T09:00:00.000Z');
      assert.equal(heartbeat.taken.length, 3, 'once a day');
    }));

  it('at once that a post failed, and again in what is said of the day', () =>
    telling('2026-02-16T07:00:00.000Z', [monday], async (house, to) => {
      house.world.next.push('reject', 'reject');
      await house.approve('a');
      await live(house, '2026-02-16T08:24:00.000Z');
      assert.match(subjects(to).join(), /a → community\/telegram: failed/);
      await live(house, '2026-02-16T08:30:00.000Z');
      assert.equal(subjects(to).at(-1), '2026-02-16: 1 failed; 1 in need of you');
      assert.match(textOf(to, 'in need of you'), /a → community\/telegram: failed\. /);
    }));

  it('on Friday that the sheet of next week is not there, unless it is', () =>
    telling('2026-02-20T08:59:00.000Z', [monday], async (house, to) => {
      await live(house, '2026-02-20T09:01:00.000Z');
      const subject = 'The sheet of next week is not there';
      assert.equal(subjects(to).filter((one) => one === subject).length, 1);
      assert.match(
        textOf(to, subject),
        /no.*2026-02-23 to 2026-03-01.*\nWrite docs\/gtm\/week-2-social-publishing-sheet\.csv/is,
      );
      const [run] = await runsOf(house.services, 'weekly');
      assert.deepEqual([run?.status, run?.counts], ['succeeded', { next_week: 0 }]);
      await commitSmallWeek(house.repository, [{ ...monday, date: '2026-03-05' }]);
      await live(house, '2026-02-27T09:01:00.000Z');
      assert.deepEqual((await runsOf(house.services, 'weekly'))[0]?.counts, { next_week: 1 });
      assert.equal(subjects(to).filter((one) => one === subject).length, 1);
    }));

  it('that a sheet was rejected, with its places and what to do', () =>
    telling('2026-02-16T07:00:00.000Z', [monday], async (house, to) => {
      await house.repository.commit({
        'docs/gtm/week-1-social-publishing-sheet.csv': 'post_id,nothing\na,b\n',
      });
      await live(house, '2026-02-16T08:06:00.000Z');
      const stop = told(to).find(({ subject }) => subject.includes('stopped'));
      assert.match(stop?.text ?? '', /week-1-social-publishing-sheet\.csv:1:\d/);
      assert.match(stop?.text ?? '', /`broadsheet run-week /);
    }));
});

describe('a receiver that is away for 24 virtual hours', () => {
  it('gets all that happened meanwhile, each once and under the id of the first try', () =>
    telling('2026-02-16T07:00:00.000Z', [monday, tuesday], async (house, to) => {
      house.world.next.push('reject', 'reject', 'unauthorised');
      await house.approve('a', 'b');
      to.answerWith(503);
      await live(house, '2026-02-16T08:22:00.000Z');
      const tried = new Set(to.asked.map(({ headers }) => headers['webhook-id']));
      assert.equal(tried.size, 1, 'that a post failed');
      await to.goAway();
      to.answerWith(200);
      await live(house, '2026-02-16T20:00:00.000Z');
      await house.repository.commit({
        'docs/gtm/week-1-social-publishing-sheet.csv': 'post_id,nothing\na,b\n',
      });
      await live(house, '2026-02-17T08:19:00.000Z');
      assert.deepEqual(to.taken, []);
      await to.comeBack();
      await live(house, '2026-02-17T20:30:00.000Z');

      const heard = to.taken.map(({ headers }) => `${headers['webhook-id']}`);
      const notices = await house.sql(
        "SELECT id, state FROM notice WHERE channel <> 'heartbeat' ORDER BY id",
      );
      assert.deepEqual(
        notices.map(({ id, state }) => `${state} ${id}`),
        heard.map((id) => `sent ${id}`).sort(),
      );
      for (const id of tried) assert.ok(heard.includes(`${id}`), 'it kept its id');
      const pieces = told(to).flatMap(({ news }: { news: { title: string }[] }) =>
        news.map(({ title }) => title),
      );
      const news = await house.sql('SELECT title FROM news');
      assert.deepEqual(pieces.sort(), news.map(({ title }) => title as string).sort());
      for (const one of [/a → .*: failed/, /stopped/, /paused/, /2026-02-17: /])
        assert.match(pieces.join('\n'), one);
    }));
});

describe('the nightly step', () => {
  it('has a run of its own, which says that no snapshot was written', () =>
    telling('2026-02-16T23:00:00.000Z', [monday], async (house) => {
      await live(house, '2026-02-17T00:00:00.000Z');
      const [run] = await runsOf(house.services, 'snapshot');
      assert.deepEqual([run?.status, run?.counts], ['succeeded', { snapshots: 0 }]);
    }));
});
