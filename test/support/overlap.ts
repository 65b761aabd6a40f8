import assert from 'node:assert/strict';
import pg from 'pg';
import { openEmbeddedPostgres } from '../../src/adapters/postgres/embedded/open.ts';
import type { Installation, Ran } from './broadsheet.ts';

/**
 * Runs a command in several processes at once, and sees that they overlap: the table of attempts
 * is locked until every one of them stands before it, ready to publish; then all are let go.
 */
export async function overlapping(
  house: Installation,
  processes: number,
  args: readonly string[],
): Promise<readonly Ran[]> {
  const url = house.environment.DATABASE_URL;
  const embedded = url ? null : await openEmbeddedPostgres(house.data);
  if (embedded && !embedded.ok) throw new Error(embedded.error.message);
  const connection = embedded?.value.connection ?? { connectionString: url };
  const barrier = new pg.Client(connection);
  // Apart from the barrier: within one transaction the server shows activity as it was at first.
  const watcher = new pg.Client(connection);
  try {
    await barrier.connect();
    await watcher.connect();
    await barrier.query('BEGIN');
    await barrier.query('LOCK TABLE attempt IN ACCESS EXCLUSIVE MODE');
    const running = Promise.all(Array.from({ length: processes }, () => house.run(...args)));
    const came = await waiting(watcher, processes);
    await barrier.query('COMMIT');
    const ran = await running;
    for (const one of ran) assert.ok(one.code <= 1, one.stderr);
    assert.equal(came, processes, 'so many processes stood before the table at the same instant');
    return ran;
  } finally {
    await barrier.end();
    await watcher.end();
    await embedded?.value.close();
  }
}

/** Waits until so many processes wait for the barrier, and says how many came in the end. */
async function waiting(client: pg.Client, processes: number): Promise<number> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const { rows } = await client.query(
      `SELECT count(DISTINCT activity.application_name)::int AS waiting
         FROM pg_locks AS lock JOIN pg_stat_activity AS activity USING (pid)
        WHERE NOT lock.granted AND lock.relation = 'attempt'::regclass
          AND activity.datname = current_database()`,
    );
    if (rows[0].waiting === processes || performance.now() > deadline) return rows[0].waiting;
    await client.query('SELECT pg_sleep(0.01)');
  }
}
