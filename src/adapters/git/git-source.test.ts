import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import {
  type GitServer,
  type GitServerOptions,
  gitServer,
} from '../../../test/support/git-server.ts';
import { type TestRepository, testRepository } from '../../../test/support/repository.ts';
import type { Snapshot } from '../../application/ports/source.ts';
import { type GitSourceOptions, gitSource } from './git-source.ts';

const run = promisify(execFile);
const sheet = 'docs/gtm/week-1-social-publishing-sheet.csv';

let root: string;
let repository: TestRepository;

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

/** A source that may pull this one repository. */
const sourceOf = (address: string, more: Partial<GitSourceOptions> = {}) =>
  gitSource({
    cacheDirectory: join(root, 'cache'),
    allow: [address],
    allowFileProtocol: false,
    token: null,
    timeoutMilliseconds: 5000,
    ...more,
  });

async function serving<T>(
  options: Omit<GitServerOptions, 'root'>,
  work: (address: string, server: GitServer) => Promise<T>,
): Promise<T> {
  const server = await gitServer({ root: join(repository.path, '..'), ...options });
  try {
    return await work(`${server.url}${repository.path.split('/').at(-1)}`, server);
  } finally {
    await server.close();
  }
}

async function pulled(address: string, more: Partial<GitSourceOptions> = {}): Promise<Snapshot> {
  const result = await sourceOf(address, more).pull({ repository: address, branch: 'main' });
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

async function refused(
  address: string,
  branch = 'main',
  more: Partial<GitSourceOptions> = {},
): Promise<{ readonly code: string; readonly message: string; readonly remedy: string }> {
  const result = await sourceOf(address, more).pull({ repository: address, branch });
  assert.equal(result.ok, false);
  return result.error;
}

describe('the git source', () => {
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'broadsheet-git-'));
    repository = await testRepository();
    await chmod(repository.path, 0o755);
  });
  after(async () => {
    await rm(root, { recursive: true, force: true });
    await repository.close();
  });

  it('reads a branch over http, pinned to one commit while the branch moves on', async () => {
    const first = await repository.commit({ [sheet]: 'one\n', 'a b/שלום.txt': 'x' });
    await serving({}, async (address) => {
      const snapshot = await pulled(address);
      assert.equal(snapshot.commit, first);
      assert.match(snapshot.committedAt, /^\d{4}-\d\d-\d\dT.*Z$/);
      assert.deepEqual([...snapshot.files.keys()].sort(), ['a b/שלום.txt', sheet].sort());
      await repository.commit({ [sheet]: 'two\n' });
      const read = await snapshot.read(sheet);
      assert.ok(read.ok);
      assert.equal(text(read.value), 'one\n');
      const next = await pulled(address);
      const again = await next.read(sheet);
      assert.equal(again.ok && text(again.value), 'two\n');
      await snapshot.close();
      await next.close();
    });
  });

  it('serves many at once from one cache, and leaves no ref behind', async () => {
    await serving({}, async (address) => {
      const all = await Promise.all(Array.from({ length: 6 }, () => pulled(address)));
      const reads = await Promise.all(all.map((snapshot) => snapshot.read(sheet)));
      assert.ok(reads.every((read) => read.ok));
      await Promise.all(all.map((snapshot) => snapshot.close()));
      for (const cache of await readdir(join(root, 'cache'))) {
        const { stdout } = await run('git', [
          `--git-dir=${join(root, 'cache', cache)}`,
          'for-each-ref',
        ]);
        assert.equal(stdout, '');
      }
    });
  });

  it('sends its token as a header, and keeps it out of every error', async () => {
    const token = 'very-secret-token';
    await serving({ token }, async (address, server) => {
      const snapshot = await pulled(address, { token });
      await snapshot.close();
      assert.ok(server.requests.every((path) => !path.includes(token)));
      const none = await refused(address);
      assert.equal(none.code, 'repository-unauthorised');
      assert.match(none.remedy, /assets\.token/);
      const wrong = await refused(address, 'main', { token: 'another-secret' });
      assert.equal(wrong.code, 'repository-unauthorised');
      assert.doesNotMatch(JSON.stringify(wrong), /another-secret/);
    });
  });

  it('follows no redirect', async () => {
    await serving({}, (_, target) =>
      serving({ fault: 'redirect', redirectTo: target.url }, async (address) => {
        const before = target.requests.length;
        assert.equal((await refused(address)).code, 'repository-redirects');
        assert.equal(target.requests.length, before);
      }),
    );
  });

  it('gives up on a server that hangs or breaks off', async () => {
    await serving({ fault: 'hang' }, async (address) => {
      const problem = await refused(address, 'main', { timeoutMilliseconds: 500 });
      assert.equal(problem.code, 'repository-timeout');
    });
    await serving({ fault: 'truncate' }, async (address) => {
      const fresh = { cacheDirectory: join(root, 'truncated') };
      assert.equal((await refused(address, 'main', fresh)).code, 'repository-unreachable');
    });
  });

  it('names the nearest branch', async () => {
    await serving({}, async (address) => {
      const problem = await refused(address, 'mian');
      assert.equal(problem.code, 'branch-unknown');
      assert.match(problem.remedy, /main/);
    });
  });

  it('refuses what is no address of a repository that it may pull, and runs nothing', async () => {
    const proof = join(root, 'proof');
    const cases: readonly (readonly [string, string])[] = [
      [`--upload-pack=touch ${proof}`, 'repository-invalid'],
      [`-u=touch${proof}`, 'repository-invalid'],
      [`ext::sh -c touch% ${proof}`, 'repository-invalid'],
      [`ext::touch`, 'repository-protocol'],
      ['ssh://git@host.example/a.git', 'credentials-in-address'],
      ['git@host.example:a.git', 'repository-protocol'],
      ['http://host.example/a.git', 'repository-protocol'],
      ['https://me:pw@host.example/a.git', 'credentials-in-address'],
      [repository.path, 'repository-local'],
      [`file://${repository.path}`, 'repository-local'],
      ['', 'repository-protocol'],
    ];
    for (const [address, code] of cases) assert.equal((await refused(address)).code, code, address);
    const stranger = await sourceOf('https://host.example/a.git').pull({
      repository: 'https://host.example/b.git',
      branch: 'main',
    });
    assert.equal(!stranger.ok && stranger.error.code, 'repository-not-allowed');
    for (const branch of [`--upload-pack=touch ${proof}`, '-x', 'a..b', 'a b', '', 'a:b', 'x.lock'])
      assert.equal(
        (await refused(repository.path, branch, { allowFileProtocol: true })).code,
        'branch-invalid',
      );
    assert.equal(existsSync(proof), false);
  });

  it('reads a local repository only where the operator allows it', async () => {
    const snapshot = await pulled(repository.path, { allowFileProtocol: true });
    assert.ok(snapshot.files.has(sheet));
    await snapshot.close();
  });

  it('refuses links, colliding names, Git LFS and what is too large; the rest goes on', async () => {
    const odd = await testRepository();
    try {
      await symlink('/etc/passwd', join(odd.path, 'link.csv'));
      await odd.commit({
        'ok.csv': 'fine',
        'Twin.csv': 'a',
        'twin.csv': 'b',
        'large.csv': 'x'.repeat(2000),
        'lfs.csv': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
        '.gitattributes': '*.csv filter=evil\n',
      });
      const snapshot = await pulled(odd.path, { allowFileProtocol: true, maximumFileBytes: 1000 });
      const codeOf = async (path: string) => {
        const read = await snapshot.read(path);
        return read.ok ? text(read.value) : read.error.code;
      };
      assert.equal(await codeOf('ok.csv'), 'fine');
      assert.equal(await codeOf('link.csv'), 'symbolic-link');
      assert.equal(await codeOf('Twin.csv'), 'path-collision');
      assert.equal(await codeOf('twin.csv'), 'path-collision');
      assert.equal(await codeOf('large.csv'), 'file-too-large');
      assert.equal(await codeOf('lfs.csv'), 'git-lfs');
      assert.equal(await codeOf('absent.csv'), 'file-absent');
      await snapshot.close();
    } finally {
      await odd.close();
    }
  });
});
