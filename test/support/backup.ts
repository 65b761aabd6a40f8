import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Installation } from './broadsheet.ts';
import { copyDatabase, replaceDatabase, type TestDatabase } from './postgres.ts';

const run = promisify(execFile);

/** Copies a file or a folder as an operator would, with owners and times. */
export const copyFiles = (from: string, to: string): Promise<unknown> =>
  run('cp', ['-a', from, to]);

/** What is taken while nobody works in a database, and put back in its place. */
export interface Backup {
  restore(): Promise<void>;
}

/** Of the embedded database: its files and the key, but not what the sandbox has made public. */
export async function backUpFiles({ data, directory }: Installation): Promise<Backup> {
  const kept = join(directory, 'backup');
  await copyFiles(data, kept);
  return {
    async restore() {
      for (const name of ['postgres', 'instance.key', 'instance.seen']) {
        await rm(join(data, name), { recursive: true, force: true });
        await copyFiles(join(kept, name), join(data, name));
      }
    },
  };
}

/** Of a database of the test server. */
export async function backUpDatabase(database: TestDatabase): Promise<Backup> {
  const copy = await copyDatabase(database);
  return { restore: () => replaceDatabase(database, copy) };
}
