import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type House, openHouse } from '../../src/compose.ts';
import { simulated } from '../network/connector.ts';
import { type RunningNetwork, startNetwork } from '../network/start.ts';
import { isLong } from '../support/long.ts';
import { query, type TestDatabase, testDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { type Crew, createCrew, type Subject } from '../torture/crew.ts';
import { plantMany } from '../torture/plant.ts';
import { accountsOf, configurationOf, limits } from '../torture/setting.ts';

/** Debian's `libfaketime` gives a process a wall clock of its own, which can be set while it runs. */
const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const missing =
  !existsSync(library) &&
  !process.env.REQUIRE_FAKETIME &&
  `needs Debian's libfaketime (${library})`;
const program = fileURLToPath(new URL('../torture/program.ts', import.meta.url));
const everyMinute = 'summary: "* * * * *"';

let network: RunningNetwork;
let directory: string;
let database: TestDatabase;
let accounts: readonly string[];
let house: House;
let crew: Crew;
let trial = 0;

describe('a wall clock that jumps', { skip: missing, timeout: 120_000 }, () => {
  before(async () => {
    network = await startNetwork({ token: 'torture-token' });
  });
  after(() => network[Symbol.asyncDispose]());

  beforeEach(async () => {
    trial += 1;
    accounts = accountsOf(`clock${trial}`).slice(0, 1);
    directory = await mkdtemp(join(tmpdir(), 'broadsheet-clock-'));
    database = await testDatabase();
    await writeFile(join(directory, 'clock'), '+0');
    await writeFile(
      join(directory, 'broadsheet.yaml'),
      configurationOf(
        network.url,
        accounts.map((account) => ({ account, networkClass: 'lookup' as const })),
      ).replace(/summary: "[^"]*"/, everyMinute),
    );
    const opened = await openHouse({
      ...places(),
      clock: { kind: 'real' },
      connectors: [simulated],
    });
    assert.ok(opened.ok, JSON.stringify(opened));
    house = opened.value;
    crew = createCrew(program, {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: join(directory, 'clock'),
      FAKETIME_NO_CACHE: '1',
      // A clock that nobody sets is not set here either.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    });
  });

  afterEach(async () => {
    await crew.close();
    await house.close();
    await database.close();
    await rm(directory, { recursive: true, force: true });
  });

  const jumps = [
    // More than the send window, and less than the deadline, past which others settle the attempt.
    { jump: '+1', paused: 0 },
    // What the wall clock does not tell, the monotonic one does.
    { jump: '-3600', paused: limits.sendWindow },
  ];
  for (const { jump, paused } of isLong ? jumps : jumps.slice(1))
    it(`by ${jump} s between claim and write: that request never leaves, and one does`, async () => {
      await plantMany(house.services, accounts, 1);
      const worker = start('before-deadline-check=stop');
      await worker.line('failpoint');
      const stopped = performance.now();
      await writeFile(join(directory, 'clock'), jump);
      await until(async () => performance.now() - stopped >= paused);
      worker.goOn();
      await allPosted();
      await worker.rest();
      assert.equal((await network.ledger()).filter(ours).length, 1);
      assert.equal((await network.arrived()).filter(ours).length, 1);
      const [first, ...later] = await attempts();
      assert.equal(first, 'released');
      assert.equal(later.filter((state) => state === 'accepted').length, 1);
    });

  it('forward by a day and more: what was missed says so, and is not sent', async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    await plantMany(house.services, accounts, 2);
    await query(database.url, `UPDATE delivery SET due_at = '${soon}', late_from = '${soon}'`);
    const worker = start('');
    await worker.line('ready');
    await writeFile(join(directory, 'clock'), '+100000');
    await until(async () => (await states()).every((state) => state === 'missed'));
    await worker.rest();
    assert.deepEqual((await network.arrived()).filter(ours), []);
    const news = await query<{ title: string }>(database.url, 'SELECT title FROM news');
    assert.equal(news.filter(({ title }) => title.endsWith(': missed')).length, 2);
  });

  it('back and forth: what is out stays out, once, and a step runs once for each instant', async () => {
    await plantMany(house.services, accounts, 2);
    const worker = start('');
    await allPosted();
    const ticks = () => query(database.url, "SELECT at FROM tick WHERE step = 'summary'");
    const runs = () =>
      query(database.url, "SELECT id FROM automation_runs WHERE steps ? 'summary'");

    for (const jump of ['+120', '-120', '+125', '-7200', '+240']) {
      const before = (await ticks()).length;
      await writeFile(join(directory, 'clock'), jump);
      if (jump === '+120' || jump === '+240')
        await until(async () => (await ticks()).length > before);
    }
    await worker.rest();
    assert.equal((await runs()).length, (await ticks()).length);
    assert.equal((await network.ledger()).filter(ours).length, 2);
    // A machine that was busy for longer than the window lets an attempt go before its request left.
    const left = (await attempts()).filter((state) => state !== 'released');
    assert.deepEqual(left, ['accepted', 'accepted']);
  });
});

const places = () => ({
  config: join(directory, 'broadsheet.yaml'),
  data: join(directory, 'data'),
  environment: { DATABASE_URL: database.url },
});

const ours = ({ account }: { readonly account: string }): boolean => accounts.includes(account);

function start(failpoints: string): Subject {
  const { environment, ...files } = places();
  return crew.start({
    ...files,
    role: 'worker',
    environment: { ...environment, BROADSHEET_FAILPOINTS: failpoints },
    limits,
    control: network.control,
    prefix: '',
  });
}

async function states(): Promise<readonly string[]> {
  const rows = await query<{ state: string }>(database.url, 'SELECT state FROM delivery');
  return rows.map((row) => row.state);
}

const allPosted = (): Promise<void> =>
  until(async () => (await states()).every((state) => state === 'posted'));

async function attempts(): Promise<readonly string[]> {
  const rows = await query<{ state: string }>(
    database.url,
    'SELECT state FROM attempt ORDER BY id',
  );
  return rows.map((row) => row.state);
}
