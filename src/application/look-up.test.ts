import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SmallPost, smallWeek } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import { addMilliseconds } from '../domain/time.ts';
import { confirmRestored } from './confirm-copy.ts';
import { admit } from './identity.ts';
import { lookUpDue } from './looker.ts';
import { hold } from './orders.ts';
import type { Account } from './ports/account.ts';
import { resolve } from './resolve.ts';
import type { Services } from './services.ts';
import { sweep } from './sweep.ts';

const lostOn = (target: SmallPost['target']): readonly SmallPost[] => [
  { id: 'lost', target, date: '2026-02-16', time: '08:10' },
];
const due = '2026-02-16T08:10:00.000Z';
const second = 1000;

/** The network of the test settles within a minute; an attempt lasts 16 s. */
const settled = 76 * second;

const hour = 3600 * second;
/** A repeat lasts as long as an attempt: its answer is waited for 1 s, with a margin of 15 s. */
const arrives = 16 * second;

describe('a repeat under a key that the network forgets after an hour', () => {
  /** A request of which nothing was heard, at its time, and what is known so much later. */
  const later = (milliseconds: number, work: (house: WorldHouse) => Promise<void>) =>
    inWorldHouse(due, lostOn('slack'), async (house) => {
      await house.approve('lost');
      house.world.next.push('lose-the-request');
      await sweep(house.services, null);
      house.clock.moveTo(addMilliseconds(due, milliseconds));
      await work(house);
    });

  const states = async (house: WorldHouse) =>
    (await house.attempts('lost')).map((one) => one.state);

  it('is made while it is surely known', () =>
    later(hour - arrives - 1, async (house) => {
      await lookUpDue(house.services);
      assert.deepEqual(await states(house), ['accepted']);
      assert.equal(house.world.requests.length, 2);
    }));

  it('is not made of what was held while the network was looked at', () =>
    later(10 * second, async (house) => {
      const { services } = house;
      const holding = ([key, account]: [string, Account]): [string, Account] => {
        const { confirm } = account;
        if (!confirm) return [key, account];
        const held: Account['confirm'] = async (publication, signal) => {
          const order = {
            weekId: smallWeek,
            selection: { all: true },
            who: 'dana',
            reason: null,
          } as const;
          assert.ok((await hold(services, order)).ok);
          return confirm(publication, signal);
        };
        return [key, { ...account, confirm: held }];
      };
      const accounts = new Map([...services.accounts].map(holding));
      await lookUpDue({ ...services, accounts });
      assert.equal(house.world.requests.length, 1);
      assert.equal((await house.delivery('lost')).held, 'person');
    }));

  it('is made no more from then on: it is looked for', () =>
    later(hour - arrives, async (house) => {
      await lookUpDue(house.services);
      assert.deepEqual(await states(house), ['unknown']);
      const { wanted, id: deliveryId } = await house.delivery('lost');
      const text = `${wanted.content.copy}\n\n${wanted.content.link}`;
      const { account } = wanted;
      house.world.published.push({ deliveryId, part: 0, text, id: 'late', account, at: due });
      house.clock.moveTo(addMilliseconds(due, 3 * hour));
      await lookUpDue(house.services);
      assert.deepEqual(await states(house), ['accepted']);
      assert.equal(house.world.requests.length, 1, 'sent once');
    }));

  it('is made no more after an hour that this process saw, wherever the clock was set to', () =>
    later(10 * second, async ({ services, clock, world }) => {
      let now = clock.now();
      let elapsed = 1_000_000;
      const real: Services = {
        ...services,
        clock: { kind: 'real', now: () => now },
        elapsed: () => elapsed,
      };
      world.next.push('lose-the-request');
      assert.equal(await lookUpDue(real), 1);
      assert.equal(world.requests.length, 2);
      elapsed += hour;
      now = addMilliseconds(now, 10 * second);
      assert.equal(await lookUpDue(real), 1);
      assert.equal(world.requests.length, 2);
    }));

  it('is forgotten by this process when somebody else has settled it', () =>
    later(10 * second, async ({ services, world }) => {
      world.next.push('lose-the-request');
      await lookUpDue(services);
      assert.equal(services.witnessed.size, 1);
      await lookUpDue(services);
      assert.equal(services.witnessed.size, 1, 'while it is unknown');
      const verdict = { notPosted: true as const };
      const word = { weekId: smallWeek, name: 'lost', who: 'dana', verdict };
      assert.ok((await resolve(services, word)).ok);
      await lookUpDue(services);
      assert.equal(services.witnessed.size, 0);
    }));

  it('is not made for an attempt that seems to be still to come', () =>
    later(10 * second, async ({ services, world, sql }) => {
      const now = addMilliseconds(due, -1);
      await sql(`UPDATE attempt SET look_up_at = '${now}'`);
      const early: Services = { ...services, clock: { kind: 'real', now: () => now } };
      assert.equal(await lookUpDue(early), 1);
      assert.equal(world.requests.length, 1);
    }));
});

describe('a repeat that finds nobody listening', () => {
  it('says nothing of the first request', () =>
    inWorldHouse(due, lostOn('facebook'), async (house) => {
      await house.approve('lost');
      house.world.next.push('lose-the-request');
      await sweep(house.services, null);
      house.world.unreachable = true;
      house.clock.moveTo(addMilliseconds(due, 10 * second));
      await lookUpDue(house.services);
      assert.deepEqual(
        (await house.attempts('lost')).map((one) => one.state),
        ['unknown'],
      );
      house.world.unreachable = false;
      await house.rest();
      assert.deepEqual(
        (await house.attempts('lost')).map((one) => one.state),
        ['accepted'],
      );
      assert.equal(house.world.published.length, 1);
    }));
});

