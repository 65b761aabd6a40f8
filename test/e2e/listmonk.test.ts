import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { type RunningNetwork, startNetwork } from '../network/start.ts';
import { type Installation, installation } from '../support/broadsheet.ts';
import { onlyLong } from '../support/long.ts';
import { type TestDatabase, testDatabase } from '../support/postgres.ts';
import { type TestRepository, testRepository } from '../support/repository.ts';
import { approvedWeek, runWeek } from '../support/small-house.ts';
import { commitSmallWeek, monday, smallWeek } from '../support/small-week.ts';

const token = 'tok-3n_s3cr3t';
const at = (time: string): string => `2026-02-16T${time}+02:00`;

let network: RunningNetwork;
let database: TestDatabase;
let repository: TestRepository;
let house: Installation;
let count = 0;

const server = () => `acme-${count}`;

const stateOf = (now: string) =>
  house.session(now, async ({ call }) => {
    const { body } = await call('GET', `/api/marketing/status?week_id=${smallWeek}`);
    const [delivery] = body.posts[0].deliveries;
    const outcomes = delivery.attempts.map((one: { readonly outcome: string }) => one.outcome);
    return { state: delivery.state, outcomes };
  });

/** Publishes at 08:10 under a fault, and lives on for more than an hour. */
async function published(fault: string) {
  await network.script({ match: { account: server() }, fault });
  for (const time of ['08:10', '08:30', '09:10', '09:30'])
    assert.equal(await runWeek(house, at(time)), null);
  const posts = (await network.ledger()).filter((one) => one.account === server());
  const starts = (await network.arrived()).filter(
    (one) => one.account === server() && one.on === 'create',
  );
  return {
    ...(await stateOf(at('09:30'))),
    posts: posts.length,
    starts: starts.map((one) => one.key),
  };
}

describe('a newsletter by listmonk whose answer was lost', { timeout: 120_000 }, () => {
  before(async () => {
    network = await startNetwork({ token });
  });
  after(() => network[Symbol.asyncDispose]());

  beforeEach(async () => {
    count += 1;
    database = await testDatabase();
    repository = await testRepository();
    await commitSmallWeek(repository, [monday('letter', 'telegram', 'שלום {{ .Subscriber }}')]);
    house = await installation(database.url);
    await house.configure(`timezone: Asia/Jerusalem
assets: { repo: ${repository.path}, allow_file_protocol: true }
checks: { placeholder-left: off, locale-mismatch: off }
accounts:
  community/telegram:
    { connector: listmonk, base_url: "${network.url}/listmonk/${server()}", user: u, token: ${token}, lists: [1] }
`);
    await approvedWeek(house, at('07:00'));
  });

  afterEach(async () => {
    await house.close();
    await repository.close();
    await database.close();
  });

  it('is found where it was started, and not started again', { skip: onlyLong }, async () => {
    const { state, outcomes, posts, starts } = await published('accept-reset');
    assert.deepEqual([state, outcomes, posts, starts.length], ['posted', ['accepted'], 1, 1]);
  });

  it('is sent by the same draft where that proves that it did not go out', async () => {
    const { state, outcomes, posts, starts } = await published('drop');
    assert.deepEqual([state, outcomes, posts], ['posted', ['absent', 'accepted'], 1]);
    assert.equal(starts.length, 2);
    assert.equal(starts[0], starts[1]);
  });
});
