import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openEmbeddedPostgres } from '../../src/adapters/postgres/embedded/open.ts';
import { type House, openHouse } from '../../src/compose.ts';
import { simulated } from '../network/connector.ts';
import { createCrew, type Job } from '../torture/crew.ts';
import { plantMany } from '../torture/plant.ts';

/**
 * Deliveries a second through the full journal, beside a bare loop of the same requests and beside
 * pg-boss with jobs that do nothing: side by side, in one run, on the same PostgreSQL.
 */
const { values } = parseArgs({
  options: {
    deliveries: { type: 'string', default: '4000' },
    accounts: { type: 'string', default: '400' },
  },
});
const total = Number(values.deliveries);
const accounts = Array.from({ length: Number(values.accounts) }, (_, index) => `a${index + 1}`);
/** That of a connector in one process. */
const concurrency = 32;

const directory = await mkdtemp(join(tmpdir(), 'broadsheet-bench-'));
await chmod(directory, 0o755);
const server = await openEmbeddedPostgres(join(directory));
if (!server.ok) throw new Error(server.error.message);
const network = spawn(process.execPath, [path('network.ts')], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const [url] = (await once(createInterface({ input: network.stdout }), 'line')) as [string];
try {
  tell('bare loop, no journal', await run('bare-loop.ts', url, `${total}`, `${concurrency}`));
  for (const workers of [1, 2])
    tell(`journal, ${workers} worker processes`, await journal(workers));
  await ask('CREATE DATABASE boss');
  tell('pg-boss, no-op, one by one', await run('pg-boss.ts', urlOf('boss'), `${total}`, '1'));
  tell('pg-boss, no-op, in batches', await run('pg-boss.ts', urlOf('boss'), `${total}`, '500'));
} finally {
  network.stdin.end();
  await server.value.close();
  await rm(directory, { recursive: true, force: true });
}

function path(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

function tell(what: string, perSecond: string): void {
  process.stdout.write(`${what.padEnd(32)} ${perSecond.trim().padStart(8)} a second\n`);
}

function urlOf(database: string): string {
  if (!server.ok) throw new Error('no server');
  const { user, host } = server.value.connection;
  return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(String(host))}`;
}

async function ask<Row extends object>(query: string, database = 'postgres'): Promise<Row[]> {
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  try {
    return (await client.query<Row>(query)).rows;
  } finally {
    await client.end();
  }
}

function run(file: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [path(file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${file}: ${code}`)),
    );
  });
}

/** From the first committed intent to the last recorded outcome, by the journal's own times. */
async function journal(workers: number): Promise<string> {
  const database = `journal_${workers}`;
  await ask(`CREATE DATABASE ${database}`);
  const config = join(directory, `${database}.yaml`);
  const lines = accounts.map(
    (account) =>
      `  community/${account}: { connector: simulated, url: "${url}", account: ${account}, class: neither, token: bench }`,
  );
  await writeFile(
    config,
    `timezone: UTC\nspacing: 0s\nassets: { repo: https://git.invalid/a.git }\nschedule: { pull: "0 0 1 1 *", ingest: "0 0 1 1 *", publish: "0 0 1 1 *", summary: "0 0 1 1 *", notify: "0 0 1 1 *" }\naccounts:\n${lines.join('\n')}\n`,
  );
  const environment = { ...process.env, DATABASE_URL: urlOf(database) };
  const options = { config, data: directory, environment, connectors: [simulated] };
  const opened = await openHouse({ ...options, clock: { kind: 'real' } });
  if (!opened.ok) throw new Error(opened.error.message);
  await plant(opened.value);
  await opened.value.close();
  const crew = createCrew(path('../torture/program.ts'));
  const job: Job = {
    role: 'worker',
    config,
    data: directory,
    environment,
    control: '',
    prefix: '',
  };
  const subjects = Array.from({ length: workers }, () => crew.start(job));
  await untilPosted(database);
  await Promise.all(subjects.map((subject) => subject.rest()));
  await crew.close();
  const [row] = await ask<{ rate: number }>(
    `SELECT count(*) / extract(epoch FROM max(finished_at) - min(started_at)) AS rate FROM attempt`,
    database,
  );
  return `${Math.round(Number(row?.rate))}`;
}

const plant = ({ services }: House): Promise<unknown> =>
  plantMany(services, accounts, total / accounts.length);

async function untilPosted(database: string): Promise<void> {
  const deadline = performance.now() + 300_000;
  for (;;) {
    const [row] = await ask<{ left: number }>(
      "SELECT count(*)::int AS left FROM delivery WHERE state <> 'posted'",
      database,
    );
    if (row?.left === 0) return;
    if (performance.now() > deadline) throw new Error(`${row?.left} deliveries did not go out`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
