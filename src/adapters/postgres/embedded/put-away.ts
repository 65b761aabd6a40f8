import { realpath, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openEmbeddedPostgres } from './open.ts';

/**
 * Stops the embedded database of a data directory that a killed process has left running.
 *
 * @returns false where another process uses it
 */
export async function stopDatabase(dataDirectory: string): Promise<boolean> {
  const opened = await openEmbeddedPostgres(dataDirectory);
  if (!opened.ok) return true;
  return opened.value.close();
}

/**
 * Stops the embedded database of a data directory, and removes its files, wherever they lie.
 *
 * @returns false where another process uses it: nothing was removed
 */
export async function removeDatabase(dataDirectory: string): Promise<boolean> {
  const opened = await openEmbeddedPostgres(dataDirectory);
  if (!opened.ok) return true;
  if (!(await opened.value.close())) return false;
  const home = dirname(opened.value.directory);
  const apart = home !== (await realpath(dataDirectory));
  await rm(apart ? home : opened.value.directory, { recursive: true, force: true });
  return true;
}
