import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  type EmbeddedPostgres,
  openEmbeddedPostgres,
} from '../../src/adapters/postgres/embedded/open.ts';
import { type House, openHouse } from '../../src/compose.ts';
import { simulated } from '../network/connector.ts';
import { type RunningNetwork, startNetwork } from '../network/start.ts';
import { plant } from './plant.ts';
import { accountsOf, configurationOf, limits, type NetworkClass } from './setting.ts';

/** What one trial works with. */
export interface Trial {
  readonly name: string;
  readonly networkClass: NetworkClass;
  readonly config: string;
  readonly data: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Where the network is told what to do. */
  readonly control: string;
  /** As the network knows them. */
  readonly accounts: readonly string[];
  /** How the names of its accounts begin, and of no others. */
  readonly prefix: string;
  /** Words of the deliveries as they were approved. */
  readonly approved: ReadonlySet<string>;
  open(): Promise<House>;
  /** Ends the connections to its database. */
  cutConnections(): Promise<void>;
  close(): Promise<void>;
}

/** One lane of trials: a PostgreSQL and a network of its own, in a folder of its own. */
export interface Stage {
  readonly network: RunningNetwork;
  /** Makes a fresh database with due, approved deliveries on accounts of its own. */
  trial(name: string, networkClass: NetworkClass): Promise<Trial>;
  /** Ends the database server as a crash would, and starts it again. */
  restartDatabase(): Promise<void>;
  close(): Promise<void>;
}

const template = 'broadsheet_template';

export async function openStage(): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'broadsheet-torture-'));
  // As root, the embedded server is another user, which must be able to enter.
  await chmod(directory, 0o755);
  const home = join(directory, 'server');
  let server = await openServer(home);
  const network = await startNetwork({ token: 'torture-token' });
  const make = (name: string, networkClass: NetworkClass) =>
    makeTrial(directory, server, network, name, networkClass);
  await prepareTemplate(server, make);
  return {
    network,
    async trial(name, networkClass) {
      await ask(server, `CREATE DATABASE ${databaseOf(name)} TEMPLATE ${template}`);
      const trial = await make(name, networkClass);
      const house = await trial.open();
      const approved = await plant(house.services, trial.accounts);
      await house.close();
      return { ...trial, approved };
    },
    async restartDatabase() {
      const pid = await readFile(join(home, 'postgres', 'postmaster.pid'), 'utf8');
      // SIGQUIT: PostgreSQL's immediate shutdown, with recovery from its log at the start.
      process.kill(Number(pid.split('\n')[0]), 'SIGQUIT');
      server = await openServer(home);
    },
    async close() {
      await network[Symbol.asyncDispose]();
      await server.close();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const databaseOf = (name: string): string => `trial_${name.replaceAll('-', '_')}`;

async function openServer(home: string): Promise<EmbeddedPostgres> {
  await mkdir(home, { recursive: true, mode: 0o755 });
  const opened = await openEmbeddedPostgres(home);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

async function ask(
  server: EmbeddedPostgres,
  query: string,
  database = server.connection.database,
): Promise<void> {
  const client = new pg.Client({ ...server.connection, database });
  await client.connect();
  try {
    await client.query(query);
  } finally {
    await client.end();
  }
}

type MakeTrial = (name: string, networkClass: NetworkClass) => Promise<Trial>;

/** Migrated once; each trial's database is a copy, which must not take itself for one. */
async function prepareTemplate(server: EmbeddedPostgres, make: MakeTrial): Promise<void> {
  await ask(server, `CREATE DATABASE ${databaseOf('template')}`);
  const trial = await make('template', 'neither');
  const house = await trial.open();
  await house.close();
  await ask(server, 'DELETE FROM identity', databaseOf('template'));
  await ask(server, `ALTER DATABASE ${databaseOf('template')} RENAME TO ${template}`);
}

function urlOf(server: EmbeddedPostgres, database: string): string {
  const url = new URL(`postgres://localhost/${database}`);
  url.username = String(server.connection.user);
  url.searchParams.set('host', String(server.connection.host));
  return url.href;
}

async function makeTrial(
  directory: string,
  server: EmbeddedPostgres,
  network: RunningNetwork,
  name: string,
  networkClass: NetworkClass,
): Promise<Trial> {
  const data = join(directory, name);
  await mkdir(data);
  const config = join(data, 'broadsheet.yaml');
  const accounts = accountsOf(name);
  await writeFile(config, configurationOf(network.url, accounts, networkClass));
  const database = databaseOf(name);
  const environment = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: join(tmpdir(), 'broadsheet-compile-cache'),
    DATABASE_URL: urlOf(server, database),
  };
  return {
    name,
    networkClass,
    config,
    data,
    environment,
    control: network.control,
    accounts,
    prefix: `${name}-`,
    approved: new Set(),
    async open() {
      const clock = { kind: 'real' as const };
      const connectors = [simulated];
      // This process judges and is never stopped, so a busy machine must not cost it a transaction.
      const patient = { ...limits, idleTransaction: 60_000 };
      const house = await openHouse({
        config,
        data,
        environment,
        clock,
        limits: patient,
        connectors,
      });
      if (!house.ok) throw new Error(JSON.stringify(house.error));
      return house.value;
    },
    cutConnections: () =>
      ask(
        server,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = '${database}'`,
      ),
    async close() {
      await ask(server, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
      await rm(data, { recursive: true, force: true });
    },
  };
}
