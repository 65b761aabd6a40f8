import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { claimFor } from '../../test/support/claiming.ts';
import type { SmallPost } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import { confirmRestored } from './confirm-copy.ts';
import { hold, release, rerunFailed } from './orders.ts';
import { pauseAccounts } from './pause.ts';
import { resolve } from './resolve.ts';
import { sweep } from './sweep.ts';

const early = '2026-02-16T06:00:00.000Z';
const due = '2026-02-16T08:10:00.000Z';
const evening = '2026-02-16T18:10:00.000Z';

const post = (id: string, target: SmallPost['target'], more: Partial<SmallPost> = {}) => ({
  id,
  target,
  date: '2026-02-16',
  time: '08:10',
  ...more,
});

async function confirm({ services }: WorldHouse): Promise<number> {
  const confirmed = await confirmRestored(services, 'dana');
  assert.ok(confirmed.ok);
  return confirmed.value.unconfirmed;
}

/** What the original made public in the hours that the copy knows nothing of. */
async function publishedByOriginal(house: WorldHouse, id: string, parts: number): Promise<void> {
  const { wanted, id: deliveryId } = await house.delivery(id);
  const texts = wanted.content.copy.split('\n---\n');
  for (const [part, words] of texts.slice(0, parts).entries()) {
    const last = part === texts.length - 1;
    const text = last ? `${words}\n\n${wanted.content.link}` : words;
    const { account } = wanted;
    house.world.published.push({ deliveryId, part, text, id: `o${part}`, account, at: due });
  }
}

const partsSeen = ({ world }: WorldHouse) => world.published.map((one) => one.part);
const outcomes = async (house: WorldHouse, id: string) =>
  (await house.attempts(id)).map((one) => `${one.part} ${one.state}`);

const thread = 'Part one\n---\nPart two\n---\nPart three';

