import type { SourceFile } from '../../application/ports/source.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { type GitAnswer, git } from './command.ts';
import { readListing } from './listing.ts';

/** One commit of a repository on this machine, read without touching its work tree. */
export interface LocalCommit {
  readonly commit: string;
  readonly files: ReadonlyMap<string, SourceFile>;
  /** The bytes of a file; null where there is none by that path. */
  read(path: string): Promise<Uint8Array | null>;
}

const timeoutMilliseconds = 30_000;
const maximumOutputBytes = 64 * 1024 * 1024;

/** No protocol: nothing is fetched, also where the clone is a partial one. */
const ask = (directory: string, ...args: string[]): Promise<GitAnswer> =>
  git({
    cacheDirectory: directory,
    arguments: args,
    protocols: ['none'],
    timeoutMilliseconds,
    maximumOutputBytes,
  });

const textOf = ({ output }: GitAnswer): string => output.toString('utf8').trim();

/**
 * Finds what a person calls a commit: a branch, a tag, `HEAD~1`.
 *
 * @param directory inside of the repository
 * @returns null where there is no repository, or nothing of that name in it
 */
export async function commitOf(directory: string, name: string): Promise<string | null> {
  const found = await ask(
    directory,
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${name}^{commit}`,
  );
  return found.code === 0 ? textOf(found) : null;
}

/** The commit at which two lines of work parted; null where they never met. */
export async function mergeBase(
  directory: string,
  one: string,
  other: string,
): Promise<string | null> {
  const found = await ask(directory, 'merge-base', one, other);
  return found.code === 0 ? textOf(found) : null;
}

/** @param commit as {@link commitOf} found it */
export async function openCommit(directory: string, commit: string): Promise<Result<LocalCommit>> {
  const listed = await ask(directory, 'ls-tree', '-r', '-l', '-z', '--full-tree', commit);
  if (listed.code !== 0)
    return failure({
      code: 'commit-unreadable',
      message: `Commit ${commit.slice(0, 10)} could not be read.`,
      remedy: 'Look at the repository with `git fsck`; in a shallow clone fetch more of it.',
    });
  const { files } = readListing(listed.output);
  return success({
    commit,
    files,
    async read(path) {
      const file = files.get(path);
      if (!file) return null;
      const { code, output } = await ask(directory, 'cat-file', 'blob', file.blob);
      return code === 0 ? output : null;
    },
  });
}
