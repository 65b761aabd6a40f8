import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The real week lies beside the repository. It is not part of it and is only read, by path. */
const directory =
  process.env.BROADSHEET_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));

/**
 * A file of the real week.
 *
 * @param path below the shared directory, such as `gtm/docs/gtm/week-1-task-queue.json`
 * @returns null where it is absent; with `REQUIRE_SHARED=1` its absence is a failure
 */
export function sharedFile(path: string): string | null {
  const file = join(directory, path);
  if (existsSync(file)) return file;
  if (process.env.REQUIRE_SHARED === '1') throw new Error(`${file} is required and absent`);
  return null;
}

/** For the `skip` of a test: a reason where the file is absent, else false. */
export const skipWithout = (path: string): string | false =>
  sharedFile(path) === null && `${path} is not on this machine (set BROADSHEET_SHARED)`;
