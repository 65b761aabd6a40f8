import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SmallPost, smallWeek } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import { claimDue } from './claim.ts';
import { pauseAccounts } from './pause.ts';
import { settle } from './settle.ts';

const due = '2026-02-16T08:10:00.000Z';
const key = 'community/telegram';
const post: SmallPost = { id: 'a', target: 'telegram', date: '2026-02-16', time: '08:10' };

/** Something happens while the request is on its way; then the network refuses the token. */
const refusedAfter = (
  happens: (house: WorldHouse) => Promise<unknown>,
  work: (house: WorldHouse) => Promise<void>,
) =>
  inWorldHouse(due, [post], async (house) => {
    await house.approve('a');
    const { claims } = await claimDue(house.services, { keys: [key], weekId: null, limit: 1 });
    const [claim] = claims;
    assert.ok(claim);
    await happens(house);
    const error = { code: 'unauthorised', message: 'It refused the token', remedy: '' };
    await settle(house.services, {
      attempt: claim.attempt,
      outcome: { kind: 'unauthorised', error },
    });
    await work(house);
  });

const pausedBy = async ({ services }: WorldHouse) =>
  new Map(
    (await services.store.transaction(({ accounts }) => accounts.list())).map((one) => [
      one.account,
      one.pausedReason,
    ]),
  );

describe('a token that is refused', () => {
  it('leaves the pause of a person a pause of a person', () =>
    refusedAfter(
      ({ services }) => pauseAccounts(services, [key], true, 'dana'),
      async (house) => assert.equal((await pausedBy(house)).get(key), 'paused by dana'),
    ));

  it('pauses the account that it is of, where the row has another one since', () =>
    refusedAfter(
      ({ sql }) =>
        sql(`INSERT INTO account (account) VALUES ('other');
             UPDATE delivery SET account = 'other' WHERE week_id = '${smallWeek}'`),
      async (house) => {
        const paused = await pausedBy(house);
        assert.deepEqual([paused.get(key), paused.get('other')], ['It refused the token', null]);
      },
    ));
});
