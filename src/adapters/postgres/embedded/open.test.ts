import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { type EmbeddedPostgres, openEmbeddedPostgres } from './open.ts';

let directory: string;

async function opened(dataDirectory = directory): Promise<EmbeddedPostgres> {
  const result = await openEmbeddedPostgres(dataDirectory);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

async function ask(database: EmbeddedPostgres, query: string): Promise<unknown> {
  const client = new pg.Client(database.connection);
  await client.connect();
  try {
    const { rows } = await client.query({ text: query, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

const serverPid = async (dataDirectory = directory): Promise<number | null> => {
  const home = await readFile(join(dataDirectory, 'postgres-location'), 'utf8').catch(
    () => dataDirectory,
  );
  const path = join(home.trim(), 'postgres', 'postmaster.pid');
  return readFile(path, 'utf8').then(
    (text) => Number(text.split('\n')[0]),
    () => null,
  );
};

describe('the embedded PostgreSQL', () => {
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'broadsheet-embedded-'));
    // As root, the server is another user, which must be able to enter.
    await chmod(directory, 0o755);
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it('is made the first time, keeps what it holds, and is stopped by the last one out', async () => {
    const first = await opened();
    assert.equal(first.adopted, false);
    assert.equal(await ask(first, 'SHOW fsync'), 'on');
    assert.equal(await ask(first, 'SHOW server_encoding'), 'UTF8');
    await ask(first, 'CREATE TABLE kept AS SELECT 7 AS number');
    const second = await opened();
    assert.equal(second.adopted, true);
    await first.close();
    assert.equal(await ask(second, 'SELECT number FROM kept'), 7);
    await second.close();
    assert.equal(await serverPid(), null, 'nothing of it is left running');
    const third = await opened();
    assert.equal(await ask(third, 'SELECT number FROM kept'), 7);
    await third.close();
  });

  it('is one server for any number that open it at once', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => opened()));
    const starts = await Promise.all(
      all.map((one) => ask(one, 'SELECT pg_postmaster_start_time()::text')),
    );
    assert.equal(new Set(starts).size, 1);
    await Promise.all(all.map((one) => one.close()));
  });

  it('is adopted after its starter was killed', async () => {
    const module = new URL('./open.ts', import.meta.url).href;
    const script = `import { openEmbeddedPostgres } from ${JSON.stringify(module)};
      await openEmbeddedPostgres(${JSON.stringify(directory)});
      process.stdout.write('open');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await once(child.stdout, 'data');
    const pid = await serverPid();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const mine = await opened();
    assert.equal(mine.adopted, true);
    assert.equal(await serverPid(), pid);
    await mine.close();
  });

  it('comes back after the server itself was killed', async () => {
    const mine = await opened();
    const pid = await serverPid();
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    await mine.close();
    const again = await opened();
    assert.equal(await ask(again, 'SELECT number FROM kept'), 7);
    await again.close();
  });

  it('works below a path that is too long for a socket', async () => {
    const long = join(directory, 'a'.repeat(60), 'b'.repeat(60));
    await mkdir(long, { recursive: true });
    const mine = await opened(long);
    assert.equal(await ask(mine, 'SELECT 1'), 1);
    await mine.close();
  });

  it('says where it could not be made, and why', async () => {
    const file = join(directory, 'a-file');
    await writeFile(file, '');
    const result = await openEmbeddedPostgres(join(file, 'data'));
    assert.ok(!result.ok);
    assert.equal(result.error.code, 'database-not-made');
    assert.match(result.error.message, /a-file\/data: ENOTDIR/);
    assert.match(result.error.remedy, /--data/);
  });

  it('lives apart where root keeps its data in a folder that nobody else may enter', {
    skip: process.getuid?.() !== 0 && 'only root runs the server as another user',
  }, async () => {
    const closed = join(directory, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const mine = await opened(closed);
    await ask(mine, 'CREATE TABLE apart AS SELECT 3 AS number');
    await mine.close();
    const apart = (await readFile(join(closed, 'postgres-location'), 'utf8')).trim();
    const again = await opened(closed);
    assert.equal(await ask(again, 'SELECT number FROM apart'), 3);
    await again.close();
    await rm(closed, { recursive: true });
    await mkdir(closed, { mode: 0o700 });
    const anew = await opened(closed);
    const other = (await readFile(join(closed, 'postgres-location'), 'utf8')).trim();
    assert.notEqual(other, apart, 'a directory that was made anew has a cluster of its own');
    await anew.close();
    for (const home of [apart, other]) await rm(home, { recursive: true });
  });

  it('refuses a database of another major version, and says what to do', async () => {
    const old = join(directory, 'old');
    await mkdir(join(old, 'postgres'), { recursive: true });
    await writeFile(join(old, 'postgres', 'PG_VERSION'), '14\n');
    const result = await openEmbeddedPostgres(old);
    assert.equal(result.ok, false);
    assert.match(result.error.message, /PostgreSQL 14/);
    assert.match(result.error.remedy, /DATABASE_URL/);
  });
});
