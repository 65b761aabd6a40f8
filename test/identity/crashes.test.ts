import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Failpoint } from '../../src/application/services.ts';
import { backUpDatabase } from '../support/backup.ts';
import { type Installation, type Ran, run } from '../support/broadsheet.ts';
import { onlyLong } from '../support/long.ts';
import { query, type TestDatabase, testDatabase } from '../support/postgres.ts';
import { type TestRepository, testRepository } from '../support/repository.ts';
import {
  approvedWeek,
  confirmCopy,
  publicPosts,
  refusalOf,
  runWeek,
  smallHouse,
} from '../support/small-house.ts';
import { commitSmallWeek, smallWeek } from '../support/small-week.ts';

const at = (time: string) => `2026-02-16T${time}+02:00`;

let repository: TestRepository;

before(async () => {
  repository = await testRepository();
  await commitSmallWeek(repository, [
    { id: 'morning', target: 'telegram', date: '2026-02-16', time: '08:10' },
  ]);
});
after(() => repository.close());

/** Runs a command that is killed at a failpoint, and sees that it was. */
async function killed(house: Installation, point: string, ...args: string[]): Promise<Ran> {
  const environment = {
    ...house.environment,
    BROADSHEET_FAILPOINTS: point.replace(/(@\d+)?$/, '=kill$1'),
  };
  const options = ['--config', house.config, '--data', house.data];
  const ran = await run([...args, ...options], environment, house.directory);
  assert.match(ran.stderr, new RegExp(`failpoint ${point.replace(/@.*/, '')} kill`), ran.stdout);
  return ran;
}

async function inAHouse(
  kind: 'embedded' | 'server',
  work: (house: Installation, database: TestDatabase | null) => Promise<void>,
): Promise<void> {
  const database = kind === 'server' ? await testDatabase() : null;
  const house = await smallHouse(repository, database?.url ?? null);
  try {
    await work(house, database);
  } finally {
    await house.close();
    await database?.close();
  }
}

async function assertPublishes(house: Installation): Promise<void> {
  await approvedWeek(house, at('07:00'));
  assert.equal(await runWeek(house, at('08:10')), null);
  assert.deepEqual(await publicPosts(house), ['morning']);
}

/** Each step at which the key or the database is written, from the first command on. */
const beginnings = [
  ['embedded', 'after-key-write'],
  ['embedded', 'after-identity-commit'],
  ['server', 'after-identity-commit'],
  ['server', 'after-key-write'],
  ['server', 'after-identity-commit@2'],
] as const;

const steps = [
  'claim',
  'before-attempt-commit',
  'after-attempt-commit',
  'before-outcome-commit',
  'after-outcome-commit',
] as const satisfies readonly Failpoint[];

const again = `
  DELETE FROM attempt;
  UPDATE account SET sending = NULL, free_at = NULL;
  UPDATE delivery SET state = 'scheduled', due_at = scheduled_at, remote_id = NULL`;

describe('an honest crash', () => {
  for (const [kind, point] of beginnings)
    it(
      `at ${point} of the very first run is no reason to refuse: ${kind}`,
      {
        skip: kind === 'embedded' && onlyLong,
      },
      () =>
        inAHouse(kind, async (house) => {
          await killed(house, point, 'run-week', smallWeek, '--now', at('07:00'));
          await assertPublishes(house);
        }),
    );

  it('at any step of a publication is no reason to refuse', () =>
    inAHouse('server', async (house, database) => {
      await approvedWeek(house, at('07:00'));
      for (const point of steps) {
        await killed(house, point, 'run-week', smallWeek, '--now', at('08:10'));
        assert.equal(await refusalOf(house), null, point);
        // Due again, as if nobody had tried: here only the identity is looked at.
        await query(database?.url ?? '', again);
      }
    }));
});

describe('a confirmation that is broken off', () => {
  it('before it is committed changes nothing: embedded', { skip: onlyLong }, () =>
    inAHouse('embedded', async (house) => {
      await runWeek(house, at('07:00'));
      await killed(house, 'after-key-write', 'doctor', '--restored', '--yes');
      assert.notEqual(await refusalOf(house), null);
      await confirmCopy(house);
      await assertPublishes(house);
    }),
  );

  for (const kind of ['embedded', 'server'] as const)
    it(`after it is committed holds: ${kind}`, { skip: kind === 'embedded' && onlyLong }, () =>
      inAHouse(kind, async (house, database) => {
        await runWeek(house, at('07:00'));
        if (database) await (await backUpDatabase(database)).restore();
        await killed(house, 'after-identity-commit', 'doctor', '--restored', '--yes');
        await assertPublishes(house);
      }),
    );
});
