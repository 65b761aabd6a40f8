import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { it } from 'node:test';
import { sql } from 'kysely';
import { emptyDatabase } from '../../../test/support/postgres.ts';
import { connect } from './database.ts';
import { migrate } from './migrate.ts';

it('brings an empty database up to date, once, and leaves one of a later program alone', async () => {
  const database = await emptyDatabase();
  const db = connect({ connectionString: database.url }, 2, 30_000);
  try {
    const files = await readdir(new URL('../../../migrations/', import.meta.url));
    const names = files.map((file) => file.replace('.sql', '')).sort();
    assert.deepEqual(await migrate(db), { ok: true, value: names });
    assert.deepEqual(await migrate(db), { ok: true, value: [] });
    await sql`INSERT INTO kysely_migration VALUES ('9999-later', '2030-01-01')`.execute(db);
    const later = await migrate(db);
    assert.equal(later.ok ? '' : later.error.code, 'migration-failed');
    assert.match(later.ok ? '' : later.error.message, /9999-later/);
  } finally {
    await db.destroy();
    await database.close();
  }
});
