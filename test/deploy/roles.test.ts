import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Installation, installation } from '../support/broadsheet.ts';
import { emptyDatabase, newName, query, type TestDatabase } from '../support/postgres.ts';
import { psql, withoutPsql } from '../support/psql.ts';
import { testRepository } from '../support/repository.ts';
import { approvedWeek, publicPosts, runWeek } from '../support/small-house.ts';
import { commitSmallWeek, monday, smallConfiguration } from '../support/small-week.ts';

const at = (time: string): string => `2026-02-16T${time}+02:00`;

const password = "it's a \\ secret";

/** A database without tables, and who may do what in it. */
interface Site {
  readonly database: TestDatabase;
  /** Who runs the script; the roles are named after it. */
  readonly administrator: string;
  readonly service: string;
  readonly owner: string;
  /** Runs `deploy/roles.sql`. */
  roles(): Promise<void>;
  as(role: string): string;
  /** An installation on the small week, whose processes are of a role. */
  house(role: string): Promise<Installation>;
}

async function atASite(
  kind: 'superuser' | 'no superuser',
  work: (site: Site) => Promise<void>,
): Promise<void> {
  const database = await emptyDatabase();
  const name = newName();
  const [owner, service] = [`${name} owner`, `${name}-service`];
  const made = kind === 'superuser' ? null : `${name}_administrator`;
  const as = (role: string): string => {
    const url = new URL(database.url);
    url.username = encodeURIComponent(role);
    url.password = encodeURIComponent(password);
    return url.href;
  };
  const url = made ? as(made) : database.url;
  const repository = await testRepository();
  const houses: Installation[] = [];
  if (made) {
    const plain = "PASSWORD 'it''s a \\ secret'";
    await query(database.url, `CREATE ROLE ${made} LOGIN CREATEROLE ${plain}`);
    const [, databaseName] = new URL(database.url).pathname.split('/');
    await query(database.url, `ALTER DATABASE ${databaseName} OWNER TO ${made}`);
  }
  try {
    await commitSmallWeek(repository, [monday('a', 'telegram'), monday('b', 'facebook')]);
    await work({
      database,
      administrator: made ?? new URL(database.url).username,
      owner,
      service,
      as,
      roles: () =>
        psql(
          url,
          'deploy/roles.sql',
          { owner, service },
          { OWNER_PASSWORD: password, SERVICE_PASSWORD: password },
        ),
      async house(role) {
        const house = await installation(as(role));
        houses.push(house);
        await house.configure(smallConfiguration(repository));
        return house;
      },
    });
  } finally {
    for (const house of houses) await house.close();
    await repository.close();
    const server = new URL(database.url);
    server.pathname = '/postgres';
    await database.close();
    for (const role of [service, owner, made])
      if (role) await query(server.href, `DROP ROLE IF EXISTS "${role}"`);
  }
}

/** SQLSTATE of what is not allowed. */
const refused = { code: '42501' };

/** The service adds to the log, and that is all that it may do there; nor may it change the schema. */
async function keepsTheLog({ as, service }: Site): Promise<void> {
  const ask = (text: string) => query<{ count: number }>(as(service), text);
  const entries = async () => (await ask('SELECT count(*)::int FROM audit'))[0]?.count ?? 0;
  const before = await entries();
  assert.ok(before > 0);
  for (const text of [
    "UPDATE audit SET who = 'nobody'",
    'DELETE FROM audit',
    'TRUNCATE audit',
    'TRUNCATE delivery CASCADE',
    'DROP TABLE audit',
    'CREATE TABLE more (a int)',
    'ALTER TABLE audit ADD COLUMN more int',
    'DELETE FROM kysely_migration',
    "INSERT INTO kysely_migration VALUES ('0999_more', '2026-01-01')",
  ])
    await assert.rejects(ask(text), refused, text);
  assert.equal(await entries(), before);
}

describe('deploy/roles.sql', { skip: withoutPsql(), concurrency: 2 }, () => {
  it('gives a new database to its owner, and a service that publishes and can change no log', () =>
    atASite('superuser', async (site) => {
      await site.roles();
      const service = await site.house(site.service);
      const early = await service.run('status', '--json');
      assert.equal(early.json().code, 'migration-not-allowed');
      assert.match(early.json().message, /is not set up, and its role broadsheet_test_\w+-service/);

      const owner = await site.house(site.owner);
      const migrated = await owner.run('migrate');
      assert.equal(migrated.code, 0, migrated.stderr);

      await approvedWeek(service, at('07:00'));
      assert.equal(await runWeek(service, at('08:10')), null);
      assert.deepEqual((await publicPosts(service)).toSorted(), ['a', 'b']);
      await keepsTheLog(site);
      await site.roles();
      await keepsTheLog(site);
    }));

  it('takes over a database that has lived, also by an administrator who is no superuser', () =>
    atASite('no superuser', async (site) => {
      await approvedWeek(await site.house(site.administrator), at('07:00'));
      await site.roles();
      await site.roles();
      const service = await site.house(site.service);
      assert.equal(await runWeek(service, at('08:10')), null);
      assert.deepEqual((await publicPosts(service)).toSorted(), ['a', 'b']);
      await keepsTheLog(site);
    }));

  it('lets the service use what later migrations make, and says which it waits for', () =>
    atASite('superuser', async (site) => {
      await site.roles();
      assert.equal((await (await site.house(site.owner)).run('migrate')).code, 0);
      await query(
        site.as(site.owner),
        'CREATE TABLE later (a bigint GENERATED ALWAYS AS IDENTITY, b int)',
      );
      for (const text of [
        'INSERT INTO later (b) VALUES (1)',
        'UPDATE later SET b = 2',
        'DELETE FROM later',
      ])
        await query(site.as(site.service), text);

      const [last] = await query<{ name: string }>(
        site.as(site.owner),
        'DELETE FROM kysely_migration WHERE name = (SELECT max(name) FROM kysely_migration) RETURNING name',
      );
      const doctor = await (await site.house(site.service)).run('doctor', '--json');
      const [check] = doctor.json().checks;
      assert.match(
        check.message,
        new RegExp(`lacks ${last?.name}, and its role .*-service may not`),
      );
      assert.match(
        check.remedy,
        /`broadsheet migrate` once with the DATABASE_URL of the role that owns/,
      );
    }));
});
