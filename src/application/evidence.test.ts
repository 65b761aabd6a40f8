import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { claimFor } from '../../test/support/claiming.ts';
import { type SmallPost, smallWeek } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import type { Outcome } from '../domain/outcome.ts';
import { addMilliseconds } from '../domain/time.ts';
import { rerunFailed } from './orders.ts';
import { resolve } from './resolve.ts';
import { settle } from './settle.ts';
import { sweep } from './sweep.ts';

const due = '2026-02-16T08:10:00.000Z';
const retry = addMilliseconds(due, 11 * 60_000);
const found = { deliveryId: '', part: 0, text: '', account: 'community/telegram', at: due };
const keys = ['community/telegram'];
const accepted = { kind: 'accepted' as const, remoteId: 'p1', remoteUrl: null };

const on = (target: SmallPost['target'], more: Partial<SmallPost> = {}): SmallPost => ({
  id: 'a',
  target,
  date: '2026-02-16',
  time: '08:10',
  ...more,
});

const states = async (house: WorldHouse, id = 'a') =>
  (await house.attempts(id)).map((one) => one.state);

const stateOf = async (house: WorldHouse, id = 'a') => (await house.delivery(id)).state;

/** A person errs: the post is there, and was not seen. */
async function notPosted(house: WorldHouse, name = 'a'): Promise<void> {
  const verdict = { notPosted: true as const };
  const resolved = await resolve(house.services, {
    weekId: smallWeek,
    name,
    who: 'dana',
    verdict,
  });
  assert.ok(resolved.ok, JSON.stringify(resolved));
}

/** The first attempt is public and taken for absent. */
async function takenForAbsent(house: WorldHouse): Promise<void> {
  await house.approve('a');
  house.world.next.push('accept-and-lose-the-answer');
  await sweep(house.services, null);
  await notPosted(house);
}

/** The proof of the first attempt comes at last. */
async function lateProof(house: WorldHouse): Promise<void> {
  const [first] = await house.attempts('a');
  assert.ok(first);
  await settle(house.services, { attempt: first, outcome: accepted });
}

const rerun = ({ services }: WorldHouse) =>
  rerunFailed(services, {
    weekId: smallWeek,
    selection: { all: true },
    who: 'dana',
    reason: null,
  });

describe('a late proof', () => {
  it('stops what would follow when the attempt after it is proven absent', () =>
    inWorldHouse(due, [on('telegram')], async (house) => {
      await takenForAbsent(house);
      house.clock.moveTo(retry);
      house.world.next.push('lose-the-request');
      await sweep(house.services, null);
      await lateProof(house);
      await house.rest();
      assert.deepEqual(await states(house), ['accepted', 'absent']);
      assert.equal(await stateOf(house), 'posted');
      await rerun(house);
      await house.rest();
      assert.equal(house.world.published.length, 1);
    }));

  it('does so where an attempt is left, too', () =>
    inWorldHouse(due, [on('telegram')], async (house) => {
      await takenForAbsent(house);
      house.clock.moveTo(retry);
      house.world.next.push('reject');
      await sweep(house.services, null);
      await rerun(house);
      house.world.next.push('lose-the-request');
      await sweep(house.services, null);
      await lateProof(house);
      await house.rest();
      assert.equal(await stateOf(house), 'posted');
      assert.equal(house.world.published.length, 1);
    }));

  it('and the same post named by the next attempt settle the delivery', () =>
    inWorldHouse(due, [on('telegram')], async (house) => {
      await house.approve('a');
      house.world.next.push('lose-the-request');
      await sweep(house.services, null);
      await notPosted(house);
      house.clock.moveTo(retry);
      const { claims } = await claimFor(house.services, keys);
      await lateProof(house);
      const [claim] = claims;
      assert.ok(claim);
      await settle(house.services, { attempt: claim.attempt, outcome: accepted });
      assert.deepEqual(await states(house), ['accepted', 'absent']);
      assert.equal(await stateOf(house), 'posted');
    }));
});

