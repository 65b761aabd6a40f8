import { parseArgs } from 'node:util';
import { plantMany } from '../torture/plant.ts';
import { compareCheck } from './check.ts';
import { compareHistories } from './history.ts';
import { quantiles } from './quantiles.ts';
import { type BenchStage, openBenchStage } from './stage.ts';
import { measureStatus } from './status.ts';

/**
 * The journal beside what it could be without its promises: side by side, in one run, on the same
 * PostgreSQL; and the compiler for sheets beside a bare reader. `--only rates|latency|history|status|check`
 * runs one part.
 */
const { values } = parseArgs({
  options: {
    deliveries: { type: 'string', default: '10000' },
    accounts: { type: 'string', default: '400' },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const total = Number(values.deliveries);
/** That of a connector in one process. */
const concurrency = 128;

/** A post each so many milliseconds. */
const light = { posts: 300, every: 50 };

if (wants('check')) await compareCheck(Number(values.seed), tell);
if (['rates', 'latency', 'history', 'status'].some(wants)) {
  const stage = await openBenchStage();
  try {
    if (wants('rates')) await rates(stage);
    if (wants('latency')) await latencies(stage);
    if (wants('status')) await measureStatus(stage, tell);
    if (wants('history')) for (const line of await compareHistories(stage)) tell(line);
  } finally {
    await stage.close();
  }
}

function wants(part: string): boolean {
  return values.only === undefined || values.only === part;
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Deliveries a second through the full journal, a bare loop of the same requests, and pg-boss. */
async function rates(stage: BenchStage): Promise<void> {
  const row = (what: string, told: string) => {
    const [whole = '', later = ''] = told.split(' ');
    tell(`${what.padEnd(32)} ${whole.padStart(8)} a second, ${later} in its second half`);
  };
  row(
    'bare loop, no journal',
    await stage.run('bare-loop.ts', stage.network, `${total}`, `${concurrency}`),
  );
  for (const workers of [1, 2])
    row(`journal, ${workers} worker processes`, await journal(stage, workers));
  await stage.ask('CREATE DATABASE boss');
  const boss = stage.urlOf('boss');
  row('pg-boss, no-op, one by one', await stage.run('pg-boss.ts', boss, `${total}`, '1', '32'));
  row('pg-boss, no-op, in batches', await stage.run('pg-boss.ts', boss, `${total}`, '500', '4'));
}

/** From the first committed intent to the last recorded outcome, by the journal's own times. */
async function journal(stage: BenchStage, workers: number): Promise<string> {
  const database = `journal_${workers}`;
  const accounts = Array.from({ length: Number(values.accounts) }, (_, index) => `a${index + 1}`);
  const { house, worker } = await stage.house(database, accounts);
  await plantMany(house.services, accounts, total / accounts.length);
  const subjects = Array.from({ length: workers }, worker);
  await untilPosted(stage, database);
  await Promise.all(subjects.map((subject) => subject.rest()));
  const [row] = await stage.ask<{ told: string }>(
    `WITH middle AS (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY finished_at) AS at FROM attempt)
     SELECT round(count(*) / extract(epoch FROM max(finished_at) - min(started_at))) || ' ' ||
            round(count(*) FILTER (WHERE finished_at > at) / extract(epoch FROM max(finished_at) - at)) AS told
       FROM attempt, middle GROUP BY at`,
    database,
  );
  return row?.told ?? '';
}

/** From the instant at which a post is due to its arrival, and from a job's sending to its pick-up. */
async function latencies(stage: BenchStage): Promise<void> {
  const accounts = Array.from({ length: light.posts }, (_, index) => `l${index + 1}`);
  const { house, worker } = await stage.house('latency', accounts);
  await plantMany(house.services, accounts, 1);
  const first = Date.now() + 8000;
  await stage.ask(
    `UPDATE delivery SET due_at = to_timestamp((${first} + ${light.every} * n) / 1000.0)
       FROM (SELECT id, row_number() OVER (ORDER BY line) AS n FROM delivery) AS numbered
      WHERE numbered.id = delivery.id`,
    'latency',
  );
  const due = await stage.ask<{ id: string; at: string }>(
    'SELECT id, extract(epoch FROM due_at) * 1000 AS at FROM delivery',
    'latency',
  );
  const subject = worker();
  await untilPosted(stage, 'latency');
  await subject.rest();
  const arrivals = (await (await fetch(stage.network)).json()) as Record<string, number>;
  const found = (id: string) =>
    Object.entries(arrivals).find(([text]) => text.startsWith(`${id}:`))?.[1] ?? Number.NaN;
  tell(
    `due → arrived at the network       ${quantiles(due.map((one) => found(one.id) - Number(one.at)))}`,
  );
  await stage.ask('CREATE DATABASE pick_up');
  const told = await stage.run(
    'pick-up.ts',
    stage.urlOf('pick_up'),
    `${light.posts}`,
    `${light.every}`,
  );
  tell(`pg-boss, sent → picked up          ${told}`);
}

async function untilPosted({ ask }: BenchStage, database: string): Promise<void> {
  const deadline = performance.now() + 300_000;
  for (;;) {
    const [row] = await ask<{ left: number }>(
      "SELECT count(*)::int AS left FROM delivery WHERE state NOT IN ('posted', 'cancelled')",
      database,
    );
    if (row?.left === 0) return;
    if (performance.now() > deadline) throw new Error(`${row?.left} deliveries did not go out`);
    // Each look reads the whole table, on the server that is measured.
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
