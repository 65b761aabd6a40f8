import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Snapshot, Source } from '../../application/ports/source.ts';
import { nearest } from '../../domain/nearest.ts';
import { failure, type Problem, type Result, success } from '../../domain/result.ts';
import { type Address, checkAddress, checkBranch, type Permission } from './address.ts';
import { type GitAnswer, git } from './command.ts';
import { readListing } from './listing.ts';

export interface GitSourceOptions extends Permission {
  /** Holds one bare repository for each address. */
  readonly cacheDirectory: string;
  readonly token: string | null;
  readonly timeoutMilliseconds?: number;
  readonly maximumFileBytes?: number;
}

const megabyte = 1024 * 1024;
const defaults = { timeoutMilliseconds: 60_000, maximumFileBytes: 5 * megabyte };
const maximumListingBytes = 64 * megabyte;

type Call = (
  args: readonly string[],
  options?: {
    readonly input?: string;
    readonly maximumOutputBytes?: number;
    readonly directory?: string;
  },
) => Promise<GitAnswer>;

/** Sheets and templates from a branch of a git repository: shallow, bare, pinned to one commit. */
export function gitSource(options: GitSourceOptions): Source {
  const settings = { ...defaults, ...options };
  const redact = (text: string) => (settings.token ? text.replaceAll(settings.token, '…') : text);
  return {
    async pull({ repository, branch, commit = null }) {
      const address = checkAddress(repository, settings);
      if (!address.ok) return address;
      const name = checkBranch(branch);
      if (!name.ok) return name;
      const cacheDirectory = join(
        settings.cacheDirectory,
        createHash('sha256').update(repository).digest('hex').slice(0, 16),
      );
      const call: Call = (args, more = {}) =>
        git({
          cacheDirectory: more.directory ?? cacheDirectory,
          arguments: args,
          protocols: address.value.protocols,
          timeoutMilliseconds: settings.timeoutMilliseconds,
          maximumOutputBytes: more.maximumOutputBytes ?? maximumListingBytes,
          token: settings.token,
          ...(more.input !== undefined && { input: more.input }),
        });
      const made = await makeCache(call, cacheDirectory);
      if (made && made.code !== 0) return failure(explain(made, branch, redact));
      const ref = `refs/runs/${randomUUID()}`;
      if (commit === null || !(await keep(call, ref, commit))) {
        const missed = await fetchBranch(call, address.value, { branch: name.value, ref, redact });
        if (missed) return failure(missed);
      }
      return snapshotOf(call, ref, settings.maximumFileBytes, (answer) =>
        explain(answer, branch, redact),
      );
    },
  };
}

/**
 * Makes the cache beside its place and moves it there: two processes that make it at once must
 * not write into one another's.
 *
 * @returns null where there is one
 */
async function makeCache(call: Call, cacheDirectory: string): Promise<GitAnswer | null> {
  if (existsSync(join(cacheDirectory, 'HEAD'))) return null;
  const directory = `${cacheDirectory}.${randomUUID()}`;
  await mkdir(directory, { recursive: true });
  const made = await call(['init', '--quiet', '--bare'], { directory });
  if (made.code === 0)
    await rename(directory, cacheDirectory).catch(() => {
      // Another process was first.
    });
  await rm(directory, { recursive: true, force: true });
  return made;
}

/** Keeps a commit that was pulled before from being cleared away. @returns false where it is not here */
async function keep(call: Call, ref: string, commit: string): Promise<boolean> {
  const kept = await call(['update-ref', ref, commit]);
  return kept.code === 0;
}

/** @returns null when it is there */
async function fetchBranch(
  call: Call,
  { url }: Address,
  { branch, ref, redact }: { branch: string; ref: string; redact: (text: string) => string },
): Promise<Problem | null> {
  const fetched = await fetchShallow(call, [
    'fetch',
    '--quiet',
    '--depth=1',
    '--no-tags',
    '--no-recurse-submodules',
    '--no-write-fetch-head',
    '--',
    url,
    `+refs/heads/${branch}:${ref}`,
  ]);
  if (fetched.code === 0) return null;
  const missing = /couldn't find remote ref/i.test(fetched.complaint);
  return missing ? unknownBranch(call, url, branch) : explain(fetched, branch, redact);
}

