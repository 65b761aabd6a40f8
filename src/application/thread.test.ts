import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SmallPost, smallWeek } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import { addMilliseconds } from '../domain/time.ts';
import { rerunFailed } from './orders.ts';
import type { Account } from './ports/account.ts';
import { StoreUnavailable } from './ports/store.ts';
import { publishDue } from './publisher.ts';
import { resolve } from './resolve.ts';
import type { Services } from './services.ts';
import { settle } from './settle.ts';
import { sweep } from './sweep.ts';

const due = '2026-02-16T08:10:00.000Z';
const thread: readonly SmallPost[] = [
  { id: 'a', target: 'telegram', date: '2026-02-16', time: '08:10', copy: 'One\n---\nTwo' },
];

/** A person says of a request that nobody knows of that nothing came of it. */
async function loseAndDeny(house: WorldHouse): Promise<void> {
  await house.approve('a');
  house.world.next.push('lose-the-request');
  await sweep(house.services, null);
  const verdict = { notPosted: true } as const;
  const word = { weekId: smallWeek, name: 'a', who: 'dana', verdict };
  assert.ok((await resolve(house.services, word)).ok);
}

describe('a thread', () => {
  it('goes on where the answer to the commit of its first part was lost', () =>
    inWorldHouse(due, thread, async (house) => {
      await house.approve('a');
      let lost = false;
      const key = 'community/telegram';
      const account = house.services.accounts.get(key);
      assert.ok(account);
      const services: Services = {
        ...house.services,
        // Of this connector alone: a claim for another would end while the outcome is recorded.
        accounts: new Map([[key, account]]),
        store: {
          ...house.services.store,
          async transaction(work) {
            const result = await house.services.store.transaction(work);
            if (lost || !(await house.attempts('a')).some((one) => one.part === 1)) return result;
            lost = true;
            throw new StoreUnavailable('the answer to the commit was lost');
          },
        },
      };
      await publishDue(services, null);
      assert.ok(lost);
      const made = (await house.attempts('a')).map((one) => `${one.part} ${one.state}`);
      assert.deepEqual(made, ['0 accepted', '1 accepted']);
      assert.deepEqual(
        house.world.published.map((one) => one.part),
        [0, 1],
      );
    }));

  it('sends its next part where the database went away before that was sent', () =>
    inWorldHouse(due, thread, async (house) => {
      await house.approve('a');
      house.world.next.push('accept', 'reject');
      await sweep(house.services, null);
      house.clock.moveTo(addMilliseconds(due, 11 * 60_000));
      let away = false;
      const services: Services = {
        ...house.services,
        failpoint: async (name) => {
          if (name === 'after-attempt-commit') away = true;
        },
        store: {
          ...house.services.store,
          async transaction(work) {
            if (!away) return house.services.store.transaction(work);
            away = false;
            throw new StoreUnavailable('the server is being restarted');
          },
        },
      };
      await publishDue(services, null);
      const made = (await house.attempts('a')).map((one) => `${one.part} ${one.state}`);
      assert.deepEqual(made, ['0 accepted', '1 rejected', '1 accepted']);
      assert.equal((await house.delivery('a')).state, 'posted');
    }));

  it('does not end in another place than it began', () =>
    inWorldHouse(due, thread, async (house) => {
      await house.approve('a');
      house.world.next.push('accept', 'reject');
      await sweep(house.services, null);
      const key = 'community/telegram';
      const before = house.services.accounts.get(key);
      assert.ok(before);
      const moved: Account = { ...before, account: 'other', place: 'other' };
      const accounts = new Map([...house.services.accounts, [key, moved] as const]);
      house.clock.moveTo(addMilliseconds(due, 12 * 60_000));
      await sweep({ ...house.services, accounts }, null);
      assert.equal(house.world.requests.length, 2);
      const [news] = await house.sql("SELECT text FROM news WHERE text LIKE '%does not publish%'");
      assert.match(String(news?.text), /Put the account back.*Else post the rest by hand/);
      await sweep(house.services, null);
      assert.equal((await house.delivery('a')).state, 'posted');
    }));

  it('that waits for its next try when the proof of its first part comes goes on, and nobody posts the rest by hand', () =>
    inWorldHouse(due, thread, async (house) => {
      await loseAndDeny(house);
      const [first] = await house.attempts('a');
      assert.ok(first);
      const outcome = { kind: 'accepted', remoteId: 'late', remoteUrl: null } as const;
      await settle(house.services, { attempt: first, outcome });
      const told = await house.sql("SELECT text FROM news WHERE text LIKE '%the rest is not%'");
      assert.deepEqual(told, []);
      await house.rest();
      assert.equal((await house.delivery('a')).state, 'posted');
      assert.deepEqual(
        house.world.published.map((one) => one.part),
        [1],
      );
    }));

  it('that is half public by a proof that comes when it is over is told to a person', () =>
    inWorldHouse(due, thread, async (house) => {
      await loseAndDeny(house);
      house.clock.moveTo(addMilliseconds(due, 11 * 60_000));
      house.world.next.push('reject');
      await sweep(house.services, null);
      assert.equal((await house.delivery('a')).state, 'failed');
      const [first] = await house.attempts('a');
      assert.ok(first);
      const outcome = { kind: 'accepted', remoteId: 'late', remoteUrl: null } as const;
      await settle(house.services, { attempt: first, outcome });
      const { state, partsPublished, reason } = await house.delivery('a');
      assert.deepEqual([state, partsPublished], ['failed', 1]);
      assert.match(reason, /^part 1 is public after all \(late\), and the rest is not: /);
      const told = await house.sql("SELECT text FROM news WHERE text LIKE '%public after all%'");
      assert.equal(told.length, 1);
      await rerunFailed(house.services, {
        weekId: smallWeek,
        selection: { names: ['a'] },
        who: 'dana',
        reason: null,
      });
      await sweep(house.services, null);
      assert.equal((await house.delivery('a')).state, 'posted');
      assert.deepEqual(
        house.world.published.map((one) => one.part),
        [1],
        'the rest goes on by an order',
      );
    }));
});
