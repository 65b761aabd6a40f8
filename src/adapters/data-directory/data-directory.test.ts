import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeDataDirectory } from './data-directory.ts';

let directory: string;

const folder = () => mkdtemp(join(directory, 'data-'));

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'broadsheet-data-'));
});
after(() => rm(directory, { recursive: true, force: true }));

/** Sees that a path is refused by its name, and gives the reason. */
async function refusal(path: string): Promise<string> {
  const problem = await makeDataDirectory(path);
  assert.equal(problem?.code, 'data-directory-unwritable');
  assert.match(problem.remedy, /--data/);
  const [before = '', reason = ''] = problem.message.split(" can't be used: ");
  assert.equal(before, `The data directory ${path}`);
  return reason;
}

describe('the data directory', () => {
  it('is made with the folders above it, by any number that come at once', async () => {
    const path = join(await folder(), 'not', 'yet', 'there');
    const all = await Promise.all(Array.from({ length: 20 }, () => makeDataDirectory(path)));
    assert.deepEqual(new Set(all), new Set([null]));
    assert.ok((await stat(path)).isDirectory());
    assert.deepEqual(await readdir(path), [], 'nothing is left of the proof');
  });

  it('stays as it is where it is there, also by a link', async () => {
    const path = await folder();
    await writeFile(join(path, 'kept'), '');
    await symlink(path, `${path}.link`);
    assert.equal(await makeDataDirectory(path), null);
    assert.equal(await makeDataDirectory(`${path}.link`), null);
    assert.deepEqual(await readdir(path), ['kept']);
  });

  it('is no file, not below a file, and no link to nowhere', async () => {
    const path = join(await folder(), 'file');
    await writeFile(path, '');
    assert.equal(await refusal(path), 'what has that name is no folder.');
    assert.match(await refusal(join(path, 'below')), /a part of its path names is no folder/);
    await symlink(join(directory, 'nowhere'), `${path}.link`);
    assert.match(await refusal(`${path}.link`), /no folder/);
  });

  it('is one that this user may write in', {
    skip: process.getuid?.() === 0 && 'root may write everywhere',
  }, async () => {
    const path = await folder();
    await chmod(path, 0o555);
    assert.equal(await refusal(path), 'permission denied.');
    assert.equal(await refusal(join(path, 'below')), 'permission denied.');
    await chmod(path, 0o755);
  });

  for (const path of ['/proc', '/proc/nope', '/proc/nope/below', '/sys/nope'])
    it(`is not ${path}, where not even root can write`, {
      skip: process.platform !== 'linux' && 'only Linux has it',
      timeout: 10_000,
    }, async () => {
      const said = /lets nothing be made there|read-only file system|permi/;
      assert.match(await refusal(path), said);
    });
});
