import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openEmbeddedPostgres } from '../../src/adapters/postgres/embedded/open.ts';
import { type House, openHouse } from '../../src/compose.ts';
import { simulated } from '../network/connector.ts';
import { createCrew, type Job, type Subject } from '../torture/crew.ts';

/** A PostgreSQL, a network on loopback, and the product on databases of its own. */
export interface BenchStage {
  readonly network: string;
  urlOf(database: string): string;
  ask<Row extends object>(query: string, database?: string): Promise<Row[]>;
  /** Runs a program of this folder to its end. @returns what it printed */
  run(file: string, ...args: readonly string[]): Promise<string>;
  /** The product on a new database. @param accounts as the network knows them */
  house(database: string, accounts: readonly string[]): Promise<BenchHouse>;
  close(): Promise<void>;
}

export interface BenchHouse {
  readonly house: House;
  /** Starts a worker process, with the limits of the product. */
  worker(): Subject;
  /** Starts a process that does what `serve` does. */
  serve(): Promise<{ readonly url: string; readonly data: string; close(): Promise<void> }>;
}

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

export async function openBenchStage(): Promise<BenchStage> {
  const directory = await mkdtemp(join(tmpdir(), 'broadsheet-bench-'));
  await chmod(directory, 0o755);
  const opened = await openEmbeddedPostgres(directory);
  if (!opened.ok) throw new Error(opened.error.message);
  const server = opened.value;
  const child = spawn(process.execPath, [path('network.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [network] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const crew = createCrew(path('../torture/program.ts'));
  const houses: House[] = [];
  const urlOf = (database: string) => {
    const { user, host } = server.connection;
    return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(String(host))}`;
  };
  const ask = async <Row extends object>(query: string, database = 'postgres') => {
    const client = new pg.Client({ connectionString: urlOf(database) });
    await client.connect();
    try {
      return (await client.query<Row>(query)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    network,
    urlOf,
    ask,
    run,
    async house(database, accounts) {
      await ask(`CREATE DATABASE ${database}`);
      const config = join(directory, `${database}.yaml`);
      await writeFile(config, configurationOf(network, accounts));
      const environment = { ...process.env, DATABASE_URL: urlOf(database) };
      const places = { config, data: join(directory, database), environment };
      const house = await openHouse({
        ...places,
        clock: { kind: 'real' },
        connectors: [simulated],
      });
      if (!house.ok) throw new Error(house.error.message);
      houses.push(house.value);
      const job: Job = { role: 'worker', ...places, control: '', prefix: '' };
      return {
        house: house.value,
        worker: () => crew.start(job),
        serve: async () => {
          const { data } = places;
          const child = spawn(process.execPath, [path('serving.ts'), config, data], {
            stdio: ['pipe', 'pipe', 'inherit'],
            env: environment,
          });
          const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
          const close = async () => {
            const closed = once(child, 'close');
            child.stdin.end();
            await closed;
          };
          return { url, data, close };
        },
      };
    },
    async close() {
      await crew.close();
      for (const house of houses) await house.close();
      child.stdin.end();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function configurationOf(network: string, accounts: readonly string[]): string {
  const lines = accounts.map(
    (account) =>
      `  community/${account}: { connector: simulated, url: "${network}", account: ${account}, class: neither, token: bench }`,
  );
  return `timezone: UTC
spacing: 0s
assets: { repo: https://git.invalid/a.git }
schedule: { pull: "0 0 1 1 *", ingest: "0 0 1 1 *", publish: "0 0 1 1 *", summary: "0 0 1 1 *", notify: "0 0 1 1 *" }
accounts:
${lines.join('\n')}
`;
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
      code === 0 ? resolve(output.trim()) : reject(new Error(`${file}: ${code}`)),
    );
  });
}
