import assert from 'node:assert/strict';
import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import pg from 'pg';
import { openEmbeddedPostgres } from '../../src/adapters/postgres/embedded/open.ts';
import { readWorld, stopDatabase } from '../../src/compose.ts';
import { addMilliseconds } from '../../src/domain/time.ts';
import { program, run } from '../support/broadsheet.ts';
import { type DeliveryStatus, deliveriesOf, type Status } from '../support/campaign.ts';
import { chance } from '../support/chance.ts';
import { isLong } from '../support/long.ts';
import { type Started, start } from '../support/process.ts';

const week = 'week1_launch';

/** When the demo is killed. */
type Moment =
  /** As it begins to make its database. */
  | { readonly at: 'database' }
  /** As it has said so many lines. */
  | { readonly at: 'line'; readonly number: number }
  /** As so many posts are being made public, or have just become so. */
  | { readonly at: 'post'; readonly number: number; readonly file: '.draft' | '.json' };

const luck = chance();
/** Posts of which one is struck. */
const spans = isLong
  ? ([
      [1, 2],
      [3, 5],
      [6, 12],
    ] as const)
  : ([[1, 12]] as const);
const moments: readonly Moment[] = [
  { at: 'database' },
  { at: 'line', number: luck.between(3, 15) },
  ...(isLong ? [{ at: 'line' as const, number: luck.between(16, 40) }] : []),
  ...spans.map(([least, most]) => ({
    at: 'post' as const,
    number: luck.between(least, most),
    file: luck.oneOf(['.draft', '.json'] as const),
  })),
];

/** The accounts of the example, as the sandbox names their folders. */
const accounts = [
  ...['linkedin+personal', 'linkedin+company', 'x+main_account'],
  ...['windowherbs', 'smallbalconies', 'kitchensills'].map((name) => `reddit+r+${name}`),
  ...['facebook', 'telegram', 'whatsapp'].map((name) => `community+${name}`),
];

/** Kills the demo when its moment has come. */
async function kill(demo: Started, folder: string, moment: Moment): Promise<void> {
  const watchers: FSWatcher[] = [];
  const now = () => demo.child.kill('SIGKILL');
  if (moment.at === 'line') demo.lines(moment.number).then(now);
  else if (moment.at === 'database') {
    // It makes its folder first, and in there its configuration before its data.
    const outer = watch(folder, (_, name) => {
      if (name !== 'demo' || watchers.length > 1) return;
      watchers.push(watch(join(folder, 'demo'), (_, inner) => inner === 'data' && now()));
    });
    watchers.push(outer);
  } else {
    let seen = 0;
    await demo.lines(1);
    for (const account of accounts) {
      const path = join(folder, 'demo', 'data', 'sandbox', account);
      mkdirSync(path, { recursive: true });
      watchers.push(
        watch(path, (kind, name) => {
          if (kind !== 'rename' || !name?.endsWith(moment.file)) return;
          seen += 1;
          if (seen === moment.number) now();
        }),
      );
    }
  }
  const { signal } = await demo.ended;
  for (const one of watchers) one.close();
  assert.equal(signal, 'SIGKILL', `it ended before its moment: ${demo.said.stderr}`);
}

/** The process of the database, while it runs. A dead one that nobody has buried is not running. */
async function serverOf(data: string): Promise<number | null> {
  const lock = await readFile(join(data, 'postgres', 'postmaster.pid'), 'utf8').catch(() => null);
  const pid = lock === null ? null : Number(lock.split('\n')[0]);
  return pid !== null && (await isRunning(pid)) ? pid : null;
}

async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) Z /.test(stat);
}

/** The real time of open requests passes, which a test does not wait for. */
async function letDeadlinesPass(data: string): Promise<void> {
  const opened = await openEmbeddedPostgres(data);
  assert.ok(opened.ok);
  const client = new pg.Client(opened.value.connection);
  await client.connect();
  await client.query(
    "UPDATE attempt SET deadline = deadline - interval '1 hour' WHERE state = 'sending'",
  );
  await client.end();
  await opened.value.close();
}

const open = (status: Status) =>
  deliveriesOf(status).filter((one) => one.state === 'publishing' || one.state === 'unconfirmed');

/** One that no machine can settle: nobody can look into the mailboxes of the readers. */
const needsWord = (one: DeliveryStatus) =>
  one.state === 'unconfirmed' && one.platform === 'newsletter';

describe(`a demo that is killed (BROADSHEET_SEED=${luck.seed})`, { concurrency: 2 }, () => {
  for (const moment of isLong ? moments : [luck.oneOf(moments)])
    it(`at ${JSON.stringify(moment)} leaves a week that goes on`, async (test) => {
      const folder = await mkdtemp(join(tmpdir(), 'broadsheet-killed-'));
      // As root, the embedded server is another user, which must be able to enter.
      await chmod(folder, 0o755);
      const data = join(folder, 'demo', 'data');
      const place = ['--config', join(folder, 'demo', 'broadsheet.yaml'), '--data', data];
      const environment = { PATH: process.env.PATH, HOME: folder };
      const cli = (...args: string[]) => run([...args, ...place], environment, folder);
      try {
        const args = [program, 'demo', '--data', join(folder, 'demo')];
        await kill(start(process.execPath, args, environment, folder), folder, moment);
        const orphan = await serverOf(data);
        if (moment.at !== 'database') assert.ok(orphan, 'its database has outlived it');

        const answer = await cli('status', '--json');
        assert.ok(answer.code === 0 || answer.code === 1, answer.stderr);
        if (orphan) assert.equal(await isRunning(orphan), false, 'the last one out stops it');
        const status: Status & { readonly as_of: string } = answer.json();
        for (const one of deliveriesOf(status)) assert.notEqual(one.reason, '', one.id);
        test.diagnostic(`${JSON.stringify(status.counts)}, ${open(status).length} open`);
        if (open(status).length > 0) await settle(cli, data, status.as_of);
        const world = await readWorld(data);
        const seen = world.map((post) => `${post.account} ${post.postId} ${post.part}`);
        assert.deepEqual(seen.toSorted(), [...new Set(seen)].sort(), 'nothing is public twice');
        assert.equal(await stopDatabase(data), true);
        assert.equal(await serverOf(data), null);
      } finally {
        await stopDatabase(data);
        await rm(folder, { recursive: true, force: true });
      }
    });
});

type Cli = (...args: string[]) => ReturnType<typeof run>;

/** Goes on with the week until what was open is settled, and lets a person settle the rest. */
async function settle(cli: Cli, data: string, since: string): Promise<void> {
  await letDeadlinesPass(data);
  let status: Status | null = null;
  for (const minutes of [5, 10, 20, 30]) {
    const now = addMilliseconds(since, minutes * 60_000);
    const answer = await cli('run-week', week, '--now', now, '--json');
    assert.ok(answer.code === 0 || answer.code === 1, answer.stderr);
    status = answer.json().status as Status;
    if (open(status).every(needsWord)) break;
  }
  assert.ok(status);
  for (const one of open(status)) {
    assert.ok(needsWord(one), `${one.id} is ${one.state}: ${one.reason}`);
    assert.ok(status.needs_person.includes(one.id));
    assert.notEqual(one.reason, '');
    const answer = await cli('resolve', one.id, '--posted', 'https://news.example/1');
    assert.equal(answer.code, 0, answer.stderr);
  }
}
