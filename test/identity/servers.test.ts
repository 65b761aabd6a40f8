import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishDue } from '../../src/application/publisher.ts';
import { sweep } from '../../src/application/sweep.ts';
import type { Installation } from '../support/broadsheet.ts';
import { type OwnServer, ownServer } from '../support/own-server.ts';
import { type TestRepository, testRepository } from '../support/repository.ts';
import {
  approvedWeek,
  confirmCopy,
  publicPosts,
  refusalOf,
  runWeek,
  smallHouse,
} from '../support/small-house.ts';
import { commitSmallWeek } from '../support/small-week.ts';

const at = (time: string) => `2026-02-16T${time}+02:00`;

let repository: TestRepository;
let server: OwnServer;
let house: Installation;

describe('a server that is not where it was', () => {
  before(async () => {
    repository = await testRepository();
    await commitSmallWeek(repository, [
      { id: 'first', target: 'telegram', date: '2026-02-16', time: '08:10' },
      { id: 'second', target: 'facebook', date: '2026-02-16', time: '09:00' },
      { id: 'third', target: 'telegram', date: '2026-02-16', time: '10:00' },
    ]);
    server = await ownServer();
    house = await smallHouse(repository, server.url);
    await approvedWeek(house, at('07:00'));
  });
  after(async () => {
    await house.close();
    await server.close();
    await repository.close();
  });

  it('is the same after a stop and a start, and after an older state only it is behind', async () => {
    await server.stop();
    const backup = await server.backUp();
    await server.start();
    assert.equal(await runWeek(house, at('08:10')), null);
    assert.deepEqual(await publicPosts(house), ['first']);

    await server.stop();
    await backup.restore();
    await server.start();
    assert.notEqual(await runWeek(house, at('08:10')), null);
    const reason = (await refusalOf(house)) ?? '';
    assert.match(reason, /it holds \d+ changes, and this process has seen \d+ in it/);
    assert.doesNotMatch(reason, /;/, 'nothing else tells it');
    assert.deepEqual(await publicPosts(house), ['first']);

    await confirmCopy(house);
    for (const time of ['08:10:05', '08:12']) await runWeek(house, at(time));
    assert.equal(await refusalOf(house), null);
    assert.deepEqual(await publicPosts(house), ['first'], 'found, and not sent again');
  });

  it('is noticed by the claim of a worker that was there before it failed over', async () => {
    const worker = await house.open(at('08:12'));
    const { services, virtualClock } = worker;
    try {
      await sweep(services, null);
      virtualClock?.moveTo('2026-02-16T07:00:00.000Z');
      await server.stop();
      await server.startPromoted();
      assert.deepEqual(await publishDue(services, null), [], 'by the claim alone');
      await sweep(services, null);
      assert.deepEqual(await publicPosts(house), ['first']);
      const reason = (await refusalOf(house)) ?? '';
      assert.match(reason, /it was on timeline 1 and is now on 2/);

      await confirmCopy(house);
      for (const time of ['07:00:05', '07:00:40', '07:01:20', '07:13:00']) {
        virtualClock?.moveTo(`2026-02-16T${time}.000Z`);
        await sweep(services, null);
      }
      assert.deepEqual(await publicPosts(house), ['first', 'second'], 'it goes on by itself');
    } finally {
      await worker.close();
    }
  });

  it('is the same after a crash, wherever its last commit stood', async () => {
    await server.crash();
    assert.equal(await runWeek(house, at('10:00')), null);
    assert.deepEqual(await publicPosts(house), ['first', 'second', 'third']);
  });
});
