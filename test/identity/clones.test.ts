import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { copyFiles } from '../support/backup.ts';
import type { Installation } from '../support/broadsheet.ts';
import { onlyLong } from '../support/long.ts';
import { copyDatabase, query, testDatabase } from '../support/postgres.ts';
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

/** An approved week, of which nothing is out yet. */
async function weekIn(databaseUrl: string | null): Promise<Installation> {
  const house = await smallHouse(repository, databaseUrl);
  await approvedWeek(house, at('07:00'));
  return house;
}

async function assertRefused(house: Installation, reason: RegExp): Promise<void> {
  assert.match((await runWeek(house, at('08:10'))) ?? '', reason);
  assert.match((await refusalOf(house)) ?? '', reason);
  assert.deepEqual(await publicPosts(house), []);
}

async function assertPublishes(house: Installation): Promise<void> {
  assert.equal(await runWeek(house, at('08:10')), null);
  assert.deepEqual(await publicPosts(house), ['morning']);
}

before(async () => {
  repository = await testRepository();
  await commitSmallWeek(repository, [
    { id: 'morning', target: 'telegram', date: '2026-02-16', time: '08:10' },
  ]);
});
after(() => repository.close());

describe('a copy of a data directory with its embedded database', () => {
  let original: Installation;
  before(async () => {
    original = await weekIn(null);
  });
  after(() => original.close());

  it('publishes nothing beside the original, which goes on', async () => {
    const clone = await smallHouse(repository, null);
    await copyFiles(original.data, clone.data);
    await assertRefused(clone, /its files, or the key beside them, were copied/);
    await assertPublishes(original);
    await clone.close();
  });
});

describe('an embedded database', () => {
  it('publishes nothing without its key', async () => {
    const house = await weekIn(null);
    await rm(join(house.data, 'instance.key'));
    await assertRefused(house, /its key is missing from the data directory/);
    await confirmCopy(house);
    assert.equal(await refusalOf(house), null);
    await house.close();
  });

  it('publishes nothing where only its own files were put back, beneath the living key', async () => {
    const house = await weekIn(null);
    const cluster = join(house.data, 'postgres');
    await copyFiles(cluster, join(house.directory, 'backup'));
    await rm(cluster, { recursive: true });
    await copyFiles(join(house.directory, 'backup'), cluster);
    await assertRefused(house, /its files, or the key beside them, were copied/);
    await house.close();
  });

  it('goes on where its data directory was moved', { skip: onlyLong }, async () => {
    const house = await weekIn(null);
    const other = await smallHouse(repository, null);
    await rename(house.data, other.data);
    await assertPublishes(other);
    await other.close();
    await house.close();
  });
});

describe('a copy of a database on a server', () => {
  it('publishes nothing beside the original, which goes on, also for a worker without a key', async () => {
    const database = await testDatabase();
    const original = await weekIn(database.url);
    const copy = await copyDatabase(database);
    const clone = await smallHouse(repository, copy.url);
    await assertRefused(clone, /it was made as database \d+ of its server and is now \d+/);
    await assertPublishes(original);
    for (const one of [clone, original, copy, database]) await one.close();
  });

  it('is no obstacle to another worker with a data directory of its own', {
    skip: onlyLong,
  }, async () => {
    const database = await testDatabase();
    const first = await weekIn(database.url);
    const second = await smallHouse(repository, database.url);
    await assertPublishes(second);
    assert.deepEqual(await publicPosts(first), []);
    assert.equal(await refusalOf(first), null);
    for (const one of [second, first, database]) await one.close();
  });

  it('is told from the original by tables that a dump has made anew in the same database', async () => {
    const database = await testDatabase();
    const house = await weekIn(database.url);
    await query(
      database.url,
      `CREATE TABLE loaded (LIKE identity INCLUDING ALL);
       INSERT INTO loaded SELECT * FROM identity;
       DROP TABLE identity;
       ALTER TABLE loaded RENAME TO identity`,
    );
    await assertRefused(house, /its tables were made anew, as by a dump that was loaded/);
    for (const one of [house, database]) await one.close();
  });
});
