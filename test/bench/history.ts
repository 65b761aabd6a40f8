import pg from 'pg';
import { listAccounts } from '../../src/application/list-accounts.ts';
import type { Services } from '../../src/application/services.ts';
import { status } from '../../src/application/status.ts';
import { sweep } from '../../src/application/sweep.ts';
import { plantMany, weekId } from '../torture/plant.ts';
import type { BenchStage } from './stage.ts';

/** A week of an agency; the history is as many of them as are needed. */
const perWeek = 1000;
const sizes = [1000, 1_000_000];
const rounds = 20;

/**
 * What the due, sweep and status queries cost over few finished deliveries and over many, and how
 * PostgreSQL plans shorter forms of them.
 */
export async function compareHistories(stage: BenchStage): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const size of sizes) {
    const database = `history_${size}`;
    const { house } = await stage.house(database, ['h1']);
    await plantMany(house.services, ['h1'], 1);
    await sweep(house.services, null);
    await fill(stage, database, size);
    for (const [what, work] of Object.entries(workOf(house.services)))
      lines.push(`${size} finished: ${what.padEnd(24)} ${await median(work)} ms`);
    lines.push(...(await plans(stage, database)));
  }
  return lines;
}

const workOf = (services: Services): Readonly<Record<string, () => Promise<unknown>>> => ({
  'sweep, nothing due': () => sweep(services, null),
  'next due instant': () =>
    services.store.transaction((transaction) =>
      transaction.deliveries.nextDue({
        now: services.clock.now(),
        keys: [...services.accounts.keys()],
        weekId: null,
      }),
    ),
  'status of a week': () => status(services, weekId),
  'accounts and their use': () => listAccounts(services),
});

async function median(work: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return (times.sort((a, b) => a - b)[rounds / 2] ?? 0).toFixed(1);
}

/** Copies of the one delivery that was published, with their attempts, audit and news. */
export async function fill({ ask }: BenchStage, database: string, size: number): Promise<void> {
  const columns = async (table: string, but: readonly string[]) => {
    const rows = await ask<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns
        WHERE table_name = '${table}' AND table_schema = 'public'`,
      database,
    );
    return rows.map((row) => row.name).filter((name) => !but.includes(name));
  };
  const copy = async (table: string, changed: Readonly<Record<string, string>>, from: string) => {
    const kept = await columns(table, [...Object.keys(changed), 'id_generated']);
    const names = [...kept, ...Object.keys(changed)].map((name) => `"${name}"`);
    const sources = [...kept.map((name) => `one."${name}"`), ...Object.values(changed)];
    await ask(`INSERT INTO ${table} (${names}) SELECT ${sources} FROM ${from}`, database);
  };
  const weeks = Math.ceil(size / perWeek);
  const week = `'history' || (n / ${perWeek})`;
  await copy(
    'week',
    // One after the other: the steps of a day read whole what is going on.
    {
      week_id: `'history' || n`,
      first_date: 'one.first_date - 7 * (n + 1)',
      last_date: 'one.last_date - 7 * (n + 1)',
    },
    `week AS one, generate_series(0, ${weeks}) AS n`,
  );
  const each = (table: string) =>
    `(SELECT * FROM ${table} LIMIT 1) AS one, generate_series(1, ${size}) AS n`;
  await copy('post', { week_id: week, post_id: `'p' || n` }, each('post'));
  await copy(
    'delivery',
    { id: `'d' || n`, week_id: week, post_id: `'p' || n`, remote_id: `'r' || n` },
    each('delivery'),
  );
  await ask(
    `INSERT INTO attempt (delivery_id, part, number, account, state, content, content_hash,
        started_at, deadline, finished_at, remote_id)
      SELECT 'd' || n, 0, 1, account, 'accepted', content, content_hash, started_at, deadline,
        finished_at, 'r' || n FROM ${each('attempt')}`,
    database,
  );
  await ask(
    `INSERT INTO audit (at, who, delivery_id, event, from_state, to_state, why)
      SELECT at, who, 'd' || n, event, from_state, to_state, why FROM ${each('audit')}`,
    database,
  );
  await ask(
    `INSERT INTO news (subject_key, kind, urgent, delivery_id, title, text, created_at, addressed_at)
      SELECT 'history:' || n, kind, urgent, 'd' || n, title, text, created_at, created_at
        FROM ${each('news')}`,
    database,
  );
  await ask('VACUUM ANALYZE', database);
}

/** The plans of questions like those that every turn of a worker asks: with their conditions, but shorter. */
async function plans({ urlOf }: BenchStage, database: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  try {
    const lines: string[] = [];
    for (const [what, query] of Object.entries(asked)) {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) ${query}`,
      );
      lines.push(`plan of ${what}:`, ...rows.map((row) => `  ${row['QUERY PLAN']}`));
    }
    return lines;
  } finally {
    await client.end();
  }
}

const asked = {
  'what is due': `SELECT id FROM delivery JOIN account USING (account)
    WHERE delivery.state = 'scheduled' AND held IS NULL AND due_at <= '2100-01-01'
      AND account.sending IS NULL ORDER BY due_at, line LIMIT 32`,
  'what is late': `SELECT id FROM delivery
    WHERE state IN ('pending', 'approved', 'scheduled') AND late_from < '2000-01-01'`,
  'what is stale': `SELECT id FROM attempt WHERE state = 'sending' AND deadline <= '2100-01-01'`,
  'outcomes that are recorded': `UPDATE attempt SET lookups = new.lookups
    FROM jsonb_to_recordset('[{"of_id":1,"lookups":0},{"of_id":2,"lookups":0}]')
      AS new(of_id bigint, lookups integer)
    WHERE attempt.id = new.of_id AND attempt.state = ANY(ARRAY['accepted'])`,
};
