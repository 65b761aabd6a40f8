import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import type { Problem } from '../../domain/result.ts';

/**
 * Makes the data directory where there is none, and proves that this process can write there: all
 * that is kept in it relies on that.
 *
 * @returns null when it is there and can be written
 */
export async function makeDataDirectory(path: string): Promise<Problem | null> {
  try {
    await makeFolder(path);
    await tryToWrite(path);
    return null;
  } catch (error) {
    return {
      code: 'data-directory-unwritable',
      message: `The data directory ${path} can't be used: ${reason(error as NodeJS.ErrnoException)}.`,
      remedy: 'Let this user write there, or choose another folder with --data.',
    };
  }
}

/**
 * One level at a time: the recursive `mkdir` of Node 24 tries for ever where the system says ENOENT
 * of a folder whose parent is there, as Linux does in /proc.
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
    await makeFolder(parent);
    await makeOne(path);
  }
}

/** Another process may have made it first. */
async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const found = await stat(path).catch(() => null);
    if (!found?.isDirectory()) throw error;
  }
}

/**
 * Rights alone don't tell: root has all of them in /proc and can write nothing there. An empty file
 * goes on a disk that is full, where what needs no space still works.
 */
async function tryToWrite(folder: string): Promise<void> {
  const path = join(folder, `.writable.${randomBytes(4).toString('hex')}`);
  await writeFile(path, '', { flag: 'wx', mode: 0o600 });
  await rm(path);
}

/** Where the system's own words would mislead. */
const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'what has that name is no folder',
  ENOTDIR: 'what a part of its path names is no folder',
  ENOENT: 'the system lets nothing be made there',
};

const reason = ({ code = '', errno, message }: NodeJS.ErrnoException): string =>
  reasons[code] ?? (errno === undefined ? message : getSystemErrorMessage(errno));
