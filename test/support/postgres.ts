import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { connect } from '../../src/adapters/postgres/database.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';

export interface TestDatabase {
  /** For `DATABASE_URL`. */
  readonly url: string;
  close(): Promise<void>;
}

/** A fresh database on the server of this run of tests, with the tables and nothing in them. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = newName();
  await query(testServer(), `CREATE DATABASE ${name} TEMPLATE ${templateName()}`);
  return databaseOf(name);
}

/**
 * The schema is made once and copied: making it in a database took two to three times as long as
 * finding it there.
 */
export async function makeTemplate(): Promise<void> {
  const name = newName();
  process.env.BROADSHEET_TEST_TEMPLATE = name;
  await query(testServer(), `CREATE DATABASE ${name}`);
  const db = connect({ connectionString: databaseOf(name).url }, 1, 0);
  const migrated = await migrate(db);
  await db.destroy();
  if (!migrated.ok) throw new Error(migrated.error.message);
}

export const dropTemplate = (): Promise<void> => databaseOf(templateName()).close();

const templateName = (): string => process.env.BROADSHEET_TEST_TEMPLATE ?? '';

/** A copy of a database that nobody is connected to. */
export async function copyDatabase(original: TestDatabase): Promise<TestDatabase> {
  const name = newName();
  await query(testServer(), `CREATE DATABASE ${name} TEMPLATE ${nameOf(original)}`);
  return databaseOf(name);
}

/** Drops a database, and gives a copy its name, as somebody does who restores a backup. */
export async function replaceDatabase(lost: TestDatabase, copy: TestDatabase): Promise<void> {
  await lost.close();
  await query(testServer(), `ALTER DATABASE ${nameOf(copy)} RENAME TO ${nameOf(lost)}`);
}

function testServer(): string {
  const server = process.env.BROADSHEET_TEST_SERVER;
  if (server) return server;
  throw new Error('run the tests with --test-global-setup=test/support/global-setup.ts');
}

const newName = (): string => `broadsheet_test_${randomBytes(6).toString('hex')}`;

const nameOf = ({ url }: TestDatabase): string => new URL(url).pathname.slice(1);

function databaseOf(name: string): TestDatabase {
  const server = testServer();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async close() {
      await query(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** Asks a database directly, for what no document shows. */
export async function query<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
