import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import { keyFile } from '../../src/adapters/key-file/key-file.ts';
import { admit } from '../../src/application/identity.ts';
import { pauseAccounts } from '../../src/application/pause.ts';
import { sweep } from '../../src/application/sweep.ts';
import { approvalCurrent } from '../../src/application/transition.ts';
import { type House, openHouse } from '../../src/compose.ts';
import { addMilliseconds } from '../../src/domain/time.ts';
import { isLong } from '../support/long.ts';
import { type TestDatabase, testDatabase } from '../support/postgres.ts';
import { deliveriesOf, keys, type Play, perform, type Step, step } from './history.ts';
import { connectorOf, World } from './world.ts';

const histories = Number(process.env.MODEL_HISTORIES ?? (isLong ? 200 : 40));
const seed = Number(process.env.MODEL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const start = '2026-02-16T06:00:00.000Z';
/** Deleted in the order of their references: small tables are emptied faster than truncated. */
const tables = [
  'news',
  'audit',
  'attempt',
  'delivery',
  'post',
  'week',
  'account',
  'automation_runs',
  'tick',
  'identity',
  'identity_place',
];

let database: TestDatabase;
let directory: string;
let house: House;
let client: pg.Client;
const world = new World();

describe(`histories of a week on the store (MODEL_SEED=${seed}, MODEL_HISTORIES=${histories})`, () => {
  before(async () => {
    database = await testDatabase();
    directory = await mkdtemp(join(tmpdir(), 'broadsheet-model-'));
    const config = join(directory, 'broadsheet.yaml');
    const accounts = keys.map((key) => `  ${key}: { connector: world }`).join('\n');
    await writeFile(
      config,
      `timezone: UTC\napproval: either\nspacing: 5m\nassets: { repo: https://git.invalid/acme/marketing.git }\naccounts:\n${accounts}\n`,
    );
    const opened = await openHouse({
      config,
      data: directory,
      environment: { DATABASE_URL: database.url },
      clock: { kind: 'virtual', now: start },
      connectors: [connectorOf(world)],
    });
    assert.ok(opened.ok, JSON.stringify(opened));
    house = opened.value;
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // Nothing is killed here: without a flush for each commit there is time for more histories.
    await client.query(`ALTER DATABASE ${client.database} SET synchronous_commit = off`);
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
    );
  });
  after(async () => {
    await client.end();
    await house.close();
    await database.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('publish at most once, only what is approved, and lose nothing', () =>
    fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), live), {
      numRuns: histories,
      seed,
      endOnFailure: false,
    }));
});

async function live(steps: readonly Step[]): Promise<void> {
  await client.query(tables.map((table) => `DELETE FROM ${table}`).join(';'));
  await client.query('UPDATE instance SET paused_at = NULL, paused_by = NULL');
  world.published.length = 0;
  world.requests.length = 0;
  let now = start;
  const clock = {
    kind: 'virtual' as const,
    now: () => now,
    moveTo: (instant: string) => {
      if (instant > now) now = instant;
    },
  };
  // A new database, for a data directory that knows none.
  const key = keyFile(await mkdtemp(join(directory, 'key-')), { address: 'model' });
  // Requests take no time here, so their deadlines may be on the same clock.
  const services = { ...house.services, key, clock, realNow: () => now, abandoned: new Map() };
  assert.equal(await admit(services), null);
  const play: Play = { services, clock, world };
  const first: Step = {
    kind: 'push',
    rows: [1, 2, 0].map((copy) => ({
      copy,
      status: 'draft' as const,
      targets: 'telegram+facebook' as const,
      link: true,
    })),
  };
  for (const one of [first, ...steps]) {
    const allowed = await mayLeave(play);
    const known = world.requests.length;
    await perform(play, one);
    for (const { deliveryId } of world.requests.slice(known))
      assert.ok(allowed.has(deliveryId), `${deliveryId} was not to leave`);
    await check(play);
  }
  await rest(play);
}

/** What is approved for its present content, and held by nobody. */
async function mayLeave(play: Play): Promise<ReadonlySet<string>> {
  const deliveries = await deliveriesOf(play);
  return new Set(
    deliveries.filter((one) => approvalCurrent(one) && one.held === null).map((one) => one.id),
  );
}

async function check(play: Play): Promise<void> {
  const deliveries = await deliveriesOf(play);
  const attempts = await play.services.store.transaction((transaction) =>
    transaction.attempts.ofDeliveries(deliveries.map((one) => one.id)),
  );
  for (const one of deliveries) {
    const seen = world.published.filter((post) => post.deliveryId === one.id);
    const said = `${one.id} is ${one.state} (${one.reason}), public ${seen.length} times`;
    assert.ok(seen.length <= 1, said);
    if (one.state === 'posted') assert.equal(seen.length, 1, said);
    if (one.state === 'failed') assert.equal(seen.length, 0, said);
    if (one.state === 'scheduled') assert.ok(approvalCurrent(one), `${said}: not approved`);
    const own = attempts.filter((attempt) => attempt.deliveryId === one.id);
    const open = own.filter((attempt) => ['sending', 'unknown'].includes(attempt.state));
    const inFlight = one.state === 'publishing' || one.state === 'unconfirmed';
    assert.equal(open.length, inFlight ? 1 : 0, `${said}: ${open.length} open attempts`);
  }
}

const mostJumps = 300;

/** The network calms, nobody is paused, time goes on: everything comes to an end of its own. */
async function rest(play: Play): Promise<void> {
  await perform(play, { kind: 'pause', what: 'all', on: false });
  // What a dead worker had on the wire is known to be lost only after its deadline.
  play.clock.moveTo(addMilliseconds(play.clock.now(), 60_000));
  for (let jumps = 0; jumps < mostJumps; jumps += 1) {
    for (const key of keys) await pauseAccounts(play.services, [key], false, 'model');
    await sweep(play.services, null);
    const now = play.clock.now();
    const next = await play.services.store.transaction(async (transaction) => [
      await transaction.deliveries.nextDue({ now, keys, weekId: null }),
      await transaction.attempts.nextLookUp(now),
    ]);
    const instant = next.filter((one) => one !== null).sort()[0];
    if (!instant) break;
    play.clock.moveTo(instant);
  }
  await check(play);
  const unsettled = ['publishing', 'unconfirmed'];
  for (const one of await deliveriesOf(play)) {
    assert.ok(!unsettled.includes(one.state), `${one.id} stays ${one.state}: ${one.reason}`);
    const waits = one.state === 'scheduled' && one.held === null;
    assert.ok(!waits, `${one.id} stays scheduled: ${one.reason}, due ${one.dueAt}`);
  }
}
