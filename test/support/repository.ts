import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface TestRepository {
  /** A folder: a local repository, for `allow_file_protocol`. */
  readonly path: string;
  /** Writes files (null removes one), commits and returns the commit. */
  commit(
    files: Readonly<Record<string, string | Uint8Array | null>>,
    message?: string,
  ): Promise<string>;
  /** Makes a branch at the present commit, and stays on `main`. */
  branch(name: string): Promise<void>;
  close(): Promise<void>;
}

const environment = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Planner',
  GIT_AUTHOR_EMAIL: 'planner@acme.test',
  GIT_COMMITTER_NAME: 'Planner',
  GIT_COMMITTER_EMAIL: 'planner@acme.test',
};

/** A real git repository in a temporary folder, with one branch, `main`. */
export async function testRepository(): Promise<TestRepository> {
  const path = await mkdtemp(join(tmpdir(), 'broadsheet-repository-'));
  const git = (...args: string[]) => run('git', ['-C', path, ...args], { env: environment });
  await git('init', '--quiet', '--initial-branch=main');
  return {
    path,
    async commit(files, message = 'Week') {
      for (const [name, content] of Object.entries(files)) {
        const file = join(path, name);
        await mkdir(dirname(file), { recursive: true });
        if (content === null) await rm(file);
        else await writeFile(file, content);
      }
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', `--message=${message}`);
      return (await git('rev-parse', 'HEAD')).stdout.trim();
    },
    async branch(name) {
      await git('branch', name);
    },
    close: () => rm(path, { recursive: true, force: true }),
  };
}
