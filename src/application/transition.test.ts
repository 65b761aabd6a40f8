import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { installation } from '../../test/support/broadsheet.ts';
import { testDatabase } from '../../test/support/postgres.ts';
import { testRepository } from '../../test/support/repository.ts';
import { configurationOf, exampleWeek } from '../../test/support/weeks.ts';
import type { House } from '../compose.ts';
import { rerunFailed } from './orders.ts';
import type { DeliveryChange, DeliveryRecord } from './ports/store.ts';
import { resolve } from './resolve.ts';
import { settle } from './settle.ts';
import { transition } from './transition.ts';

const now = '2026-02-16T06:10:00.000Z';
const weekId = 'week1_launch';

/** A week that waits for approval, and one of its deliveries. */
async function inAWeek(
  work: (house: House, delivery: DeliveryRecord) => Promise<void>,
): Promise<void> {
  const server = await testDatabase();
  const repository = await testRepository();
  const home = await installation(server.url);
  try {
    await repository.commit(await exampleWeek.files());
    await home.configure(configurationOf(repository.path, exampleWeek.accounts));
    await home.session(now, async ({ house, call }) => {
      await call('POST', '/api/webhook/marketing/run-week', { week_id: weekId });
      const [first] = await deliveriesOf(house);
      assert.ok(first);
      await work(house, first);
    });
  } finally {
    await home.close();
    await repository.close();
    await server.close();
  }
}

const deliveriesOf = ({ services }: House) =>
  services.store.transaction((transaction) => transaction.deliveries.ofWeek(weekId));

async function find(house: House, id: string): Promise<DeliveryRecord> {
  const found = (await deliveriesOf(house)).find((one) => one.id === id);
  assert.ok(found);
  return found;
}

/** Puts a delivery where a test begins. */
const place = ({ services }: House, { id, state }: DeliveryRecord, change: DeliveryChange) =>
  services.store.transaction((transaction) => transaction.deliveries.change(id, state, change));

const attemptOf = ({ id, wanted: { account, content, contentHash } }: DeliveryRecord) => ({
  deliveryId: id,
  part: 0,
  account,
  content,
  contentHash,
  startedAt: now,
  deadline: now,
  provableAt: null,
  claim: 'claim',
});

describe('what is public', () => {
  it('is posted by proof that comes after the row was cancelled, and says so', () =>
    inAWeek(async (house, delivery) => {
      const { services } = house;
      const attempt = await services.store.transaction(async (transaction) => {
        const [open] = await transaction.attempts.open([attemptOf(delivery)]);
        assert.ok(open);
        await transaction.attempts.change(open.id, ['sending'], { state: 'absent' });
        const cause = { who: 'git', at: now };
        assert.ok(await transition(transaction, delivery, 'row-removed', cause));
        return open;
      });
      const outcome = { kind: 'accepted' as const, remoteId: 'r1', remoteUrl: null };
      await settle(services, { attempt, outcome });
      const { state, remoteId, reason } = await find(house, delivery.id);
      assert.deepEqual([state, remoteId], ['posted', 'r1']);
      assert.equal(reason, 'the proof of the network came late: it is public');
    }));

  it('is posted by the word of a person, also where git cancelled it', () =>
    inAWeek(async (house, delivery) => {
      await place(house, delivery, { state: 'cancelled' });
      const posted = 'https://social.example/1';
      const request = { weekId, name: delivery.id, who: 'dana', verdict: { posted } };
      const resolved = await resolve(house.services, request);
      assert.ok(resolved.ok);
      const { state, remoteUrl } = await find(house, delivery.id);
      assert.deepEqual([state, remoteUrl], ['posted', posted]);
    }));
});

describe('an order to try again', () => {
  it('is refused where the row no longer passes the checks, and says which', () =>
    inAWeek(async (house, delivery) => {
      const { wanted } = delivery;
      const approval = { contentHash: wanted.contentHash, by: 'dana', at: now, commit: null };
      const selection = { names: [delivery.id] };
      const order = { weekId, selection, who: 'dana', reason: null };
      const failed = { state: 'failed' as const, approval };
      await place(house, delivery, { ...failed, wanted: { ...wanted, problems: ['too-long'] } });
      const refused = await rerunFailed(house.services, order);
      assert.match(refused.ok ? '' : refused.error.message, /fails too-long/);
      assert.equal((await find(house, delivery.id)).state, 'failed');

      await place(house, { ...delivery, ...failed }, { wanted });
      assert.ok((await rerunFailed(house.services, order)).ok);
      assert.equal((await find(house, delivery.id)).state, 'scheduled');
    }));
});