describe('a post whose answer was lost, where a key is known and posts can be seen', () => {
  it('is found without a second request: not every server that says so heeds a key', () =>
    inWorldHouse(due, lostOn('facebook'), async (house) => {
      await house.approve('lost');
      house.world.next.push('accept-and-lose-the-answer');
      await sweep(house.services, null);
      house.clock.moveTo(addMilliseconds(due, 10 * second));
      await lookUpDue(house.services);
      const states = (await house.attempts('lost')).map((one) => one.state);
      assert.deepEqual(states, ['accepted']);
      assert.equal(house.world.requests.length, 1);
    }));
});

describe('a repeat that is refused', () => {
  /** What becomes of a lost request whose repeat is refused so much later, where the key lasts 15 minutes. */
  const refused = (milliseconds: number, state: string) =>
    inWorldHouse(due, lostOn('whatsapp'), async (house) => {
      await house.approve('lost');
      house.world.next.push('lose-the-request', 'reject');
      const key = 'community/whatsapp';
      const account = house.services.accounts.get(key);
      assert.ok(account);
      const forgetful: Account = { ...account, keyLastsMilliseconds: hour / 4 };
      const accounts = new Map([...house.services.accounts, [key, forgetful] as const]);
      const services: Services = { ...house.services, accounts };
      await sweep(services, null);
      house.clock.moveTo(addMilliseconds(due, milliseconds));
      await lookUpDue(services);
      const states = (await house.attempts('lost')).map((one) => one.state);
      assert.deepEqual(states, [state]);
    });

  it('proves that the first was not taken, while the next attempt is met by the same key', () =>
    refused(60 * second, 'absent'));

  it("is a person's to settle where the next attempt would come too late for that", () =>
    refused(hour / 4 - arrives - second, 'unknown'));
});

describe('a repeat that is sent elsewhere', () => {
  it('says nothing of the first request', () =>
    inWorldHouse(due, lostOn('facebook'), async (house) => {
      await house.approve('lost');
      house.world.next.push('lose-the-request', 'redirect');
      await sweep(house.services, null);
      house.clock.moveTo(addMilliseconds(due, 10 * second));
      await lookUpDue(house.services);
      const states = async () => (await house.attempts('lost')).map((one) => one.state);
      assert.deepEqual(await states(), ['unknown']);
      await house.rest();
      assert.deepEqual(await states(), ['accepted']);
    }));
});

describe('a look that misses the post', () => {
  it('proves nothing before that time has passed on a clock that nobody sets', () =>
    inWorldHouse(due, lostOn('telegram'), async ({ services, world, attempts, approve }) => {
      await approve('lost');
      world.next.push('lose-the-request');
      await sweep(services, null);
      let now = due;
      let elapsed = 1_000_000;
      const real: Services = {
        ...services,
        clock: { kind: 'real', now: () => now },
        elapsed: () => elapsed,
      };
      const look = async (steps: number) => {
        for (let step = 0; step < steps; step += 1) {
          await lookUpDue(real);
          now = addMilliseconds(now, 5 * 60 * second);
        }
        return (await attempts('lost')).map((one) => one.state);
      };
      // Somebody sets the clock forward by an hour.
      now = addMilliseconds(now, 3600 * second);
      assert.deepEqual(await look(6), ['unknown']);
      elapsed += settled - 1;
      assert.deepEqual(await look(3), ['unknown']);
      // What the original did after the copy was made is later than all that was seen so far.
      // The command that confirms it is another process.
      assert.ok((await confirmRestored({ ...real, witnessed: new Map() }, 'dana')).ok);
      await admit(real);
      now = addMilliseconds(now, 3600 * second);
      assert.deepEqual(await look(3), ['unknown']);
      elapsed += settled - 1;
      assert.deepEqual(await look(3), ['unknown']);
      elapsed += 1;
      assert.deepEqual(await look(1), ['unknown'], 'one look is not enough');
      assert.deepEqual(await look(1), ['absent']);
    }));
});

describe('a post whose answer was lost, and that nobody asked for until a day later', () => {
  const dayLater = (target: SmallPost['target'], work: (house: WorldHouse) => Promise<void>) =>
    inWorldHouse(due, lostOn(target), async (house) => {
      await house.approve('lost');
      house.world.next.push('lose-the-request');
      await sweep(house.services, null);
      house.clock.moveTo(addMilliseconds(due, 25 * hour));
      await work(house);
    });

  it('is old news, and not made public by a repeat', () =>
    dayLater('whatsapp', async (house) => {
      await sweep(house.services, null);
      assert.equal(house.world.requests.length, 1);
      assert.equal((await house.delivery('lost')).state, 'unconfirmed');
      const news = await house.sql("SELECT FROM news WHERE kind = 'failure'");
      assert.equal(news.length, 1, 'a person is told');
    }));

  it('is missed where the network shows that it is not there', () =>
    dayLater('facebook', async (house) => {
      await house.rest();
      assert.equal((await house.delivery('lost')).state, 'missed');
      assert.equal(house.world.requests.length, 1);
    }));
});
