import assert from 'node:assert/strict';
import { it } from 'node:test';
import pg from 'pg';
import { testDatabase } from './postgres.ts';

it('gives each test a database of its own', async () => {
  const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
  assert.notEqual(one.url, other.url);
  const client = new pg.Client({ connectionString: one.url });
  await client.connect();
  const { rows } = await client.query('SELECT current_database() AS name');
  assert.match(rows[0].name, /^broadsheet_test_/);
  await client.end();
  await Promise.all([one.close(), other.close()]);
});
