import assert from 'node:assert/strict';
import { it } from 'node:test';
import { claimFor } from '../../test/support/claiming.ts';
import type { SmallPost } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import { addMilliseconds } from '../domain/time.ts';
import { lookUpDue } from './looker.ts';
import { recoverStale } from './recover.ts';
import type { Services } from './services.ts';
import { settle } from './settle.ts';

const due = '2026-02-16T08:10:00.000Z';
const key = 'community/telegram';
/** A request of the test's network is waited for 1 s, with a margin of 15 s. */
const lasts = 16_000;
const post: SmallPost = { id: 'a', target: 'telegram', date: '2026-02-16', time: '08:10' };

/** A worker has died with its request on the way: another one, which lacks its account, finds that. */
const diedUnderOthers = (work: (house: WorldHouse) => Promise<void>) =>
  inWorldHouse(due, [post], async (house) => {
    await house.approve('a');
    const { claims } = await claimFor(house.services, [key], 1);
    assert.equal(claims.length, 1);
    await house.sql("UPDATE attempt SET deadline = '2000-01-01Z'");
    assert.equal(await recoverStale(lackingIt(house)), 1);
    await work(house);
  });

const lackingIt = ({ services }: WorldHouse) => ({
  ...services,
  accounts: new Map([...services.accounts].filter(([name]) => name !== key)),
});

it('what a worker without its account has recovered is looked for by one that has it', () =>
  diedUnderOthers(async (house) => {
    await house.rest();
    const states = (await house.attempts('a')).map((one) => one.state);
    assert.deepEqual(states, ['absent', 'accepted']);
  }));

it('a worker without the account leaves it to others for a minute before a person is told', () =>
  diedUnderOthers(async (house) => {
    await house.sql('UPDATE attempt SET provable_at = NULL');
    const told = async () => (await house.sql("SELECT FROM news WHERE kind = 'failure'")).length;
    house.clock.moveTo(addMilliseconds(due, 10_000));
    assert.equal(await lookUpDue(lackingIt(house)), 1);
    assert.equal(await told(), 0);
    house.clock.moveTo(addMilliseconds(due, 60_000));
    assert.equal(await lookUpDue(lackingIt(house)), 1);
    assert.equal(await told(), 1);
  }));

it('what its worker has held back after all costs no attempt, though it was recovered meanwhile', () =>
  inWorldHouse(due, [post], async ({ services, approve, delivery, sql }) => {
    await approve('a');
    const error = { code: 'released', message: 'Held back before the first byte', remedy: '' };
    for (let sleeps = 0; sleeps < 2; sleeps += 1) {
      const { claims } = await claimFor(services, [key], 1);
      const [claim] = claims;
      assert.ok(claim);
      await sql("UPDATE attempt SET deadline = '2000-01-01Z'; UPDATE account SET free_at = NULL");
      assert.equal(await recoverStale(services), 1);
      await settle(services, { attempt: claim.attempt, outcome: { kind: 'released', error } });
      const { state, attemptsLeft, dueAt } = await delivery('a');
      assert.deepEqual([state, attemptsLeft, dueAt], ['scheduled', 2, due]);
      await sql('UPDATE account SET free_at = NULL');
    }
  }));

it('the attempt of a worker that died is found as soon where the clock is set back meanwhile', () =>
  inWorldHouse(due, [post], async (house) => {
    await house.approve('a');
    let now = due;
    let elapsed = 1_000_000;
    const real: Services = {
      ...house.services,
      clock: { kind: 'real', now: () => now },
      realNow: () => now,
      elapsed: () => elapsed,
    };
    await claimFor(real, [key], 1);
    now = addMilliseconds(due, -3_600_000);
    assert.equal(await recoverStale(real), 0);
    elapsed += lasts - 1;
    assert.equal(await recoverStale(real), 0, 'its answer may still come');
    elapsed += 1;
    assert.equal(await recoverStale(real), 1);
    assert.equal((await house.delivery('a')).state, 'unconfirmed');
    assert.equal(await recoverStale(real), 0);
    assert.equal(real.foreseen.size, 0);
  }));
