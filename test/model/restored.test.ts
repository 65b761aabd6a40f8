import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { confirmRestored } from '../../src/application/confirm-copy.ts';
import { rerunFailed } from '../../src/application/orders.ts';
import { sweep } from '../../src/application/sweep.ts';
import { composeMessage } from '../../src/domain/message.ts';
import { addMilliseconds } from '../../src/domain/time.ts';
import { isLong } from '../support/long.ts';
import { type SmallPost, smallWeek } from '../support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../support/world-house.ts';
import { type Behaviour, behaviours } from './world.ts';

const histories = Number(process.env.MODEL_RESTORES ?? (isLong ? 25 : 8));
const seed = Number(process.env.MODEL_SEED ?? Math.floor(Math.random() * 2 ** 31));

const thread = 'One\n---\nTwo\n---\nThree';
const post = (id: string, target: SmallPost['target'], time: string, copy?: string): SmallPost => ({
  id,
  target,
  date: '2026-02-16',
  time,
  ...(copy !== undefined && { copy }),
});

const posts = [
  post('early', 'telegram', '08:10'),
  post('thread', 'telegram', '08:10', thread),
  post('other', 'discord', '08:30', thread),
  post('evening', 'discord', '20:00'),
];

type Step =
  | { readonly kind: 'approve'; readonly post: number }
  | { readonly kind: 'rerun' }
  | { readonly kind: 'pass'; readonly minutes: number; readonly behaviours: readonly Behaviour[] };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('approve' as const), post: fc.nat(posts.length - 1) }),
  fc.record({ kind: fc.constant('rerun' as const) }),
  fc.record({
    kind: fc.constant('pass' as const),
    minutes: fc.constantFrom(0, 1, 11, 45, 150, 400),
    behaviours: fc.array(fc.constantFrom(...behaviours), { maxLength: 4 }),
  }),
);

const steps = fc.array(step, { maxLength: 7 });

/** In the order of their references. */
const tables = ['week', 'post', 'account', 'delivery', 'attempt', 'audit', 'news', 'tick'];

const backUp = (house: WorldHouse, name: string) =>
  house.sql(
    tables
      .map(
        (one) => `DROP TABLE IF EXISTS ${name}_${one}; CREATE TABLE ${name}_${one} AS TABLE ${one}`,
      )
      .join(';'),
  );

const restore = (house: WorldHouse, name: string) =>
  house.sql(
    [
      ...tables.toReversed().map((one) => `DELETE FROM ${one}`),
      ...tables.map((one) => `INSERT INTO ${one} OVERRIDING SYSTEM VALUE TABLE ${name}_${one}`),
    ].join(';'),
  );

async function perform(house: WorldHouse, one: Step): Promise<void> {
  const { services, clock, world } = house;
  if (one.kind === 'approve') await house.approve(posts[one.post]?.id ?? '');
  else if (one.kind === 'rerun')
    await rerunFailed(services, {
      weekId: smallWeek,
      selection: { all: true },
      who: 'dana',
      reason: null,
    });
  else {
    clock.moveTo(addMilliseconds(clock.now(), one.minutes * 60_000));
    world.next.splice(0, Number.POSITIVE_INFINITY, ...one.behaviours);
    await sweep(services, null);
    world.next.length = 0;
  }
}

async function assertOnce(house: WorldHouse): Promise<void> {
  for (const { id } of posts) {
    const { id: deliveryId, state, reason, wanted } = await house.delivery(id);
    const seen = house.world.published.filter((one) => one.deliveryId === deliveryId);
    const parts = seen.map((one) => one.part).sort();
    const said = `${id} is ${state} (${reason}), public are the parts ${parts}`;
    assert.equal(new Set(parts).size, parts.length, said);
    if (state === 'posted')
      assert.equal(parts.length, composeMessage(wanted.content).parts.length, said);
    assert.ok(!['publishing', 'unconfirmed', 'scheduled'].includes(state), said);
  }
}

interface History {
  readonly before: readonly Step[];
  readonly lost: readonly Step[];
  readonly minutes: number;
  readonly after: readonly Step[];
}

const history: fc.Arbitrary<History> = fc.record({
  before: steps,
  lost: steps,
  minutes: fc.nat(600),
  after: steps,
});

async function live(house: WorldHouse, { before, lost, minutes, after }: History): Promise<void> {
  for (const one of before) await perform(house, one);
  await backUp(house, 'night');
  for (const one of lost) await perform(house, one);
  await restore(house, 'night');
  house.clock.moveTo(addMilliseconds(house.clock.now(), minutes * 60_000));
  assert.ok((await confirmRestored(house.services, 'dana')).ok);
  for (const one of after) await perform(house, one);
  await house.sql('UPDATE account SET paused_at = NULL');
  await house.rest();
  await assertOnce(house);
}

const start = '2026-02-16T06:00:00.000Z';

describe(`a backup restored at any point (MODEL_SEED=${seed}, MODEL_RESTORES=${histories})`, () => {
  it('publishes nothing twice, whatever the original did since, and leaves nothing open', () =>
    inWorldHouse(start, posts, async (house) => {
      await backUp(house, 'start');
      const property = fc.asyncProperty(history, async (one) => {
        await restore(house, 'start');
        house.world.published.length = 0;
        await live(await house.anew(start), one);
      });
      await fc.assert(property, { numRuns: histories, seed });
    }));
});
