import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readSheetFile } from './read-sheet-file.ts';

describe('reading a sheet that a person named', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'broadsheet-read-'));
  });
  after(() => rm(folder, { recursive: true }));

  /** What is read of a pipe into which so many bytes are written, and how their writer ended. */
  async function throughPipe(bytes: number, largest: number) {
    const pipe = join(folder, `pipe-${bytes}`);
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', `exec head -c ${bytes} /dev/zero > "$1"`, 'sh', pipe], {
      stdio: 'ignore',
    });
    const ended = once(writer, 'exit');
    const read = await readSheetFile(pipe, largest);
    const [code] = await ended;
    return { read, wroteAll: code === 0 };
  }

  const skip = process.platform === 'win32' && 'there is no mkfifo';

  it('reads a pipe as a file', { skip }, async () => {
    const { read, wroteAll } = await throughPipe(1000, 1000);
    assert.ok(read.ok && wroteAll);
    assert.equal(read.value.length, 1000);
  });

  it('stops at the largest sheet while it reads: a pipe does not say its size', {
    skip,
  }, async () => {
    const { read, wroteAll } = await throughPipe(50_000_000, 1000);
    assert.ok(!read.ok);
    assert.match(read.error.message, /it has more than 1000 bytes, which is the most/);
    assert.equal(wroteAll, false);
  });

  it('says the size of a file that is too large', async () => {
    const path = join(folder, 'large.csv');
    await writeFile(path, 'x'.repeat(1001));
    const read = await readSheetFile(path, 1000);
    assert.ok(!read.ok);
    assert.match(read.error.message, /it has 1001 bytes, and a sheet at most 1000/);
  });
});
