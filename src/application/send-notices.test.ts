import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Receiver, receiver } from '../../test/support/receiver.ts';
import { monday } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import { addMilliseconds } from '../domain/time.ts';
import { addressNews } from './address-news.ts';
import { doctor } from './doctor.ts';
import type { NewsTopic } from './ports/store.ts';
import { sendNews } from './send-news.ts';
import { sendNotices } from './send-notices.ts';
import type { Services } from './services.ts';
import { sweep } from './sweep.ts';
import { liveUntil } from './virtual-time.ts';

const due = '2026-02-16T08:10:00.000Z';
const minute = 60_000;
const hour = 60 * minute;

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const channel = (name: string, url: string) =>
  `{ via: webhook, name: ${name}, webhook: "${url}", secret: ${secret} }`;

/** A house of one post, which tells these receivers. */
const telling = (
  receivers: Readonly<Record<string, Receiver>>,
  work: (house: WorldHouse) => Promise<void>,
) =>
  inWorldHouse(due, [monday('a', 'telegram')], work, {
    more: `notify: [${Object.entries(receivers)
      .map(([name, { url }]) => channel(name, url))
      .join(', ')}]`,
  });

let reported = 0;
const report = (services: Services, topic: NewsTopic = 'account', urgent = true) => {
  reported += 1;
  return services.store.transaction(({ news }) =>
    news.report({
      subjectKey: `test:${reported}`,
      kind: 'failure',
      topic,
      urgent,
      deliveryId: null,
      title: `Title ${reported}`,
      text: 'Text',
      createdAt: services.clock.now(),
    }),
  );
};

const tell = (services: Services) => sendNews(services, { onlyUrgent: true });
const idsOf = ({ asked }: Receiver) => asked.map(({ headers }) => headers['webhook-id']);
const subjectsOf = ({ taken }: Receiver) =>
  taken.map(({ body }) => JSON.parse(body).subject as string);

async function findings(services: Services): Promise<readonly string[]> {
  const { checks } = await doctor(services);
  return checks
    .filter((one) => one.name === 'notifications')
    .map((one) => `${one.result} ${one.message}`);
}

