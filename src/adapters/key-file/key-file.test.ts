import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { fileIdentity, keyFile } from './key-file.ts';

const run = promisify(execFile);

let directory: string;

const folder = () => mkdtemp(join(directory, 'data-'));

const address = { address: 'db:5432' };

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'broadsheet-key-'));
});
after(() => rm(directory, { recursive: true, force: true }));

describe('the key file', () => {
  it('is made for its owner only, and has seen nothing at first', async () => {
    const data = await folder();
    const key = keyFile(data, address);
    assert.equal(await key.read(), null);
    assert.ok((await key.create('one')).ok);
    assert.deepEqual(await key.read(), { instanceId: 'one', lastChange: null });
    assert.equal((await stat(join(data, 'instance.key'))).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(data), ['instance.key'], 'no half file is left');
  });

  it('is one for any number that make it at once', async () => {
    const data = await folder();
    const names = Array.from({ length: 20 }, (_, number) => `key ${number}`);
    const read = await Promise.all(
      names.map(async (name) => {
        const key = keyFile(data, address);
        await key.create(name);
        return key.read();
      }),
    );
    assert.equal(new Set(read.map((one) => one?.instanceId)).size, 1);
    assert.ok(names.includes(read[0]?.instanceId ?? ''));
    assert.deepEqual(await readdir(data), ['instance.key']);
  });

  it('remembers how far its own database had come, and never less', async () => {
    const data = await folder();
    const key = keyFile(data, address);
    await key.create('one');
    await key.see('one', 7);
    await keyFile(data, address).see('one', 5);
    assert.deepEqual(await keyFile(data, address).read(), { instanceId: 'one', lastChange: 7 });
    assert.equal((await stat(join(data, 'instance.seen'))).mode & 0o777, 0o600);
    await key.replace('two');
    assert.deepEqual(await key.read(), { instanceId: 'two', lastChange: null });
    await key.see('two', 2);
    assert.deepEqual(await key.read(), { instanceId: 'two', lastChange: 2 });
  });

  it('remembers in its process what could not be written', async () => {
    const data = await folder();
    const key = keyFile(data, address);
    await key.create('one');
    await rm(data, { recursive: true });
    await key.see('one', 7);
    await mkdir(data);
    const other = keyFile(data, address);
    await other.create('one');
    assert.deepEqual(await key.read(), { instanceId: 'one', lastChange: 7 });
    assert.deepEqual(await other.read(), { instanceId: 'one', lastChange: null });
  });

  it('says why it could not be written', async () => {
    const file = join(await folder(), 'file');
    await writeFile(file, '');
    const written = await keyFile(file, address).create('one');
    assert.ok(!written.ok);
    assert.equal(written.error.code, 'key-file-unwritable');
  });

  it('is none where it is no key', async () => {
    const data = await folder();
    for (const text of ['', '{', '7', '{"instanceId":7}', 'null']) {
      await writeFile(join(data, 'instance.key'), text);
      assert.equal(await keyFile(data, address).read(), null, text);
    }
  });
});

describe('which file it is', () => {
  it('stays, whatever is written into it, however it is called and whoever may read it', async () => {
    const data = await folder();
    const path = join(data, 'file');
    await writeFile(path, 'a');
    const before = fileIdentity(path);
    await writeFile(path, 'b');
    await chmod(path, 0o600);
    await rename(path, join(data, 'moved'));
    assert.equal(fileIdentity(join(data, 'moved')), before);
  });

  it('is another one for a copy, also where it gets the inode and the times of the first', async () => {
    const data = await folder();
    const path = join(data, 'file');
    await writeFile(path, 'a');
    const before = fileIdentity(path);
    await run('cp', ['-a', path, join(data, 'copy')]);
    assert.notEqual(fileIdentity(join(data, 'copy')), before);
    await rm(path);
    await run('cp', ['-a', join(data, 'copy'), path]);
    assert.notEqual(fileIdentity(path), before);
    assert.equal(fileIdentity(join(data, 'nothing')), 'none');
  });

  it('tells the embedded database by its files and its key, another by its address', async () => {
    const data = await folder();
    assert.equal(await keyFile(data, address).place(), 'db:5432');
    const cluster = await folder();
    await writeFile(join(cluster, 'PG_VERSION'), '18\n');
    const key = keyFile(data, { cluster });
    assert.match(await key.place(), /^files \d+\.\d+, key none$/);
    await key.create('one');
    const place = await key.place();
    await key.see('one', 9);
    assert.equal(await key.place(), place, 'what is seen leaves the key as it is');
    await key.replace('one');
    assert.notEqual(await key.place(), place);
  });
});
