import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedPostgres } from '../../src/adapters/postgres/embedded/open.ts';
import { copyFiles } from './backup.ts';
import { query } from './postgres.ts';

/** A PostgreSQL server of a test's own, which it may stop, put back and promote. */
export interface OwnServer {
  /** For `DATABASE_URL`; the same after each start. */
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Ends it as a power cut would; it is away until it is started again. */
  kill(): Promise<void>;
  /** {@link kill}, and starts it again. */
  crash(): Promise<void>;
  /** Copies the files of the stopped server; put back, they are what they were. */
  backUp(): Promise<{ restore(): Promise<void> }>;
  /** Starts the stopped server as a standby, and promotes it: it goes on on another timeline. */
  startPromoted(): Promise<void>;
  close(): Promise<void>;
}

export async function ownServer(): Promise<OwnServer> {
  const directory = await mkdtemp(join(tmpdir(), 'broadsheet-server-'));
  // As root, the server is another user, which must be able to enter.
  await chmod(directory, 0o755);
  const home = join(directory, 'home');
  await mkdir(home);
  const cluster = join(home, 'postgres');
  let server = await open(home);
  const url = new URL('postgres://localhost/broadsheet');
  url.username = String(server.connection.user);
  url.searchParams.set('host', String(server.connection.host));
  const start = async () => {
    server = await open(home);
  };
  const stop = async () => {
    await server.close();
  };
  const kill = async () => {
    const [pid] = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
    // SIGQUIT: PostgreSQL's immediate shutdown, with recovery from its log at the start.
    process.kill(Number(pid), 'SIGQUIT');
  };
  return {
    url: url.href,
    start,
    stop,
    kill,
    async crash() {
      await kill();
      await start();
    },
    async backUp() {
      const kept = join(directory, 'backup');
      await copyFiles(cluster, kept);
      return {
        async restore() {
          await rm(cluster, { recursive: true });
          await copyFiles(kept, cluster);
        },
      };
    },
    async startPromoted() {
      const signal = join(cluster, 'standby.signal');
      await writeFile(signal, '');
      const { uid, gid } = await stat(cluster);
      await chown(signal, uid, gid);
      await start();
      await query(url.href, 'SELECT pg_promote()');
    },
    async close() {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function open(home: string) {
  const opened = await openEmbeddedPostgres(home);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}
