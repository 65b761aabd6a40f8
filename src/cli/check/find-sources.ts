import { stat } from 'node:fs/promises';
import { commitOf, type LocalCommit, largestSheet, mergeBase, openCommit } from '../../compose.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { readSheetFile } from './read-sheet-file.ts';
import {
  commitSource,
  fileSource,
  inOrder,
  isSheetName,
  type SheetSource,
  sheetsBelow,
} from './sheet-source.ts';

/** A sheet, and how it was before where only what changed is of interest. */
export interface Sought {
  readonly source: SheetSource;
  /** Null in a range where the sheet is new; undefined where everything counts. */
  readonly before?: SheetSource | null;
}

/**
 * What a person means to check: a file, a folder, a commit by its name, or a range of commits
 * (`main..HEAD`; with three dots from where the two parted, as git has it).
 *
 * @param template of the paths of sheets
 */
export async function findSources(
  named: string,
  template: string,
): Promise<Result<readonly Sought[]>> {
  const there = await stat(named).catch(() => null);
  if (there?.isDirectory()) return inFolder(named, template);
  const range = there ? null : /^(.*?)(\.\.\.?)(.*)$/.exec(named);
  if (range) {
    const [, from = '', dots = '', to = ''] = range;
    return inRange({ named, from: from || 'HEAD', dots, to: to || 'HEAD', template });
  }
  const commit = there ? null : await commitOf('.', named);
  if (commit !== null) return inCommit(named, commit, template);
  const bytes = await readSheetFile(named, largestSheet);
  return bytes.ok ? success([{ source: fileSource(named, bytes.value) }]) : bytes;
}

async function inFolder(folder: string, template: string): Promise<Result<readonly Sought[]>> {
  const found: Sought[] = [];
  for (const path of await sheetsBelow(folder, template)) {
    const bytes = await readSheetFile(path, largestSheet);
    if (!bytes.ok) return bytes;
    found.push({ source: fileSource(path, bytes.value) });
  }
  return found.length > 0 ? success(found) : noSheets(folder, template);
}

async function inCommit(
  named: string,
  commit: string,
  template: string,
): Promise<Result<readonly Sought[]>> {
  const opened = await openCommit('.', commit);
  if (!opened.ok) return opened;
  const sources = await sourcesOf(opened.value, template);
  return sources.size > 0
    ? success([...sources.values()].map((source) => ({ source })))
    : noSheets(named, template);
}

async function inRange(range: {
  readonly named: string;
  readonly from: string;
  readonly dots: string;
  readonly to: string;
  readonly template: string;
}): Promise<Result<readonly Sought[]>> {
  const { named, template } = range;
  const from = await commitOf('.', range.from);
  const to = await commitOf('.', range.to);
  if (from === null || to === null)
    return unknownCommit(named, from === null ? range.from : range.to);
  const base = range.dots === '...' ? await mergeBase('.', from, to) : from;
  if (base === null) return unknownCommit(named, `the commit at which they parted`);
  const [earlier, later] = [await openCommit('.', base), await openCommit('.', to)];
  if (!earlier.ok) return earlier;
  if (!later.ok) return later;
  const before = await sourcesOf(earlier.value, template);
  const now = await sourcesOf(later.value, template);
  if (now.size === 0) return noSheets(named, template);
  return success([...now].map(([path, source]) => ({ source, before: before.get(path) ?? null })));
}

async function sourcesOf(
  commit: LocalCommit,
  template: string,
): Promise<ReadonlyMap<string, SheetSource>> {
  const found = new Map<string, SheetSource>();
  for (const path of [...commit.files.keys()].sort(inOrder)) {
    if (!isSheetName(path, template)) continue;
    const bytes = await commit.read(path);
    if (bytes) found.set(path, commitSource(commit, path, bytes));
  }
  return found;
}

const noSheets = (where: string, template: string) =>
  failure({
    code: 'sheets-absent',
    message: `${where}: there is no sheet in it.`,
    remedy: `Sheets are called as in ${template} (\`assets.sheet\` of the configuration).`,
  });

const unknownCommit = (named: string, name: string) =>
  failure({
    code: 'commit-unknown',
    message: `${named}: there is no commit called ${name} here.`,
    remedy:
      'Stand in the clone, and name branches or commits that it has; in CI fetch the whole history.',
  });
