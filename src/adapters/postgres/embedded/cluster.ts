import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  chown,
  lstat,
  mkdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { failure, type Problem, type Result, success } from '../../../domain/result.ts';
import { messageOf } from '../errors.ts';
import { type Binaries, isEnterable } from './binaries.ts';
import type { ServerUser } from './server-user.ts';

export interface Cluster {
  /** PostgreSQL's data directory. */
  readonly directory: string;
  /** Holds the Unix socket; nobody else may enter it. */
  readonly socketDirectory: string;
  readonly log: string;
}

/** The longest path of a Unix socket is 107 bytes on Linux and 103 on macOS. */
const longestSocket = 100;

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/**
 * Finds or makes the cluster of a data directory. It is made beside its place and moved there, so
 * that one that was interrupted is never taken for a whole one.
 */
export async function openCluster(
  dataDirectory: string,
  binaries: Binaries,
  user: ServerUser,
): Promise<Result<Cluster>> {
  const place = await clusterHome(dataDirectory, user);
  if (!place.ok) return place;
  const home = place.value;
  const directory = join(home, 'postgres');
  const made = await readVersion(directory);
  if (made === null) {
    const problem = await initialise(directory, binaries, user);
    if (problem) return failure(problem);
  }
  const version = (await readVersion(directory)) ?? '';
  if (version !== binaries.majorVersion)
    return failure({
      code: 'database-version',
      message: `The database in ${directory} was made by PostgreSQL ${version}; this Broadsheet brings ${binaries.majorVersion}.`,
      remedy: `Use a Broadsheet with PostgreSQL ${version} to dump it (pg_dump), and load it into a new data directory; or set DATABASE_URL to a server that holds it.`,
    });
  const socketDirectory = await makeSocketDirectory(directory, user);
  if (!socketDirectory.ok) return socketDirectory;
  return success({
    directory,
    socketDirectory: socketDirectory.value,
    log: join(home, 'postgres.log'),
  });
}

/**
 * Where root's data directory can't be entered by the server's user, the cluster lives apart. A
 * directory that was removed and made anew is another one: it must not find the old one's cluster.
 */
async function clusterHome(dataDirectory: string, user: ServerUser): Promise<Result<string>> {
  try {
    const path = await realpath(dataDirectory);
    const pointer = join(path, 'postgres-location');
    const known = await readFile(pointer, 'utf8').catch(() => null);
    if (known !== null) return success(known.trim());
    if (await isEnterable(path, user)) return success(path);
    const { ino, birthtimeNs } = await stat(path, { bigint: true });
    const apart = join('/var/lib/broadsheet', hash(`${path} ${ino} ${birthtimeNs}`));
    await mkdir(apart, { recursive: true, mode: 0o755 });
    await writeFile(pointer, `${apart}\n`);
    return success(apart);
  } catch (error) {
    return failure(notMade(dataDirectory, messageOf(error)));
  }
}

const readVersion = (directory: string): Promise<string | null> =>
  readFile(join(directory, 'PG_VERSION'), 'utf8').then(
    (text) => text.trim(),
    () => null,
  );

async function initialise(
  directory: string,
  binaries: Binaries,
  user: ServerUser,
): Promise<Problem | null> {
  const half = `${directory}.${randomUUID()}`;
  try {
    await mkdir(half, { mode: 0o700 });
    if (user) await chown(half, user.uid, user.gid);
  } catch (error) {
    return notMade(directory, messageOf(error));
  }
  const said = await run(
    binaries.initdb,
    [
      `--pgdata=${half}`,
      '--username=broadsheet',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
    ],
    user,
    dirname(half),
  );
  if (said.code !== 0) {
    await rm(half, { recursive: true, force: true });
    return notMade(directory, said.output.trim().split('\n').at(-1) ?? '');
  }
  try {
    await rename(half, directory);
  } catch {
    // Another process made it first: its one is used.
    await rm(half, { recursive: true, force: true });
  }
  return null;
}

const notMade = (directory: string, why: string): Problem => ({
  code: 'database-not-made',
  message: `A database could not be made in ${directory}: ${why}`,
  remedy:
    'Look for free space and rights of the folder, choose another with --data, or set DATABASE_URL.',
});

function run(
  command: string,
  args: readonly string[],
  user: ServerUser,
  cwd: string,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...(user && { uid: user.uid, gid: user.gid }),
      cwd,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
      });
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

async function makeSocketDirectory(directory: string, user: ServerUser): Promise<Result<string>> {
  const inside = join(directory, '.s.PGSQL.5432');
  // The data directory itself is private to the server's user.
  if (Buffer.byteLength(inside) <= longestSocket) return success(directory);
  const owner = user?.uid ?? process.getuid?.();
  const path = join(tmpdir(), `broadsheet-${hash(directory)}-${owner}`);
  await mkdir(path, { mode: 0o700 }).then(
    () => user && chown(path, user.uid, user.gid),
    () => undefined,
  );
  const found = await lstat(path).catch(() => null);
  if (found?.isDirectory() && found.uid === owner && (found.mode & 0o077) === 0)
    return success(path);
  return failure({
    code: 'socket-directory',
    message: `${path} belongs to somebody else, so the database can't be reached safely there.`,
    remedy: 'Choose a data directory with a shorter path (--data), or set DATABASE_URL.',
  });
}
