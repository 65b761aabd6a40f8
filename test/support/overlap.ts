import assert from 'node:assert/strict';
import pg from 'pg';
import { openEmbeddedPostgres } from '../../src/adapters/postgres/embedded/open.ts';
import type { Installation, Ran } from './broadsheet.ts';

/** Holds processes before a table until all of them stand there, and then lets them go at once. */
export interface Gate {
  /** @param begin what so many processes do that ask the table */
  together<T>(processes: number, begin: () => Promise<T>): Promise<T>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function gateBefore(
  table: 'attempt' | 'tick',
  connection: pg.ClientConfig,
): Promise<Gate> {
  const barrier = new pg.Client(connection);
  // Apart from the barrier: within one transaction the server shows activity as it was at first.
  const watcher = new pg.Client(connection);
  await barrier.connect();
  await watcher.connect();
  return {
    async together(processes, begin) {
      await barrier.query('BEGIN');
      await barrier.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      const running = begin();
      const came = await waiting(watcher, table, processes);
      await barrier.query('COMMIT');
      const done = await running;
      assert.equal(came, processes, 'so many processes stood before the table at the same instant');
      return done;
    },
    async [Symbol.asyncDispose]() {
      await barrier.end();
      await watcher.end();
    },
  };
}

/** Runs a command in several processes at once, and sees that they overlap, ready to publish. */
export async function overlapping(
  house: Installation,
  processes: number,
  args: readonly string[],
): Promise<readonly Ran[]> {
  const url = house.environment.DATABASE_URL;
  const embedded = url ? null : await openEmbeddedPostgres(house.data);
  if (embedded && !embedded.ok) throw new Error(embedded.error.message);
  try {
    await using gate = await gateBefore(
      'attempt',
      embedded?.value.connection ?? { connectionString: url },
    );
    return await gate.together(processes, async () => {
      const ran = await Promise.all(Array.from({ length: processes }, () => house.run(...args)));
      for (const one of ran) assert.ok(one.code <= 1, one.stderr);
      return ran;
    });
  } finally {
    await embedded?.value.close();
  }
}

/** Waits until so many processes wait for the barrier, and says how many came in the end. */
async function waiting(client: pg.Client, table: string, processes: number): Promise<number> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const { rows } = await client.query(
      `SELECT count(DISTINCT activity.application_name)::int AS waiting
         FROM pg_locks AS lock JOIN pg_stat_activity AS activity USING (pid)
        WHERE NOT lock.granted AND lock.relation = $1::regclass
          AND activity.datname = current_database()`,
      [table],
    );
    if (rows[0].waiting === processes || performance.now() > deadline) return rows[0].waiting;
    await client.query('SELECT pg_sleep(0.01)');
  }
}