async function snapshotOf(
  call: Call,
  ref: string,
  maximumFileBytes: number,
  explained: (answer: GitAnswer) => Problem,
): Promise<Result<Snapshot>> {
  const head = await call(['log', '-1', '--format=%H %cI', ref, '--']);
  const [commit = '', committedAt = ''] = head.output.toString('utf8').trim().split(' ');
  const listed = await call(['ls-tree', '-r', '-l', '-z', commit]);
  if (head.code !== 0 || listed.code !== 0) return failure(explained(listed));
  const { files, refused } = readListing(listed.output);
  return success({
    commit,
    committedAt: new Date(committedAt).toISOString(),
    files,
    refused,
    read: async (path) => {
      const problem = refused.get(path);
      if (problem) return failure(problem);
      const file = files.get(path);
      if (!file) return failure(absent(path, [...files.keys()]));
      if (file.size > maximumFileBytes) return failure(tooLarge(path, file.size, maximumFileBytes));
      return readBlob(call, path, file.blob, maximumFileBytes);
    },
    close: async () => {
      await call(['update-ref', '-d', ref]);
    },
  });
}

const mostFetches = 30;

/** git refuses a shallow fetch during which another one has written the list of shallow commits. */
async function fetchShallow(call: Call, args: readonly string[]): Promise<GitAnswer> {
  for (let count = 1; ; count += 1) {
    const answer = await call(args);
    const collided = /shallow file has changed|shallow\.lock|cannot lock ref/.test(
      answer.complaint,
    );
    if (answer.code === 0 || !collided || count === mostFetches) return answer;
    await pause(10 + Math.random() * 40 * count);
  }
}

async function readBlob(
  call: Call,
  path: string,
  blob: string,
  maximumFileBytes: number,
): Promise<Result<Uint8Array>> {
  const answer = await call(['cat-file', '--batch'], {
    input: `${blob}\n`,
    maximumOutputBytes: maximumFileBytes + 1000,
  });
  const end = answer.output.indexOf(0x0a);
  const size = Number(answer.output.subarray(0, end).toString('utf8').split(' ')[2]);
  if (answer.code !== 0 || !Number.isFinite(size))
    return failure({
      code: 'file-unreadable',
      message: `${path} could not be read from the commit.`,
      remedy: 'Run it again; if it stays, remove the `git` folder of the data directory.',
    });
  const bytes = answer.output.subarray(end + 1, end + 1 + size);
  if (bytes.subarray(0, 40).toString('latin1').startsWith('version https://git-lfs'))
    return failure({
      code: 'git-lfs',
      message: `${path} is kept in Git LFS, which is not supported.`,
      remedy: 'Commit the file itself.',
    });
  return success(bytes);
}

async function unknownBranch(call: Call, url: string, branch: string): Promise<Problem> {
  const answer = await call(['ls-remote', '--heads', '--', url]);
  const names = [...answer.output.toString('utf8').matchAll(/\trefs\/heads\/(.+)$/gm)].map(
    ([, name = '']) => name,
  );
  const close = nearest(branch, names);
  return {
    code: 'branch-unknown',
    message: `The repository has no branch "${branch}".`,
    remedy: `${close ? `Did you mean ${close}? ` : ''}It has ${names.slice(0, 10).join(', ') || 'none'}.`,
  };
}

function absent(path: string, paths: readonly string[]): Problem {
  const close = nearest(path, paths);
  return {
    code: 'file-absent',
    message: `The commit has no file ${path}.`,
    remedy: close ? `Did you mean ${close}?` : 'Check the path in the configuration.',
  };
}

const tooLarge = (path: string, size: number, most: number): Problem => ({
  code: 'file-too-large',
  message: `${path} has ${size} bytes; at most ${most} are read.`,
  remedy: 'Make it smaller, or divide it.',
});

function explain(answer: GitAnswer, branch: string, redact: (text: string) => string): Problem {
  const complaint = redact(answer.complaint).trim();
  const said = complaint.split('\n').at(-1) ?? '';
  const problem = (code: string, message: string, remedy: string) => ({ code, message, remedy });
  if (answer.code === 127)
    return problem('git-missing', 'git could not be started.', 'Install git 2.30 or newer.');
  if (answer.stopped === 'timeout')
    return problem(
      'repository-timeout',
      `The repository did not deliver the branch ${branch} in time.`,
      'Try again; if it stays, look whether the repository is very large.',
    );
  if (/could not read Username|Authentication failed|returned error: 40[13]/i.test(complaint))
    return problem(
      'repository-unauthorised',
      'The repository refused access.',
      'Set `assets.token` to a token that may read it.',
    );
  if (/redirect|returned error: 30\d/i.test(complaint))
    return problem(
      'repository-redirects',
      'The repository answers with a redirect, which is not followed.',
      'Give its present address.',
    );
  return problem(
    'repository-unreachable',
    `The repository could not be pulled: ${said}`,
    'Check the address, the network and the token.',
  );
}
