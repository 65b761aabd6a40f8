import { readdir, stat } from 'node:fs/promises';
import { dirname, join, posix, resolve } from 'node:path';
import type { Sheet } from '../../domain/sheet.ts';

type Files = ReadonlyMap<string, { readonly blob: string }>;

/**
 * The files beside those that a sheet names in `media`, as a commit of this folder would hold them:
 * enough to know whether one exists, and which one may have been meant.
 *
 * @returns null where the sheet lies in no repository, so that nothing can be said of its media
 */
export async function mediaFiles(sheetPath: string, sheet: Sheet): Promise<Files | null> {
  const root = await repositoryAround(dirname(resolve(sheetPath)));
  if (root === null) return null;
  const named = sheet.rows.flatMap(({ cells }) => cells.media?.text.split('|') ?? []);
  const folders = new Set(named.map((path) => posix.dirname(posix.normalize(path.trim()))));
  const files = new Map<string, { readonly blob: string }>();
  for (const folder of folders) {
    if (folder.startsWith('/') || folder.startsWith('..')) continue;
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    // A symbolic link is no file here, as it is none in a commit that is pulled.
    for (const entry of entries.filter((one) => one.isFile())) {
      const path = posix.join(folder, entry.name);
      // Nothing is stored by this name: only whether there is one counts.
      files.set(path, { blob: path });
    }
  }
  return files;
}

/** The folder above, or this one, that holds a `.git`; null: none does. */
export async function repositoryAround(folder: string): Promise<string | null> {
  const found = await stat(join(folder, '.git')).catch(() => null);
  if (found) return folder;
  const above = dirname(folder);
  return above === folder ? null : repositoryAround(above);
}
