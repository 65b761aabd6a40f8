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
import { createCrew, type Job, type Subject } from './crew.ts';
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
  /** Starts the product on its database in a process. @param failpoints as the environment has them */
  launch(role: Job['role'], failpoints: string): Subject;
  /** The product on its database, in this process. */
  readonly house: House;
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

/** @param program the file that processes beside this one run */
export async function openStage(program: string): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'broadsheet-torture-'));
  // As root, the embedded server is another user, which must be able to enter.
  await chmod(directory, 0o755);
  const home = join(directory, 'server');
  let server = await openServer(home);
  const network = await startNetwork({ token: 'torture-token' });
  const crew = createCrew(program);
  const setting = (name: string, networkClass: NetworkClass) =>
    settingOf(directory, server, network, name, networkClass);
  await prepareTemplate(server, await setting('template', 'neither'));
  return {
    network,
    async trial(name, networkClass) {
      await ask(server, `CREATE DATABASE ${databaseOf(name)} TEMPLATE ${template}`);
      const set = await setting(name, networkClass);
      const house = await openIn(set);
      return {
        ...set,
        name,
        networkClass,
        control: network.control,
        prefix: `${name}-`,
        launch: (role, failpoints) =>
          crew.start({
            ...set,
            role,
            limits,
            environment: { ...set.environment, BROADSHEET_FAILPOINTS: failpoints },
            control: network.control,
            prefix: `${name}-`,
          }),
        house,
        approved: await plant(house.services, set.accounts),
        cutConnections: () =>
          ask(
            server,
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE datname = '${databaseOf(name)}'`,
          ),
        async close() {
          await house.close();
          await ask(server, `DROP DATABASE IF EXISTS ${databaseOf(name)} WITH (FORCE)`);
          await rm(set.data, { recursive: true, force: true });
        },
      };
    },
    async restartDatabase() {
      const pid = await readFile(join(home, 'postgres', 'postmaster.pid'), 'utf8');
      // SIGQUIT: PostgreSQL's immediate shutdown, with recovery from its log at the start.
      process.kill(Number(pid.split('\n')[0]), 'SIGQUIT');
      server = await openServer(home);
    },
    async close() {
      await crew.close();
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

/** Migrated once; each trial's database is a copy, which must not take itself for one. */
async function prepareTemplate(server: EmbeddedPostgres, setting: Setting): Promise<void> {
  const database = databaseOf('template');
  // What is written must outlive processes here, never the machine.
  await ask(server, 'ALTER SYSTEM SET fsync = off');
  await ask(server, 'SELECT pg_reload_conf()');
  await ask(server, `CREATE DATABASE ${database}`);
  const house = await openIn(setting);
  await house.close();
  await ask(server, 'DELETE FROM identity', database);
  await ask(server, `ALTER DATABASE ${database} RENAME TO ${template}`);
}

function urlOf(server: EmbeddedPostgres, database: string): string {
  const url = new URL(`postgres://localhost/${database}`);
  url.username = String(server.connection.user);
  url.searchParams.set('host', String(server.connection.host));
  return url.href;
}

type Setting = Pick<Trial, 'config' | 'data' | 'environment' | 'accounts'>;

async function settingOf(
  directory: string,
  server: EmbeddedPostgres,
  network: RunningNetwork,
  name: string,
  networkClass: NetworkClass,
): Promise<Setting> {
  const data = join(directory, name);
  await mkdir(data);
  const config = join(data, 'broadsheet.yaml');
  const accounts = accountsOf(name);
  await writeFile(config, configurationOf(network.url, accounts, networkClass));
  const environment = {
    DATABASE_URL: urlOf(server, databaseOf(name)),
  };
  return { config, data, environment, accounts };
}

async function openIn({ config, data, environment }: Setting): Promise<House> {
  const house = await openHouse({
    config,
    data,
    environment,
    clock: { kind: 'real' },
    // This process judges and is never stopped, so a busy machine must not cost it a transaction.
    limits: { ...limits, idleTransaction: 60_000 },
    connectors: [simulated],
  });
  if (!house.ok) throw new Error(JSON.stringify(house.error));
  return house.value;
}
