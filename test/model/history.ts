import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readSheet } from '../../src/adapters/sheet/read-sheet.ts';
import { approve } from '../../src/application/approve.ts';
import { ingestWeek } from '../../src/application/ingest.ts';
import { hold, type Order, reject, release, rerunFailed } from '../../src/application/orders.ts';
import { pauseAccounts, pauseAll } from '../../src/application/pause.ts';
import type { VirtualClock } from '../../src/application/ports/clock.ts';
import type { DeliveryRecord } from '../../src/application/ports/store.ts';
import { publicationOf } from '../../src/application/publication.ts';
import { resolve } from '../../src/application/resolve.ts';
import type { Services } from '../../src/application/services.ts';
import { sweep } from '../../src/application/sweep.ts';
import { openWire } from '../../src/application/wire.ts';
import { nothingAllowed } from '../../src/domain/checks/allowances.ts';
import { addMilliseconds } from '../../src/domain/time.ts';
import { claimFor } from '../support/claiming.ts';
import { type Behaviour, behaviours, type World } from './world.ts';

export const weekId = 'week1_model';
export const keys = ['community/telegram', 'community/facebook'] as const;
const postIds = ['p1', 'p2', 'p3'] as const;

/** One row of the sheet as the planner has it at an instant. */
interface Row {
  readonly copy: number;
  readonly status: 'draft' | 'approved' | 'hold' | 'posted';
  readonly targets: 'telegram' | 'facebook' | 'telegram+facebook';
  readonly link: boolean;
}

export type Step =
  | { readonly kind: 'push'; readonly rows: readonly Row[] }
  | { readonly kind: 'order'; readonly order: keyof typeof orders; readonly post: number }
  | { readonly kind: 'approve' }
  | { readonly kind: 'rerun' }
  | { readonly kind: 'resolve' }
  | { readonly kind: 'pause'; readonly what: 'all' | 'account'; readonly on: boolean }
  | { readonly kind: 'crash'; readonly sent: boolean; readonly behaviour: Behaviour }
  | { readonly kind: 'pass'; readonly minutes: number; readonly behaviours: readonly Behaviour[] };

const orders = { hold, release, reject } as const;

const row: fc.Arbitrary<Row> = fc.record({
  copy: fc.nat(2),
  status: fc.constantFrom('draft', 'draft', 'approved', 'hold', 'posted'),
  targets: fc.constantFrom('telegram', 'facebook', 'telegram+facebook', 'telegram+facebook'),
  link: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
});

const behaviour = fc.constantFrom(...behaviours);

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('push' as const),
      rows: fc.array(row, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('order' as const),
      order: fc.constantFrom('hold', 'release', 'reject'),
      post: fc.nat(2),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('approve' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rerun' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('resolve' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('pause' as const),
      what: fc.constantFrom('all', 'account'),
      on: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('crash' as const), sent: fc.boolean(), behaviour }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      minutes: fc.constantFrom(0, 1, 10, 11, 60, 24 * 60),
      behaviours: fc.array(behaviour, { maxLength: 4 }),
    }),
  },
) as fc.Arbitrary<Step>;

/** A house on a virtual clock, its network, and what happens to them. */
export interface Play {
  readonly services: Services;
  readonly clock: VirtualClock;
  readonly world: World;
}

export const deliveriesOf = ({ services }: Play): Promise<readonly DeliveryRecord[]> =>
  services.store.transaction((transaction) => transaction.deliveries.ofWeek(weekId));

