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
  type Templates,
} from './sheet-source.ts';

/** A sheet, and how it was before where only what changed is of interest. */
export interface Sought {
  readonly source: SheetSource;
  /** Null in a range where the sheet is new; undefined where everything counts. */
  readonly before?: SheetSource | null;
  /** Only the earlier commit of a range has it. */
  readonly gone?: boolean;
}

/**
 * What a person means to check: a file, a folder, a commit by its name, or a range of commits
 * (`main..HEAD`; with three dots from where the two parted, as git has it).
 *
 * @param templates of the paths of sheets and mails
 */
export async function findSources(
  named: string,
  templates: Templates,
): Promise<Result<readonly Sought[]>> {
  const there = await stat(named).catch(() => null);
  if (there?.isDirectory()) return inFolder(named, templates);
  const range = there ? null : /^(.*?)(\.\.\.?)(.*)$/.exec(named);
  if (range) {
    const [, from = '', dots = '', to = ''] = range;
    return inRange({ named, from: from || 'HEAD', dots, to: to || 'HEAD', templates });
  }
  const commit = there ? null : await commitOf('.', named);
  if (commit !== null) return inCommit(named, commit, templates);
  const bytes = await readSheetFile(named, largestSheet);
  return bytes.ok ? success([{ source: fileSource(named, bytes.value) }]) : bytes;
}

async function inFolder(folder: string, templates: Templates): Promise<Result<readonly Sought[]>> {
  const found: Sought[] = [];
  for (const path of await sheetsBelow(folder, templates)) {
    const bytes = await readSheetFile(path, largestSheet);
    if (!bytes.ok) return bytes;
    found.push({ source: fileSource(path, bytes.value) });
  }
  return found.length > 0 ? success(found) : noSheets(folder, templates);
}

async function inCommit(
  named: string,
  commit: string,
  templates: Templates,
): Promise<Result<readonly Sought[]>> {
  const opened = await openCommit('.', commit);
  if (!opened.ok) return opened;
  const sources = await sourcesOf(opened.value, templates);
  return sources.size > 0
    ? success([...sources.values()].map((source) => ({ source })))
    : noSheets(named, templates);
}

async function inRange(range: {
  readonly named: string;
  readonly from: string;
  readonly dots: string;
  readonly to: string;
  readonly templates: Templates;
}): Promise<Result<readonly Sought[]>> {
  const { named, templates } = range;
  const from = await commitOf('.', range.from);
  const to = await commitOf('.', range.to);
  if (from === null || to === null)
    return unknownCommit(named, from === null ? range.from : range.to);
  const base = range.dots === '...' ? await mergeBase('.', from, to) : from;
  if (base === null) return neverMet(named);
  const [earlier, later] = [await openCommit('.', base), await openCommit('.', to)];
  if (!earlier.ok) return earlier;
  if (!later.ok) return later;
  const before = await sourcesOf(earlier.value, templates);
  const now = await sourcesOf(later.value, templates);
  const gone = [...before].filter(([path]) => !now.has(path));
  if (now.size + gone.length === 0) return noSheets(named, templates);
  return success([
    ...[...now].map(([path, source]) => ({ source, before: before.get(path) ?? null })),
    ...gone.map(([, source]) => ({ source, gone: true })),
  ]);
}

async function sourcesOf(
  commit: LocalCommit,
  templates: Templates,
): Promise<ReadonlyMap<string, SheetSource>> {
  const found = new Map<string, SheetSource>();
  for (const path of [...commit.files.keys()].sort(inOrder)) {
    if (!isSheetName(path, templates)) continue;
    const bytes = await commit.read(path);
    if (bytes) found.set(path, commitSource(commit, path, bytes));
  }
  return found;
}

const noSheets = (where: string, templates: Templates) =>
  failure({
    code: 'sheets-absent',
    message: `${where}: there is no sheet in it.`,
    remedy: `Sheets are called as in ${templates.sheet} (\`assets.sheet\` of the configuration).`,
  });

const neverMet = (named: string) =>
  failure({
    code: 'commit-unknown',
    message: `${named}: the commit at which the two parted is not here.`,
    remedy: 'In CI fetch the whole history: a shallow clone lacks it.',
  });

const unknownCommit = (named: string, name: string) =>
  failure({
    code: 'commit-unknown',
    message: `${named}: there is no commit called ${name} here.`,
    remedy:
      'Stand in the clone, and name branches or commits that it has; in CI fetch the whole history.',
  });
