import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { monday as post, type SmallPost } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import { rerunFailed } from './orders.ts';
import { resolve } from './resolve.ts';
import { sweep } from './sweep.ts';

const due = '2026-02-16T08:10:00.000Z';
const weekId = 'week1_small';

const thread = 'Part one\n---\nPart two\n---\nPart three';

/** Posts whose first answer is lost, on networks that let nobody look. */
const lost = (posts: readonly SmallPost[], work: (house: WorldHouse) => Promise<void>) =>
  inWorldHouse(
    due,
    posts,
    async (house) => {
      await house.approve(...posts.map((one) => one.id));
      house.world.next.push('accept-and-lose-the-answer');
      await sweep(house.services, null);
      // The network shows nothing of what it took.
      house.world.published.length = 0;
      await work(house);
    },
    { accounts: { telegram: '{ connector: replying }' } },
  );

const say = (house: WorldHouse, name: string, posted: string) =>
  resolve(house.services, { weekId, name, who: 'dana', verdict: { posted } });

const address = (id: string) => `https://world.example/${id}`;

const sent = ({ world }: WorldHouse) =>
  world.requests.map(({ part, replyTo }) => `${part + 1} ${replyTo ?? '-'}`);

describe('the word of a person that it is public', () => {
  it('keeps the id that the address tells, and stands for the one attempt', () =>
    lost([post('a', 'telegram')], async (house) => {
      assert.ok((await say(house, 'a', address('r7'))).ok);
      const { state, remoteId, remoteUrl, reason } = await house.delivery('a');
      assert.deepEqual([state, remoteId, remoteUrl], ['posted', 'r7', address('r7')]);
      assert.equal(reason, 'dana says that it is out');
      const [attempt] = await house.attempts('a');
      assert.deepEqual([attempt?.state, attempt?.remoteId], ['accepted', 'r7']);
    }));

  it('lets a thread go on as replies to the part that it is about', () =>
    lost([post('a', 'telegram', thread)], async (house) => {
      assert.ok((await say(house, 'a', address('r7'))).ok);
      assert.equal((await house.delivery('a')).state, 'scheduled');
      await house.rest();
      assert.deepEqual(sent(house), ['1 -', '2 r7', '3 p1']);
      assert.equal((await house.delivery('a')).state, 'posted');
    }));

  it('ends a thread whose parts are replies, where the address tells no id, and says so', () =>
    lost([post('a', 'telegram', thread)], async (house) => {
      assert.ok((await say(house, 'a', 'https://world.example/acme/')).ok);
      const { state, reason, partsPublished } = await house.delivery('a');
      assert.deepEqual([state, partsPublished], ['failed', 1]);
      assert.match(reason, /part 1 is public at https:.*acme\/, and nothing tells its id/);
      const news = await house.sql("SELECT text FROM news WHERE kind = 'failure'");
      assert.match(`${news.at(-1)?.text}`, /Post the rest by hand/);

      const order = { weekId, selection: { names: ['a'] }, who: 'dana', reason: null };
      assert.ok((await rerunFailed(house.services, order)).ok);
      await house.rest();
      assert.equal((await house.delivery('a')).state, 'failed', 'not by an order either');
      assert.deepEqual(sent(house), ['1 -']);

      assert.ok((await say(house, 'a', address('r9'))).ok);
      const whole = await house.delivery('a');
      assert.deepEqual([whole.state, whole.remoteId], ['posted', null]);
    }));

  it('lets a thread go on whose parts stand by themselves, whatever the address', () =>
    lost([post('a', 'whatsapp', thread)], async (house) => {
      assert.ok((await say(house, 'a', 'https://chat.example/here')).ok);
      await house.rest();
      assert.deepEqual(sent(house).length, 3);
      assert.equal((await house.delivery('a')).state, 'posted');
    }));

  it('is not taken twice for one post that nobody here has sent', () =>
    inWorldHouse(
      '2026-02-16T07:00:00.000Z',
      [post('a', 'telegram'), post('b', 'telegram')],
      async (house) => {
        assert.ok((await say(house, 'a', address('r7'))).ok);
        const refused = await say(house, 'b', address('r7'));
        assert.equal(refused.ok ? '' : refused.error.code, 'evidence-taken');
        assert.equal((await house.delivery('b')).state, 'pending');
        assert.ok((await say(house, 'b', address('r8'))).ok);
      },
      { accounts: { telegram: '{ connector: replying }' } },
    ));

  it('is not taken for a post that another delivery rests on', () =>
    lost([post('a', 'telegram'), post('b', 'telegram')], async (house) => {
      house.world.next.push('lose-the-request');
      house.clock.moveTo('2026-02-16T08:11:00.000Z');
      await sweep(house.services, null);
      assert.ok((await say(house, 'a', address('r7'))).ok);
      const refused = await say(house, 'b', address('r7'));
      assert.equal(refused.ok ? '' : refused.error.code, 'evidence-taken');
      assert.equal((await house.delivery('b')).state, 'unconfirmed');
    }));
});
