import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, posix, resolve } from 'node:path';
import type { LocalCommit } from '../../compose.ts';
import type { Sheet } from '../../domain/sheet.ts';
import { mediaFiles, repositoryAround } from './media-files.ts';

type Files = ReadonlyMap<string, { readonly blob: string }>;

/** A sheet to check, wherever it lies. */
export interface SheetSource {
  /** As people find it: from where they stand, or from the root of the repository. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** What is in a commit is there to be read only. */
  readonly inCommit: boolean;
  /** What lies beside it by that name; null where nothing does. */
  beside(name: string): Promise<Uint8Array | null>;
  /** What lies at a path from the root of its repository; null where nothing does, or it has none. */
  inRepository(path: string): Promise<Uint8Array | null>;
  /** The files that its rows may name; null where nothing can be said of them. */
  files(sheet: Sheet): Promise<Files | null>;
}

/** A sheet that lies in a folder. */
export const fileSource = (path: string, bytes: Uint8Array): SheetSource => ({
  path,
  bytes,
  inCommit: false,
  beside: (name) => readFile(join(dirname(path), name)).catch(() => null),
  async inRepository(inside) {
    const root = await repositoryAround(dirname(resolve(path)));
    return root === null ? null : readFile(join(root, inside)).catch(() => null);
  },
  files: (sheet) => mediaFiles(path, sheet),
});

/** The same sheet in a commit. */
export const commitSource = (
  commit: LocalCommit,
  path: string,
  bytes: Uint8Array,
): SheetSource => ({
  path,
  bytes,
  inCommit: true,
  beside: (name) => commit.read(posix.join(posix.dirname(path), name)),
  inRepository: (inside) => commit.read(inside),
  files: async () => commit.files,
});

/** How sheets are called, and how the mails of a week: `docs/gtm/week-{week}-email-assets.md`. */
export interface Templates {
  readonly sheet: string;
  readonly emails: string;
}

/** Whether a file is called as the configuration has it, in whichever folder it lies. */
export const isSheetName = (path: string, { sheet, emails }: Templates): boolean =>
  isNamedBy(path, sheet) || isNamedBy(path, emails);

function isNamedBy(path: string, template: string): boolean {
  const [before = '', after = ''] = posix.basename(template).split('{week}');
  const name = basename(path);
  const endings = after.endsWith('.csv') ? [after, after.replace(/\.csv$/, '.json')] : [after];
  return name.startsWith(before) && endings.some((end) => name.endsWith(end));
}

const notOurs: ReadonlySet<string> = new Set(['.git', 'node_modules', '.broadsheet']);

/** The sheets and mails in a folder and below it, in the order of their names. */
export async function sheetsBelow(
  folder: string,
  templates: Templates,
): Promise<readonly string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => inOrder(a.name, b.name))) {
    const path = join(folder, entry.name);
    // A symbolic link is not followed: it may lead around in a circle.
    if (entry.isDirectory() && !notOurs.has(entry.name))
      found.push(...(await sheetsBelow(path, templates)));
    else if (entry.isFile() && isSheetName(path, templates)) found.push(path);
  }
  return found;
}

/** Week 10 behind week 9. */
export const inOrder = (a: string, b: string): number =>
  a.localeCompare(b, 'en', { numeric: true });
