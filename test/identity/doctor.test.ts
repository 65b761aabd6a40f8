import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DoctorCheck } from '../../src/application/documents/doctor.ts';
import { type Installation, installation, type Ran, run } from '../support/broadsheet.ts';
import { ownServer } from '../support/own-server.ts';
import { query, type TestDatabase, testDatabase } from '../support/postgres.ts';
import { type TestRepository, testRepository } from '../support/repository.ts';
import { approvedWeek, publicPosts, runWeek, smallHouse } from '../support/small-house.ts';
import { commitSmallWeek, smallWeek } from '../support/small-week.ts';

const at = (time: string) => `2026-02-16T${time}+02:00`;

/** What `doctor` found, by name. */
const found = (ran: Ran): Readonly<Record<string, DoctorCheck>> =>
  Object.fromEntries(ran.json().checks.map((one: DoctorCheck) => [one.name, one]));

const problems = (ran: Ran): readonly string[] =>
  Object.values(found(ran)).flatMap((one) => (one.result === 'problem' ? [one.name] : []));

let repository: TestRepository;
let database: TestDatabase;
let house: Installation;

before(async () => {
  repository = await testRepository();
  await commitSmallWeek(repository, [
    { id: 'morning', target: 'telegram', date: '2026-02-16', time: '08:10' },
    { id: 'noon', target: 'facebook', date: '2026-02-16', time: '12:00' },
  ]);
  database = await testDatabase();
  house = await smallHouse(repository, database.url);
  await approvedWeek(house, at('07:00'));
});
after(async () => {
  await house.close();
  await database.close();
  await repository.close();
});

describe('doctor', () => {
  it('looks at everything, finds nothing wrong and says so', async () => {
    const ran = await house.run('doctor', '--json');
    assert.equal(ran.code, 0, ran.stdout);
    const { schema, ok, as_of } = ran.json();
    assert.deepEqual(
      [schema, ok, as_of],
      ['broadsheet/doctor@1', true, '2026-02-16T05:00:00.000Z'],
    );
    assert.deepEqual(Object.keys(found(ran)), [
      'database',
      'schema',
      'durability',
      'identity',
      'secrets',
      'key-file',
      'clock',
      'publishing',
      'accounts',
      'attempts',
      'deliveries',
      'unconfirmed',
      'notifications',
    ]);
    assert.match(found(ran).clock?.message ?? '', /virtual time/);
    const text = await house.run('doctor');
    assert.match(text.stdout, /^ok +database +PostgreSQL \d+/);
  });

  it('names what is paused, overdue, and left by a dead worker, each with its remedy', async () => {
    const environment = {
      ...house.environment,
      BROADSHEET_FAILPOINTS: 'after-attempt-commit=kill',
    };
    const options = ['--config', house.config, '--data', house.data];
    const args = ['run-week', smallWeek, '--now', at('08:10'), ...options];
    await run(args, environment, house.directory);
    await query(database.url, "UPDATE attempt SET deadline = '2026-01-01T00:00:00Z'");
    await house.open(at('12:06')).then((opened) => opened.close());
    assert.deepEqual(problems(await house.run('doctor', '--json')), ['attempts', 'deliveries']);
    await house.run('pause', '--all', '--as', 'dana');
    await house.run('pause', 'community/facebook', '--as', 'dana');
    const ran = await house.run('doctor', '--json');
    assert.equal(ran.code, 1);
    assert.deepEqual(problems(ran), ['publishing', 'accounts', 'attempts']);
    for (const name of problems(ran)) assert.notEqual(found(ran)[name]?.remedy, '', name);
    assert.match(
      found(ran).accounts?.message ?? '',
      /sandbox:community\/facebook \(paused by dana\)/,
    );
    assert.match((await house.run('doctor')).stdout, /problem +publishing .*\n +Let them go again/);
  });

  it('finds a database that does not answer, without telling its password', async () => {
    const lost = await installation('postgres://me:secret@127.0.0.1:1/broadsheet');
    await lost.configure(
      `timezone: UTC\nassets: { repo: https://git.invalid/a/b.git }\naccounts: {}\n`,
    );
    const ran = await lost.run('doctor', '--json');
    assert.equal(ran.code, 1);
    assert.deepEqual(problems(ran), ['database']);
    assert.match(found(ran).database?.message ?? '', /can't be reached/);
    assert.doesNotMatch(ran.stdout + ran.stderr, /secret/);
    await lost.close();
  });

  it('can not run without a configuration, nor confirm where nobody can be asked', async () => {
    const options = ['--config', `${house.config}.absent`, '--data', house.data];
    assert.equal((await run(['doctor', ...options], house.environment, house.directory)).code, 2);
    assert.equal((await house.run('doctor', '--restored')).code, 2);
  });
});

describe('a role that may not ask where the database is', () => {
  it('publishes all the same, and doctor says what is not told', async () => {
    const server = await ownServer();
    await query(
      server.url,
      `REVOKE EXECUTE ON FUNCTION pg_control_system(), pg_control_checkpoint(),
         pg_walfile_name(pg_lsn) FROM PUBLIC;
       CREATE ROLE plain LOGIN;
       GRANT ALL ON DATABASE broadsheet TO plain;
       GRANT ALL ON SCHEMA public TO plain`,
    );
    const url = new URL(server.url);
    url.username = 'plain';
    const plain = await smallHouse(repository, url.href);
    await approvedWeek(plain, at('07:00'));
    assert.equal(await runWeek(plain, at('08:10')), null);
    assert.deepEqual(await publicPosts(plain), ['morning']);
    const ran = await plain.run('doctor', '--json');
    assert.equal(ran.code, 0);
    const untold = found(ran)['identity-untold'];
    assert.equal(untold?.result, 'note');
    assert.match(
      untold?.message ?? '',
      /the system identifier: permission denied .*; the timeline: permission denied/,
    );
    await plain.close();
    await server.close();
  });
});
