import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { failure, type Result, success } from '../../../domain/result.ts';
import type { Connection } from '../database.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { type ServerUser, serverUser } from './server-user.ts';

export interface EmbeddedPostgres {
  readonly connection: Connection;
  /** PostgreSQL's data directory. */
  readonly directory: string;
  /** It was already running, started by another process that may be gone. */
  readonly adopted: boolean;
  /**
   * Lets go of the server; the last one out stops it.
   *
   * @returns false where others still use it
   */
  close(): Promise<boolean>;
}

/**
 * Every user of the server holds this advisory lock, shared, for as long as it uses it. Who gets
 * it alone knows that nobody else is there, and may stop the server; who comes meanwhile waits for
 * the lock, sees the server go, and starts it again.
 */
const lease = 7_239_847_001;

const startTimeout = 60_000;
const stopTimeout = 10_000;
const mostStarts = 20;

/**
 * Opens the PostgreSQL of a data directory: makes it the first time, starts it where none runs,
 * and joins one that runs already, also one whose starter was killed.
 */
export async function openEmbeddedPostgres(
  dataDirectory: string,
): Promise<Result<EmbeddedPostgres>> {
  const user = await serverUser();
  const binaries = await findBinaries(user);
  if (!binaries.ok) return binaries;
  const cluster = await openCluster(dataDirectory, binaries.value, user);
  if (!cluster.ok) return cluster;
  return enter(cluster.value, binaries.value, user);
}

async function enter(
  cluster: Cluster,
  binaries: Binaries,
  user: ServerUser,
): Promise<Result<EmbeddedPostgres>> {
  const connection = { host: cluster.socketDirectory, user: 'broadsheet', port: 5432 };
  const deadline = performance.now() + startTimeout;
  let server: StartedServer | null = null;
  let starts = 0;
  while (performance.now() < deadline) {
    const holder = await takeLease({ ...connection, database: 'postgres' }, cluster);
    if (holder) {
      await ensureDatabase(holder.client);
      return success({
        connection: { ...connection, database: 'broadsheet' },
        directory: cluster.directory,
        adopted: server === null || server.ended(),
        close: () => leave(holder, cluster),
      });
    }
    // One that is started beside a running one ends by itself; so does one that comes too early
    // after a crash, while the last of the old processes still hold the shared memory.
    if (server === null || server.ended()) {
      if (starts === mostStarts) break;
      if (starts > 0) await pause(200);
      server = await startServer(cluster, binaries, user);
      starts += 1;
    }
    await pause(25);
  }
  return failure(await notStarted(cluster));
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Lease {
  readonly client: pg.Client;
  /** The connection is over, whoever ended it. */
  readonly ended: Promise<void>;
}

/** Null where no server answers, or where the one that answered is just being stopped. */
async function takeLease(connection: Connection, cluster: Cluster): Promise<Lease | null> {
  const client = new pg.Client({ ...connection, application_name: 'broadsheet lease' });
  client.on('error', () => {});
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
  try {
    await client.connect();
    const { rows } = await client.query('SHOW data_directory');
    if (rows[0]?.data_directory !== cluster.directory) throw new Error('another cluster');
    await client.query('SELECT pg_advisory_lock_shared($1)', [lease]);
    return { client, ended };
  } catch {
    await client.end().catch(() => {});
    return null;
  }
}

async function ensureDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'broadsheet'");
  if (rows.length > 0) return;
  await client.query('CREATE DATABASE broadsheet').catch((error: { code?: string }) => {
    // Two came at once: duplicate_database, or the unique index of the catalogue.
    if (error.code !== '42P04' && error.code !== '23505') throw error;
  });
}

async function leave({ client, ended }: Lease, cluster: Cluster): Promise<boolean> {
  let alone = true;
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [lease]);
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS alone', [lease]);
    alone = rows[0]?.alone === true;
    const pid = alone ? await postmasterPid(cluster) : null;
    if (pid !== null) {
      // Fast shutdown: whoever is still connected without the lease does not count.
      signalServer(pid);
      await ended;
      await serverGone(cluster, pid);
    }
  } catch {
    // The server is gone already.
  }
  await client.end().catch(() => {});
  return alone;
}

/**
 * The connections end before the server has written its last: who deletes the data directory then,
 * as a new demo does, meets files that are still made. Its lock file goes last of all.
 */
async function serverGone(cluster: Cluster, pid: number): Promise<void> {
  const deadline = performance.now() + stopTimeout;
  while ((await postmasterPid(cluster)) === pid && performance.now() < deadline) await pause(5);
}

function signalServer(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // It has ended by itself.
  }
}

/** The process of the running server, from PostgreSQL's own lock file. */
async function postmasterPid(cluster: Cluster): Promise<number | null> {
  const text = await readFile(join(cluster.directory, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, directory] = text.split('\n');
  return pid && directory === cluster.directory ? Number(pid) : null;
}

interface StartedServer {
  ended(): boolean;
}

async function startServer(
  cluster: Cluster,
  binaries: Binaries,
  user: ServerUser,
): Promise<StartedServer> {
  const log = await open(cluster.log, 'a');
  const child = spawn(
    binaries.postgres,
    [
      ...['-D', cluster.directory],
      ...['-k', cluster.socketDirectory],
      ...['-c', 'listen_addresses='],
      ...['-c', 'unix_socket_permissions=0700'],
      ...['-c', 'max_connections=100'],
      ...['-c', 'timezone=UTC'],
      ...['-c', 'log_timezone=UTC'],
    ],
    {
      ...(user && { uid: user.uid, gid: user.gid }),
      cwd: cluster.directory,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', log.fd, log.fd],
      // Ctrl-C in the terminal is for us: the server must outlive our last transaction.
      detached: true,
    },
  );
  let ended = false;
  child.on('error', () => {
    ended = true;
  });
  child.on('exit', () => {
    ended = true;
  });
  child.unref();
  await log.close();
  return { ended: () => ended };
}

async function notStarted(cluster: Cluster) {
  const log = await readFile(cluster.log, 'utf8').catch(() => '');
  const last = log.trim().split('\n').slice(-5).join(' / ');
  return {
    code: 'database-not-started',
    message: `The database in ${cluster.directory} did not start. It said: ${last}`,
    remedy: `Its whole log is ${cluster.log}. A server can be used instead: set DATABASE_URL.`,
  };
}
