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
  /** Empties the database, and plants due, approved deliveries on accounts of their own. */
  trial(name: string, networkClass: NetworkClass): Promise<Trial>;
  /** Ends the database server as a crash would, and starts it again. */
  restartDatabase(): Promise<void>;
  close(): Promise<void>;
}

/** Of one trial after the other: none has to be made, copied or got to know. */
const database = 'trial';

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
  await prepare(server, await setting('empty', 'neither'));
  return {
    network,
    async trial(name, networkClass) {
      await empty(server);
      const set = await setting(name, networkClass);
      const house = await openIn(set);
      const launched: Subject[] = [];
      return {
        ...set,
        name,
        networkClass,
        control: network.control,
        prefix: `${name}-`,
        launch(role, failpoints) {
          const subject = crew.start({
            ...set,
            role,
            limits,
            environment: { ...set.environment, BROADSHEET_FAILPOINTS: failpoints },
            control: network.control,
            prefix: `${name}-`,
          });
          launched.push(subject);
          return subject;
        },
        house,
        approved: await plant(house.services, set.accounts),
        cutConnections: () => ask(server, endConnections),
        async close() {
          // Nobody lives on into the next trial.
          for (const subject of launched) await subject.kill();
          await house.close();
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

/** Each is waited for: what it was doing is done with. */
const endConnections = `
  SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${database}'`;

async function openServer(home: string): Promise<EmbeddedPostgres> {
  await mkdir(home, { recursive: true, mode: 0o755 });
  const opened = await openEmbeddedPostgres(home);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

async function ask(
  server: EmbeddedPostgres,
  query: string,
  within = server.connection.database,
): Promise<void> {
  const client = new pg.Client({ ...server.connection, database: within });
  await client.connect();
  try {
    await client.query(query);
  } finally {
    await client.end();
  }
}

async function prepare(server: EmbeddedPostgres, setting: Setting): Promise<void> {
  // What is written must outlive processes here, never the machine.
  await ask(server, 'ALTER SYSTEM SET fsync = off');
  await ask(server, 'SELECT pg_reload_conf()');
  await ask(server, `CREATE DATABASE ${database}`);
  const house = await openIn(setting);
  await house.close();
}

/** As a new database is, which nobody knows yet. */
async function empty(server: EmbeddedPostgres): Promise<void> {
  await ask(server, endConnections);
  await ask(
    server,
    `DO $$ BEGIN
       EXECUTE (SELECT 'TRUNCATE ' || string_agg(format('%I', tablename), ', ') FROM pg_tables
                 WHERE schemaname = 'public' AND tablename NOT LIKE 'kysely%');
       INSERT INTO instance DEFAULT VALUES;
     END $$`,
    database,
  );
}

function urlOf(server: EmbeddedPostgres): string {
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
    DATABASE_URL: urlOf(server),
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
