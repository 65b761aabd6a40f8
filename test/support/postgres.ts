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
  await ask(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    close: () => ask(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function ask(server: string, query: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(query);
  } finally {
    await client.end();
  }
}