describe('a database that a person confirms as restored', () => {
  it('goes on with a thread after the parts that the original has published', () =>
    inWorldHouse(early, [post('a', 'telegram', { copy: thread })], async (house) => {
      await house.approve('a');
      await publishedByOriginal(house, 'a', 2);
      house.clock.moveTo(evening);
      assert.equal(await confirm(house), 1);
      await house.rest();
      assert.deepEqual(partsSeen(house), [0, 1, 2], 'each part once');
      assert.equal((await house.delivery('a')).state, 'posted');
      assert.deepEqual(await outcomes(house, 'a'), [
        '0 accepted',
        '1 accepted',
        '2 absent',
        '2 accepted',
      ]);
    }));

  it('sends what is proven absent, and that costs neither of its two attempts', () =>
    inWorldHouse(early, [post('a', 'telegram')], async (house) => {
      await house.approve('a');
      house.clock.moveTo(evening);
      await confirm(house);
      house.world.next.push('reject');
      await house.rest();
      assert.deepEqual(await outcomes(house, 'a'), ['0 absent', '0 rejected', '0 accepted']);
      assert.deepEqual(partsSeen(house), [0]);
    }));

  it('looks for what was on the wire, and frees its account', () =>
    inWorldHouse(early, [post('a', 'telegram'), post('b', 'telegram')], async (house) => {
      await house.approve('a', 'b');
      house.clock.moveTo(due);
      const { claims } = await claimFor(house.services);
      assert.deepEqual(
        claims.map((one) => one.delivery.wanted.postId),
        ['a'],
      );
      await publishedByOriginal(house, 'a', 1);
      house.clock.moveTo(evening);
      assert.equal(await confirm(house), 2);
      assert.equal((await house.delivery('a')).state, 'unconfirmed');
      await house.rest();
      assert.deepEqual(await outcomes(house, 'a'), ['0 accepted']);
      assert.deepEqual(await outcomes(house, 'b'), ['0 absent', '0 accepted']);
      assert.equal(house.world.published.length, 2);
    }));

  it('begins anew with a look-up that had gone half the way to a proof', () =>
    inWorldHouse(early, [post('a', 'telegram')], async (house) => {
      await house.approve('a');
      house.clock.moveTo(due);
      house.world.next.push('lose-the-request');
      await sweep(house.services, null);
      for (const time of ['08:10:10', '08:11:20', '08:11:30']) {
        house.clock.moveTo(`2026-02-16T${time}.000Z`);
        await sweep(house.services, null);
      }
      const [before] = await house.attempts('a');
      assert.deepEqual([before?.state, before?.lookups], ['unknown', 1]);
      house.clock.moveTo(evening);
      await confirm(house);
      const [after] = await house.attempts('a');
      assert.equal(after?.lookups, 0);
      assert.ok((after?.provableAt ?? '') > evening, 'what the original did since has to settle');
      assert.equal(after?.startedAt, due, 'and it reaches back as far as before');
    }));

  it('never repeats what it inherited, also where the network knows a key: a person is asked', () =>
    inWorldHouse(early, [post('a', 'whatsapp')], async (house) => {
      await house.approve('a');
      house.clock.moveTo(evening);
      await confirm(house);
      await house.rest();
      assert.deepEqual(house.world.requests, []);
      const { id, state } = await house.delivery('a');
      assert.equal(state, 'unconfirmed');
      const news = await house.sql(`SELECT text FROM news WHERE delivery_id = '${id}'`);
      assert.match(String(news[0]?.text), /[Ll]ook at community\/whatsapp .* --not-posted/);
      const verdict = { notPosted: true } as const;
      const word = await resolve(house.services, {
        weekId: 'week1_small',
        name: 'a',
        who: 'dana',
        verdict,
      });
      assert.ok(word.ok);
      await house.rest();
      assert.deepEqual(await outcomes(house, 'a'), ['0 absent', '0 accepted']);
      assert.equal(house.world.published.length, 1);
    }));

  it('looks for what it inherited instead of repeating it, where both could be done', () =>
    inWorldHouse(early, [post('a', 'facebook')], async (house) => {
      await house.approve('a');
      await publishedByOriginal(house, 'a', 1);
      house.clock.moveTo(evening);
      await confirm(house);
      await house.rest();
      assert.deepEqual(house.world.requests, []);
      assert.deepEqual(await outcomes(house, 'a'), ['0 accepted']);
    }));

  it('sends nothing that is held or whose account is paused, and looks for it all the same', () =>
    inWorldHouse(early, [post('a', 'telegram'), post('b', 'facebook')], async (house) => {
      await house.approve('a', 'b');
      const order = {
        weekId: 'week1_small',
        selection: { names: ['a'] },
        who: 'dana',
        reason: null,
      };
      await hold(house.services, order);
      await pauseAccounts(house.services, ['community/facebook'], true, 'dana');
      await publishedByOriginal(house, 'b', 1);
      house.clock.moveTo(evening);
      assert.equal(await confirm(house), 2);
      await house.rest();
      assert.equal((await house.delivery('b')).state, 'posted');
      const held = await house.delivery('a');
      assert.deepEqual([held.state, held.held], ['scheduled', 'person']);
      assert.deepEqual(house.world.requests, []);
      await release(house.services, order);
      await house.rest();
      assert.deepEqual(await outcomes(house, 'a'), ['0 absent', '0 accepted']);
    }));

  it('leaves what was not due yet as it was', () =>
    inWorldHouse(early, [post('a', 'telegram', { time: '18:11' })], async (house) => {
      await house.approve('a');
      house.clock.moveTo(evening);
      assert.equal(await confirm(house), 0);
      await house.rest();
      assert.deepEqual(await outcomes(house, 'a'), ['0 accepted']);
      assert.equal((await house.delivery('a')).postedAt, '2026-02-16T18:11:00.000Z');
    }));

  it('looks first for what is approved only later', () =>
    inWorldHouse(early, [post('a', 'telegram')], async (house) => {
      await publishedByOriginal(house, 'a', 1);
      house.clock.moveTo(evening);
      assert.equal(await confirm(house), 0, 'nothing was due that anybody had approved');
      assert.equal((await house.delivery('a')).state, 'pending');
      await house.approve('a');
      await house.rest();
      assert.deepEqual(await outcomes(house, 'a'), ['0 accepted']);
      assert.deepEqual(house.world.requests, [], 'it was found, not sent');
    }));

  it('takes no proof of absence that is older than the confirmation', () =>
    inWorldHouse(early, [post('a', 'telegram')], async (house) => {
      await house.approve('a');
      house.clock.moveTo(due);
      house.world.next.push('lose-the-request', 'lose-the-request');
      await house.rest();
      assert.equal((await house.delivery('a')).state, 'failed');
      await publishedByOriginal(house, 'a', 1);
      house.clock.moveTo(evening);
      await confirm(house);
      const selection = { names: ['a'] };
      const again = { weekId: 'week1_small', selection, who: 'dana', reason: null };
      assert.ok((await rerunFailed(house.services, again)).ok);
      await house.rest();
      assert.deepEqual(await outcomes(house, 'a'), ['0 absent', '0 absent', '0 accepted']);
      assert.equal(house.world.requests.length, 2, 'only those that were lost');
    }));

  it('looks first for what was missed and is ordered again', () =>
    inWorldHouse(early, [post('a', 'telegram')], async (house) => {
      house.clock.moveTo('2026-02-17T09:00:00.000Z');
      await house.rest();
      assert.equal((await house.delivery('a')).state, 'missed');
      await publishedByOriginal(house, 'a', 1);
      await confirm(house);
      await house.sql(`UPDATE delivery SET approved_hash = content_hash, approved_by = 'dana',
        approved_at = '2026-02-16T07:00:00Z'`);
      const selection = { names: ['a'] };
      const again = { weekId: 'week1_small', selection, who: 'dana', reason: null };
      const ordered = await rerunFailed(house.services, again);
      assert.ok(ordered.ok, JSON.stringify(ordered));
      await house.rest();
      assert.deepEqual(await outcomes(house, 'a'), ['0 accepted']);
      assert.deepEqual(house.world.requests, []);
    }));
});
