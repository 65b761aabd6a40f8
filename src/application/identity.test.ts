import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { claimFor } from '../../test/support/claiming.ts';
import type { SmallPost } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import { keyFile } from '../adapters/key-file/key-file.ts';
import { admit } from './identity.ts';
import { lookUpDue } from './looker.ts';
import { runDueSteps } from './loop.ts';
import type { Services } from './services.ts';
import { settle } from './settle.ts';
import { sweep } from './sweep.ts';

const early = '2026-02-16T06:00:00.000Z';
const due = '2026-02-16T08:10:00.000Z';

const post = (id: string, target: SmallPost['target'], copy = 'Words') => ({
  id,
  target,
  copy,
  date: '2026-02-16',
  time: '08:10',
});

/** As if the connection had come to a standby that was promoted. */
const failOver = (house: WorldHouse) => house.sql('UPDATE identity SET timeline = timeline - 1');
const failBack = (house: WorldHouse) => house.sql('UPDATE identity SET timeline = timeline + 1');

const claim = ({ services }: WorldHouse) => claimFor(services);

const told = async (house: WorldHouse) =>
  (await house.sql('SELECT title FROM news WHERE urgent')).map((one) => one.title);

describe('a database that turns out to be a copy while a worker runs', () => {
  it('lets the claim itself take nothing, and lets it go on when it is the one again', () =>
    inWorldHouse(early, [post('a', 'telegram')], async (house) => {
      await house.approve('a');
      house.clock.moveTo(due);
      await failOver(house);
      assert.deepEqual(await claim(house), { claims: [], inHand: [], looked: 0 });
      assert.equal((await house.delivery('a')).state, 'scheduled');
      assert.deepEqual(await house.attempts('a'), []);
      await failBack(house);
      assert.equal((await claim(house)).claims.length, 1);
    }));

  it('opens no attempt for the next part of a thread', () =>
    inWorldHouse(early, [post('a', 'telegram', 'One\n---\nTwo')], async (house) => {
      await house.approve('a');
      house.clock.moveTo(due);
      const [first] = (await claim(house)).claims;
      assert.ok(first);
      await failOver(house);
      const outcome = { kind: 'accepted', remoteId: 'p1', remoteUrl: null } as const;
      const next = await settle(house.services, { attempt: first.attempt, outcome });
      assert.equal(next, null);
      const { state, partsPublished } = await house.delivery('a');
      assert.deepEqual([state, partsPublished], ['scheduled', 1], 'what the network said is kept');
    }));

  it('repeats no request, also where the network knows a key', () =>
    inWorldHouse(early, [post('a', 'whatsapp')], async (house) => {
      await house.approve('a');
      house.clock.moveTo(due);
      house.world.next.push('lose-the-request');
      await sweep(house.services, null);
      house.clock.moveTo('2026-02-16T08:20:00.000Z');
      await failOver(house);
      assert.equal(await lookUpDue(house.services), 0);
      assert.equal(house.world.requests.length, 1);
      await failBack(house);
      assert.equal(await lookUpDue(house.services), 1);
      assert.equal(house.world.requests.length, 2, 'it was due');
    }));

  it('misses nothing, imports nothing and tells people once', () =>
    inWorldHouse(early, [post('a', 'telegram')], async (house) => {
      await house.approve('a');
      await failOver(house);
      house.clock.moveTo('2026-02-18T09:00:00.000Z');
      for (let times = 0; times < 3; times += 1) {
        assert.deepEqual(await runDueSteps(house.services), []);
        assert.equal((await sweep(house.services, null)).missed, 0);
      }
      assert.equal((await house.delivery('a')).state, 'scheduled');
      assert.deepEqual(await told(house), ['Nothing is published: this database may be a copy']);
    }));
});

/** Another worker on the same database, with a data directory of its own, at an address. */
async function withWorker(
  { services }: WorldHouse,
  address: string,
  work: (worker: Services) => Promise<void>,
): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'broadsheet-worker-'));
  try {
    await work({ ...services, key: keyFile(data, { address }) });
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

describe('a worker that meets a database for the first time', () => {
  it('claims nothing before it was admitted', () =>
    inWorldHouse(early, [post('a', 'telegram')], async (house) => {
      await house.approve('a');
      house.clock.moveTo(due);
      const { place } = house.services.key;
      await withWorker(house, await place(), async (worker) => {
        assert.equal((await claimFor(worker)).claims.length, 0);
        assert.equal(await admit(worker), null);
        assert.equal((await claimFor(worker)).claims.length, 1);
      });
    }));

  it('is let in at a new address by one that knows the database, and by nobody else', () =>
    inWorldHouse(early, [post('a', 'telegram')], async (house) => {
      await withWorker(house, 'new.example:5432', async (worker) => {
        const refused = await admit(worker);
        assert.equal(refused?.code, 'database-copied');
        assert.match(refused.message, /is reached here at new\.example:5432/);
        assert.match(refused.remedy, /lets this one in within seconds/);
        assert.equal((await admit(worker))?.code, 'database-copied', 'it can not let itself in');
        assert.deepEqual(await told(house), [], 'people are not told at once');
        assert.equal(await admit(house.services), null);
        assert.equal(await admit(worker), null);
        await withWorker(house, 'new.example:5432', async (third) => {
          assert.equal(await admit(third), null);
        });
      });
    }));

  it('is told about when nobody lets it in', () =>
    inWorldHouse(early, [post('a', 'telegram')], async (house) => {
      await withWorker(house, 'new.example:5432', async (worker) => {
        let now = '2026-02-16T06:00:00.000Z';
        const waiting = { ...worker, realNow: () => now };
        await admit(waiting);
        now = '2026-02-16T06:00:09.000Z';
        await admit(waiting);
        assert.deepEqual(await told(house), []);
        now = '2026-02-16T06:00:11.000Z';
        await admit(waiting);
        assert.deepEqual(await told(house), ['Nothing is published: this database may be a copy']);
      });
    }));

  it('is refused by a new database in the place of one that its directory knows', () =>
    inWorldHouse(early, [post('a', 'telegram')], async (house) => {
      await house.sql('DELETE FROM identity; DELETE FROM identity_place');
      const refused = await admit(house.services);
      assert.match(refused?.message ?? '', /it is new, but the key .* knows one that has worked/);
      assert.match(refused?.remedy ?? '', /mark what is public already as `posted`/);
    }));
});