describe('a notice', () => {
  it('goes to each channel once, with what was new, and to none again', async () => {
    await using one = await receiver();
    await using other = await receiver();
    await telling({ one, other }, async ({ services }) => {
      await report(services);
      await report(services);
      await Promise.all([tell(services), tell(services), tell(services)]);
      await tell(services);
      for (const { taken } of [one, other]) {
        assert.equal(taken.length, 1);
        assert.equal(JSON.parse(taken[0]?.body ?? '').news.length, 2);
      }
      assert.notDeepEqual(idsOf(one), idsOf(other), 'each channel has a state of its own');
    });
  });

  it('is repeated under its id after 1, 2, 4 … minutes until it is taken', async () => {
    await using one = await receiver();
    await telling({ one }, async ({ services, clock }) => {
      one.answerWith(503);
      await report(services);
      const tries: string[] = [];
      for (let passed = 0; passed < 16; passed += 1) {
        const before = one.asked.length;
        await tell(services);
        if (one.asked.length > before) tries.push(clock.now().slice(14, 16));
        clock.moveTo(addMilliseconds(clock.now(), minute));
      }
      assert.deepEqual(tries, ['10', '11', '13', '17', '25']);
      one.answerWith(200);
      clock.moveTo(addMilliseconds(clock.now(), hour));
      await tell(services);
      await tell(services);
      assert.equal(one.taken.length, 1);
      assert.equal(new Set(idsOf(one)).size, 1);
      assert.equal(one.asked.length, 6);
    });
  });

  it('is not lost by a receiver that is away for 24 virtual hours', async () => {
    await using one = await receiver();
    await telling({ one }, async ({ services, clock }) => {
      await one.goAway();
      const back = addMilliseconds(due, 24 * hour);
      let told = 0;
      await report(services);
      await liveUntil(services, clock, addMilliseconds(back, -1), async () => {
        if (told >= 20) return;
        told += 1;
        await report(services, 'delivery', told % 2 === 0);
      });
      await one.comeBack();
      await liveUntil(services, clock, addMilliseconds(back, hour));
      const titles = one.taken.flatMap(({ body }) =>
        JSON.parse(body).news.map(({ title }: { title: string }) => title),
      );
      const ours = titles.filter((title) => title.startsWith('Title '));
      assert.equal(ours.length, 21);
      assert.equal(new Set(ours).size, 21, 'each of them, and none twice');
      assert.deepEqual(await findings(services), ['ok What people are told gets through (one).']);
    });
  });

  it('is given up after a day of tries, and doctor says so', async () => {
    await using one = await receiver();
    await telling({ one }, async ({ services, clock }) => {
      one.answerWith(410);
      await report(services);
      await tell(services);
      clock.moveTo(addMilliseconds(due, 11 * minute));
      assert.match(
        `${await findings(services)}`,
        /^problem Messages to one that wait since .*: 1\./,
      );
      await liveUntil(services, clock, addMilliseconds(due, 25 * hour));
      one.answerWith(200);
      await liveUntil(services, clock, addMilliseconds(due, 30 * hour));
      assert.match(
        `${await findings(services)}`,
        /^problem Messages to one that were given up after a day of tries: \d.*answered 410/,
      );
    });
  });

  it('waits for no channel but its own: one that hangs delays neither others nor a post', async () => {
    await using hanging = await receiver();
    await using other = await receiver();
    hanging.answerWith(null);
    await telling({ hanging, other }, async ({ services, world, approve }) => {
      await approve('a');
      await report(services);
      const sweeping = sweep(services, null);
      const [first] = await Promise.race([
        Promise.all([arrival(other), arrival(hanging)]).then(() => ['told']),
        sweeping.then(() => ['swept']),
      ]);
      assert.equal(first, 'told', 'the other has it while the first one hangs');
      assert.equal(world.requests.length, 1, 'the post is out');
      await hanging.goAway();
      await sweeping;
      assert.equal(hanging.taken.length, 0);
    });
  });

  it('of a process that died while sending is sent by another after its lease, under its id', async () => {
    await using one = await receiver();
    await telling({ one }, async ({ services }) => {
      await report(services);
      await addressNews(services, { onlyUrgent: true });
      const failpoint = async (name: string) => {
        if (name === 'after-news') throw new Error('it died');
      };
      await assert.rejects(sendNotices({ ...services, failpoint }), /it died/);
      assert.equal(await sendNotices(services), 0, 'it is leased');
      const later = addMilliseconds(services.realNow(), 5 * minute);
      assert.equal(await sendNotices({ ...services, realNow: () => later }), 1);
      const [first, second, ...more] = idsOf(one);
      assert.deepEqual([second, more], [first, []]);
    });
  });

  it('that nobody takes holds up no other of its channel', async () => {
    await using one = await receiver();
    await telling({ one }, async ({ services, clock }) => {
      one.answerWith(400);
      await report(services);
      await tell(services);
      one.answerWith(200);
      await report(services);
      await tell(services);
      assert.equal(one.taken.length, 1, 'the second, while the first one waits for its next try');
      clock.moveTo(addMilliseconds(due, minute));
      await tell(services);
      assert.equal(one.taken.length, 2);
    });
  });

  it('holds all that is too much to be told one by one', async () => {
    await using one = await receiver();
    await telling({ one }, async ({ services, clock }) => {
      // The news of the day would take along what is held.
      await liveUntil(services, clock, '2026-02-16T08:30:00.000Z');
      const before = one.taken.length;
      for (let count = 0; count < 30; count += 1) {
        await report(services, 'delivery');
        await tell(services);
        clock.moveTo(addMilliseconds(clock.now(), 1000));
      }
      assert.equal(one.taken.length - before, 3);
      await report(services, 'account');
      await tell(services);
      assert.equal(one.taken.length - before, 4, 'another topic is no part of that flood');
      await liveUntil(services, clock, '2026-02-16T09:31:00.000Z');
      const last = JSON.parse(one.taken.at(-1)?.body ?? '');
      assert.equal(one.taken.length - before, 5);
      assert.equal(last.news.length, 27);
      assert.equal(subjectsOf(one).at(-1), '[broadsheet] 27 things need you');
      assert.match(last.text, /And 7 more of this kind: `broadsheet status`/);
    });
  });
});

/** Resolves when a receiver was asked. */
async function arrival({ asked }: Receiver): Promise<void> {
  while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
}