describe('a post that a person made', () => {
  const replying = { accounts: { telegram: '{ connector: replying }' } };
  const byPerson = { remoteId: 'r7', remoteUrl: 'https://world.example/r7' };
  const twins = [on('telegram'), on('telegram', { id: 'b', time: '09:10' })];

  /** The first is posted by hand, in the week before; the answer to the second is lost. */
  async function postedByHand(house: WorldHouse): Promise<void> {
    const verdict = { posted: byPerson.remoteUrl };
    const request = { weekId: smallWeek, name: 'a', who: 'dana', verdict };
    assert.ok((await resolve(house.services, request)).ok);
    await house.sql(`
      INSERT INTO week SELECT (json_populate_record(week, '{"week_id":"week0"}')).* FROM week;
      INSERT INTO post SELECT (json_populate_record(post, '{"week_id":"week0"}')).* FROM post;
      UPDATE delivery SET week_id = 'week0' WHERE post_id = 'a'`);
    await house.approve('b');
    house.clock.moveTo('2026-02-16T09:10:00.000Z');
  }

  for (const [how, seen] of [
    ['its id', { ...byPerson, remoteUrl: null }],
    ['its address', { ...byPerson, remoteId: 'of another kind' }],
  ] as const)
    it(`is no evidence for a twin of another week that is looked for, by ${how}`, () =>
      inWorldHouse(
        due,
        twins,
        async (house) => {
          await postedByHand(house);
          if (how === 'its address')
            await house.sql("UPDATE delivery SET remote_id = NULL WHERE post_id = 'a'");
          house.world.next.push('lose-the-request');
          await sweep(house.services, null);
          house.world.find = () => ({ ...found, id: seen.remoteId, url: seen.remoteUrl });
          house.clock.moveTo('2026-02-16T09:12:00.000Z');
          await sweep(house.services, null);
          const { state, remoteId } = await house.delivery('b');
          assert.deepEqual([state, remoteId], ['unconfirmed', null]);
          const [news] = await house.sql("SELECT text FROM news WHERE title LIKE '%unconfirmed'");
          assert.match(
            String(news?.text),
            /The network names .*, which is another delivery's post/,
          );
        },
        replying,
      ));

  it('is no evidence for a twin where the network names it as a double', () =>
    inWorldHouse(
      due,
      twins,
      async (house) => {
        await postedByHand(house);
        house.world.next.push('lose-the-request');
        await sweep(house.services, null);
        await notPosted(house, 'b');
        const error = { code: 'duplicate', message: 'as r7', remedy: '' };
        const duplicate: Outcome = { kind: 'duplicate', ...byPerson, error };
        house.world.publish = async () => duplicate;
        house.clock.moveTo('2026-02-16T09:30:00.000Z');
        await sweep(house.services, null);
        const { state, remoteId } = await house.delivery('b');
        assert.deepEqual([state, remoteId], ['unconfirmed', null]);
      },
      replying,
    ));
});

describe('a refusal', () => {
  it('of a repeat alone proves nothing: the post is looked for', () =>
    inWorldHouse(due, [on('facebook')], async (house) => {
      await house.approve('a');
      house.world.next.push('accept-and-lose-the-answer', 'reject');
      await house.rest();
      assert.deepEqual(await states(house), ['accepted']);
      assert.equal(house.world.published.length, 1);
    }));

  it('as a double of another delivery leaves nothing stuck', () =>
    inWorldHouse(
      due,
      [on('telegram'), on('telegram', { id: 'b', time: '09:10' })],
      async (house) => {
        await house.approve('a', 'b');
        await sweep(house.services, null);
        assert.equal(await stateOf(house), 'posted');
        house.clock.moveTo('2026-02-16T09:10:00.000Z');
        house.world.next.push('lose-the-request');
        await sweep(house.services, null);
        await notPosted(house, 'b');
        house.world.publish = async (): Promise<Outcome> => ({
          kind: 'duplicate',
          remoteId: 'p1',
          remoteUrl: null,
          error: { code: 'duplicate', message: 'as p1', remedy: '' },
        });
        house.clock.moveTo('2026-02-16T09:30:00.000Z');
        await sweep(house.services, null);
        assert.equal(await stateOf(house, 'b'), 'unconfirmed');
        const { lookUpAt } = (await house.attempts('b')).at(-1) ?? {};
        assert.ok(lookUpAt, 'it is looked for');
      },
    ));

  it('that quotes half a sign is recorded', () =>
    inWorldHouse(due, [on('telegram')], async (house) => {
      await house.approve('a');
      house.world.publish = async (): Promise<Outcome> => ({
        kind: 'rejected',
        error: { code: 'rejected', message: 'It said "Launch \ud83d\0"', remedy: '' },
      });
      await sweep(house.services, null);
      const [attempt] = await house.attempts('a');
      assert.equal(attempt?.state, 'rejected');
      assert.equal(attempt?.error?.message, 'It said "Launch \ufffd\ufffd"');
    }));
});
