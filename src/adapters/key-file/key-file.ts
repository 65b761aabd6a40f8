import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabasePlace, KeyFile } from '../../application/ports/identity.ts';
import { failure, type Result, success } from '../../domain/result.ts';

const keyFileName = 'instance.key';
const seenFileName = 'instance.seen';

interface Seen {
  readonly instanceId: string;
  readonly lastChange: number;
}

/**
 * The instance key of a data directory: two files that only their owner may read. `instance.key`
 * is written once and never touched again, so that it can be told from a copy of itself;
 * `instance.seen` says how far the database had come, and is replaced as a whole.
 */
export function keyFile(dataDirectory: string, database: DatabasePlace): KeyFile {
  const keyPath = join(dataDirectory, keyFileName);
  const seenPath = join(dataDirectory, seenFileName);
  // What this process has seen itself, also where the file could not be written since.
  let own: Seen | null = null;
  const lastSeen = (instanceId: string): number | null => {
    const all = [readJson<Seen>(seenPath), own].filter((one) => one?.instanceId === instanceId);
    return all.length === 0 ? null : Math.max(...all.map((one) => one?.lastChange ?? 0));
  };
  return {
    embedded: 'cluster' in database,
    async read() {
      const key = readJson<{ readonly instanceId: string }>(keyPath);
      if (typeof key?.instanceId !== 'string') return null;
      return { instanceId: key.instanceId, lastChange: lastSeen(key.instanceId) };
    },
    async place() {
      if ('address' in database) return database.address;
      const cluster = fileIdentity(join(database.cluster, 'PG_VERSION'));
      return `files ${cluster}, key ${fileIdentity(keyPath)}`;
    },
    create: (instanceId) =>
      writing(dataDirectory, async () => {
        const half = await writeBeside(keyPath, { instanceId });
        // A link, unlike a rename, leaves a key alone that another process has just put there.
        await link(half, keyPath).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error;
        });
        await rm(half);
      }),
    replace: (instanceId) =>
      writing(dataDirectory, async () =>
        rename(await writeBeside(keyPath, { instanceId }), keyPath),
      ),
    async see(instanceId, lastChange) {
      own = { instanceId, lastChange };
      const written = readJson<Seen>(seenPath);
      if (written?.instanceId === instanceId && written.lastChange >= lastChange) return;
      const path = await writeBeside(seenPath, own).catch(() => null);
      if (path !== null) await rename(path, seenPath).catch(() => {});
    },
  };
}

/**
 * Which file it is, whatever its path: a file that is moved keeps both numbers, a copy or one that
 * was restored from a backup has another time of birth, also where the file system gives it the
 * same inode again (ext4 does so at once). Where a file system knows no time of birth it is 0.
 */
export function fileIdentity(path: string): string {
  try {
    const { ino, birthtimeNs } = statSync(path, { bigint: true });
    return `${ino}.${birthtimeNs}`;
  } catch {
    return 'none';
  }
}

/**
 * At once: these hundred bytes are read for every claim and every status, and four trips through the
 * pool of threads for each file were a sixteenth of the processor time of a server that is asked for
 * status 200 times a second.
 */
function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return null;
  }
}

async function writing(dataDirectory: string, write: () => Promise<void>): Promise<Result<void>> {
  try {
    await write();
    await syncFolder(dataDirectory);
    return success(undefined);
  } catch (error) {
    return failure({
      code: 'key-file-unwritable',
      message: `The key of the database can't be written: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Let this user write to the data directory, or choose another with --data.',
    });
  }
}

/** Flushed, so that what is put in its place is whole after a power cut too. */
async function writeBeside(path: string, content: object): Promise<string> {
  const half = `${path}.${randomBytes(4).toString('hex')}`;
  const file = await open(half, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return half;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
