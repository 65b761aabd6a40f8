import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { monday, smallWeek } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import { addMilliseconds } from '../domain/time.ts';
import { doctor } from './doctor.ts';
import { hold, release } from './orders.ts';
import type { Account } from './ports/account.ts';
import type { Services } from './services.ts';
import { status } from './status.ts';
import { sweep } from './sweep.ts';

const due = '2026-02-16T08:10:00.000Z';
const key = 'community/telegram';
const after = (seconds: number) => addMilliseconds(due, seconds * 1000);

/** Another worker, by whose configuration an account is another one, or is not there. */
function workerWith({ services }: WorldHouse, change: Partial<Account> | null): Services {
  const accounts = new Map(services.accounts);
  const before = accounts.get(key);
  assert.ok(before);
  if (change) accounts.set(key, { ...before, ...change });
  else accounts.delete(key);
  return { ...services, accounts };
}

const moved = { place: 'telegram:elsewhere' };

const told = ({ sql }: WorldHouse) =>
  sql("SELECT title, text FROM news WHERE subject_key LIKE '%:stranded:%'");

async function shown(services: Services, postId: string) {
  const document = await status(services, smallWeek);
  assert.ok(document.ok);
  const [delivery] = document.value.posts.find((one) => one.post_id === postId)?.deliveries ?? [];
  assert.ok(delivery);
  return { ...delivery, needed: document.value.needs_person.includes(delivery.id) };
}

describe('a worker whose configuration sends an account elsewhere', () => {
  it('leaves the approval to the worker that publishes where it was approved for', () =>
    inWorldHouse(due, [monday('a', 'telegram')], async (house) => {
      await house.approve('a');
      const { tried } = await sweep(workerWith(house, moved), null);
      assert.deepEqual(tried, []);
      const { state, approval } = await house.delivery('a');
      assert.deepEqual([state, approval?.by], ['scheduled', 'dana']);
      await sweep(house.services, null);
      assert.equal((await house.delivery('a')).state, 'posted');
      assert.deepEqual(await told(house), []);
    }));

  for (const [name, change] of [
    ['is moved', moved],
    ['is gone', null],
  ] as const)
    it(`publishes nothing and says so once, where it ${name} for all of them`, () =>
      inWorldHouse(due, [monday('a', 'telegram')], async (house) => {
        const worker = workerWith(house, change);
        await house.approve('a');
        for (const seconds of [0, 30, 61, 120]) {
          house.clock.moveTo(after(seconds));
          await sweep(worker, null);
        }
        assert.deepEqual(house.world.requests, []);
        assert.equal((await house.delivery('a')).state, 'scheduled');
        const [news, ...more] = await told(house);
        assert.deepEqual(more, []);
        assert.match(String(news?.text), /community\/telegram does not publish to community\/tele/);
        assert.match(String(news?.text), /Put the account back.*`broadsheet run-week week1_small`/);
        const { reason, remedy, needed } = await shown(worker, 'a');
        assert.match(reason, /^no worker takes it: /);
        assert.match(remedy ?? '', /^Put the account back/);
        assert.equal(needed, true);
      }));

  it('says so where two connectors have traded names, and goes on when they have them back', () =>
    inWorldHouse(due, [monday('a', 'telegram'), monday('b', 'facebook')], async (house) => {
      await house.approve('a', 'b');
      const other = 'community/facebook';
      const accounts = new Map(house.services.accounts);
      const [first, second] = [accounts.get(key), accounts.get(other)];
      assert.ok(first && second);
      accounts.set(key, { ...second, key }).set(other, { ...first, key: other });
      const worker = { ...house.services, accounts };
      await sweep(worker, null);
      house.clock.moveTo(after(61));
      await sweep(worker, null);
      assert.deepEqual(house.world.requests, []);
      assert.equal((await told(house)).length, 2);
      for (const id of ['a', 'b']) assert.equal((await shown(worker, id)).needed, true);
      await sweep(house.services, null);
      const states = [(await house.delivery('a')).state, (await house.delivery('b')).state];
      assert.deepEqual(states, ['posted', 'posted']);
    }));

  it('says nothing of what was approved, or let go, late and is taken by another at once', () =>
    inWorldHouse(due, [monday('a', 'telegram'), monday('b', 'discord')], async (house) => {
      await house.approve('b');
      const order = { weekId: smallWeek, selection: { names: ['b'] }, who: 'dana', reason: null };
      assert.ok((await hold(house.services, order)).ok);
      house.clock.moveTo(after(600));
      await house.approve('a');
      assert.ok((await release(house.services, order)).ok);
      for (const id of ['a', 'b']) assert.equal((await shown(house.services, id)).needed, false);
      await sweep({ ...house.services, accounts: new Map() }, null);
      await sweep(house.services, null);
      assert.deepEqual(await told(house), []);
      for (const id of ['a', 'b']) assert.equal((await house.delivery(id)).state, 'posted');
    }));

  it('is told of a minute after a late approval', () =>
    inWorldHouse(due, [monday('a', 'telegram')], async (house) => {
      house.clock.moveTo(after(600));
      await house.approve('a');
      house.clock.moveTo(after(660));
      await sweep(workerWith(house, moved), null);
      assert.equal((await told(house)).length, 1);
      assert.equal((await shown(house.services, 'a')).needed, true);
    }));

  it('holds up nothing else of the account', () =>
    inWorldHouse(due, [monday('a', 'telegram'), monday('b', 'discord')], async (house) => {
      await house.approve('a', 'b');
      await house.sql("UPDATE delivery SET account = 'community/telegram' WHERE post_id = 'b'");
      await sweep(workerWith(house, moved), null);
      assert.equal((await house.delivery('b')).state, 'posted');
      assert.equal((await house.delivery('a')).state, 'scheduled');
    }));

  it('goes on where the account is put back, also after people were told', () =>
    inWorldHouse(due, [monday('a', 'telegram')], async (house) => {
      await house.approve('a');
      house.clock.moveTo(after(61));
      await sweep(workerWith(house, moved), null);
      assert.equal((await told(house)).length, 1);
      await sweep(house.services, null);
      assert.equal((await house.delivery('a')).state, 'posted');
    }));
});

describe('what is due and nobody takes', () => {
  it('needs a person after a minute, and status says what to do', () =>
    inWorldHouse(due, [monday('a', 'telegram')], async (house) => {
      await house.approve('a');
      const { services, clock } = house;
      clock.moveTo(after(59));
      assert.equal((await shown(services, 'a')).needed, false);
      clock.moveTo(after(60));
      const { needed, reason, remedy } = await shown(services, 'a');
      assert.equal(needed, true);
      assert.match(reason, /no worker has taken it$/);
      assert.match(remedy ?? '', /^Start a worker: /);
      clock.moveTo(after(301));
      const overdue = (await doctor(services)).checks.find(({ name }) => name === 'deliveries');
      assert.equal(overdue?.result, 'problem');
    }));

  it('needs a person also where no worker has met the database yet', () =>
    inWorldHouse(due, [monday('a', 'telegram')], async (house) => {
      await house.approve('a');
      await house.sql('DELETE FROM identity_place');
      house.clock.moveTo(after(60));
      const { needed, remedy } = await shown(house.services, 'a');
      assert.equal(needed, true);
      assert.match(remedy ?? '', /^Start a worker: /);
    }));
});
