import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
import { accountsOf, configurationOf, limits, type NetworkClass, prefixOf } from './setting.ts';

/** A trial before it is set. */
export interface Planned {
  readonly name: string;
  readonly networkClass: NetworkClass;
}

/** What one trial works with. */
export interface Trial extends Planned {
  /** Where the network is told what to do. */
  readonly control: string;
  readonly weekId: string;
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
  /** Nobody lives on into the next trial. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The product on an empty database, for some trials, one after the other. */
export interface Scene {
  /** Plants due, approved deliveries on accounts and in a week of their own. */
  trial(planned: Planned): Promise<Trial>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** One lane of trials: a PostgreSQL and a network of its own, in a folder of its own. */
export interface Stage {
  readonly network: RunningNetwork;
  /** Empties the database, and opens the product on it with the accounts of these trials. */
  scene(planned: readonly Planned[]): Promise<Scene>;
  /** Ends the database server as a crash would, and starts it again. */
  restartDatabase(): Promise<void>;
  close(): Promise<void>;
}

/** Of one scene after the other: none has to be made, copied or got to know. */
const database = 'trial';

/** @param program the file that processes beside this one run */
export async function openStage(program: string): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'broadsheet-torture-'));
  // As root, the embedded server is another user, which must be able to enter.
  await chmod(directory, 0o755);
  const home = join(directory, 'server');
  let server = await openServer(home);
  const network = await startNetwork({ token: 'torture-token' });
  // Removed with the program.
  const crew = createCrew(program, { NODE_COMPILE_CACHE: join(dirname(program), 'compiled') });
  const setting = (planned: readonly Planned[]) => settingOf(directory, server, network, planned);
  await prepare(server, await setting([{ name: 'empty', networkClass: 'neither' }]));
  return {
    network,
    async scene(planned) {
      await empty(server);
      const set = await setting(planned);
      const house = await openIn(set);
      return {
        async trial({ name, networkClass }) {
          const launched: Subject[] = [];
          const accounts = accountsOf(name);
          const weekId = `week1_${name}`;
          const prefix = prefixOf(name);
          return {
            name,
            networkClass,
            control: network.control,
            weekId,
            accounts,
            prefix,
            launch(role, failpoints) {
              const subject = crew.start({
                ...set,
                role,
                limits,
                environment: { ...set.environment, BROADSHEET_FAILPOINTS: failpoints },
                control: network.control,
                prefix,
              });
              launched.push(subject);
              return subject;
            },
            house,
            approved: await plant(house.services, accounts, weekId),
            cutConnections: () => ask(server, endConnections),
            async [Symbol.asyncDispose]() {
              for (const subject of launched) await subject.kill();
            },
          };
        },
        async [Symbol.asyncDispose]() {
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

interface Setting {
  readonly config: string;
  readonly data: string;
  readonly environment: NodeJS.ProcessEnv;
}

async function settingOf(
  directory: string,
  server: EmbeddedPostgres,
  network: RunningNetwork,
  planned: readonly Planned[],
): Promise<Setting> {
  const data = await mkdtemp(join(directory, 'scene-'));
  const config = join(data, 'broadsheet.yaml');
  const accounts = planned.flatMap(({ name, networkClass }) =>
    accountsOf(name).map((account) => ({ account, networkClass })),
  );
  await writeFile(config, configurationOf(network.url, accounts));
  return { config, data, environment: { DATABASE_URL: urlOf(server) } };
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