export async function perform(play: Play, one: Step): Promise<void> {
  const { services, clock, world } = play;
  const order = (names: readonly string[]): Order => ({
    weekId,
    selection: names.length > 0 ? { names } : { all: true },
    who: 'model',
    reason: null,
  });
  switch (one.kind) {
    case 'push':
      return push(play, one.rows);
    case 'order':
      await orders[one.order](services, order([postIds[one.post] ?? '']));
      return;
    case 'approve':
      await approve(services, { ...order([]), plan: null });
      return;
    case 'rerun':
      await rerunFailed(services, order([]));
      return;
    case 'resolve':
      return resolveOne(play);
    case 'pause':
      if (one.what === 'all') await pauseAll(services, one.on, 'model');
      else await pauseAccounts(services, [keys[0]], one.on, 'model');
      return;
    case 'crash':
      return crash(play, one.sent, one.behaviour);
    case 'pass':
      clock.moveTo(addMilliseconds(clock.now(), one.minutes * 60_000));
      world.next.splice(0, Number.POSITIVE_INFINITY, ...one.behaviours);
      await sweep(services, null);
      world.next.length = 0;
      return;
  }
}

async function push({ services }: Play, rows: readonly Row[]): Promise<void> {
  const lines = rows.flatMap((one, index) => {
    const postId = postIds[index] ?? 'p9';
    const query = `utm_source=community&utm_medium=social&utm_campaign=${weekId}&utm_content=${postId}`;
    const link = one.link ? `https://acme.example/?${query}` : '';
    return [
      `${postId},2026-02-16,en,community,${one.targets},words ${one.copy} of ${postId},${link},${one.status}`,
    ];
  });
  const header = 'post_id,publish_date,locale,platform,account_target,post_copy,utm_url,status';
  const bytes = new TextEncoder().encode(`${[header, ...lines].join('\n')}\n`);
  const sheet = readSheet({ path: 'sheet.csv', bytes });
  assert.ok(sheet.ok, JSON.stringify(sheet));
  const snapshot = {
    commit: '1'.repeat(40),
    committedAt: services.clock.now(),
    files: new Map(),
    refused: new Map(),
    read: async () => {
      throw new Error('nothing is read');
    },
    close: async () => {},
  };
  const origin = { repository: services.configuration.assets.repo, branch: 'main' };
  const found = {
    weekId,
    sheet: sheet.value,
    manifest: null,
    baseline: null,
    allowed: nothingAllowed,
  };
  const options = { rebind: false, allowRemoval: true, knownUntil: services.clock.now() };
  const first = await ingestWeek(services, snapshot, found, origin, options);
  assert.ok(first.ok, JSON.stringify(first));
  const again = await ingestWeek(services, snapshot, found, origin, options);
  const kept =
    again.ok && again.value.totals.create + again.value.totals.update + again.value.totals.cancel;
  assert.equal(kept, 0, 'the same sheet twice changes nothing');
}

/** A person who looks, and says the truth. */
async function resolveOne(play: Play): Promise<void> {
  const open = (await deliveriesOf(play)).find((one) => one.state === 'unconfirmed');
  if (!open) return;
  const { services, world } = play;
  const attempts = await services.store.transaction((transaction) =>
    transaction.attempts.ofDeliveries([open.id]),
  );
  const unknown = attempts.find((one) => one.state === 'unknown');
  const publication = unknown && publicationOf(open, unknown, null);
  const found = publication && world.find(open.wanted.account, publication);
  const verdict = found
    ? { posted: `https://world.example/${found.id}` }
    : { notPosted: true as const };
  const resolved = await resolve(services, { weekId, name: open.id, who: 'model', verdict });
  assert.ok(resolved.ok, JSON.stringify(resolved));
}

/** A worker dies with committed intents, before or after its requests left. */
async function crash(play: Play, sent: boolean, behaviour: Behaviour): Promise<void> {
  const { services, world } = play;
  const { claims } = await claimFor(services, keys);
  for (const { delivery, attempt, account, claimedAt } of claims) {
    world.next.splice(0, Number.POSITIVE_INFINITY, behaviour);
    const wire = openWire(services, attempt, claimedAt, 1000);
    if (sent) await account.publish(publicationOf(delivery, attempt, null), wire);
  }
  world.next.length = 0;
}
