import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  /** For `DATABASE_URL`. */
  readonly url: string;
  close(): Promise<void>;
}

/** A fresh, empty database on the server of this run of tests. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = process.env.BROADSHEET_TEST_SERVER;
  if (!server)
    throw new Error('run the tests with --test-global-setup=test/support/global-setup.ts');
  const name = `broadsheet_test_${randomBytes(6).toString('hex')}`;
  await query(server, `CREATE DATABASE ${name}`);
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
