import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { claimFor } from '../../test/support/claiming.ts';
import { type SmallPost, smallWeek } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import { pauseAccounts } from './pause.ts';
import { recoverStale } from './recover.ts';
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
    const { claims } = await claimFor(house.services, [key], 1);
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

  for (const [name, settles] of [
    ['its attempt was recovered', async () => {}],
    ['its attempt was looked for and is not there', ({ rest }: WorldHouse) => rest()],
  ] as const)
    it(`pauses the account also when the answer comes after ${name}`, () =>
      refusedAfter(
        async (house) => {
          await house.sql("UPDATE attempt SET deadline = '2000-01-01Z'");
          assert.equal(await recoverStale(house.services), 1);
          await settles(house);
        },
        async (house) => {
          assert.equal((await pausedBy(house)).get(key), 'It refused the token');
          const told = await house.sql("SELECT FROM news WHERE title LIKE '%account is paused'");
          assert.equal(told.length, 1);
        },
      ));

  /** Connected while the request is on its way, so long before its deadline. */
  const connectedBefore =
    (milliseconds: number) =>
    ({ sql }: WorldHouse) =>
      sql(
        `INSERT INTO connection (account, issued_at, renewable, connected_at, connected_by)
         SELECT account, deadline - interval '${milliseconds} milliseconds', false, deadline, 'dana'
           FROM attempt`,
      );

  for (const [name, milliseconds, reason] of [
    ['does not pause an account that was connected anew before the answer came', 10_999, null],
    ['pauses one whose new token may have been what was refused', 11_000, 'It refused the token'],
  ] as const)
    it(name, () =>
      refusedAfter(
        async (house) => {
          await connectedBefore(milliseconds)(house);
          await house.sql("UPDATE attempt SET state = 'unknown'");
        },
        async (house) => assert.equal((await pausedBy(house)).get(key), reason),
      ),
    );

  it('pauses the account, whatever the clock said when it was connected', () =>
    refusedAfter(connectedBefore(-3_600_000), async (house) =>
      assert.equal((await pausedBy(house)).get(key), 'It refused the token'),
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
