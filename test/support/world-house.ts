import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { virtualClock } from '../../src/adapters/clock/clocks.ts';
import { keyFile } from '../../src/adapters/key-file/key-file.ts';
import { approve } from '../../src/application/approve.ts';
import type { Account } from '../../src/application/ports/account.ts';
import type { VirtualClock } from '../../src/application/ports/clock.ts';
import type { AttemptRecord, DeliveryRecord } from '../../src/application/ports/store.ts';
import { beginRunWeek } from '../../src/application/run-week.ts';
import type { Services } from '../../src/application/services.ts';
import { sweep } from '../../src/application/sweep.ts';
import { openHouse } from '../../src/compose.ts';
import { type Connector, defineConnector, type OwnTraits } from '../../src/connectors/connector.ts';
import { connectorOf, World } from '../model/world.ts';
import { query, testDatabase } from './postgres.ts';
import { type TestRepository, testRepository } from './repository.ts';
import { commitSmallWeek, type SmallPost, smallWeek } from './small-week.ts';

/** A week on a network in memory, in this process and on a virtual clock. */
export interface WorldHouse {
  readonly services: Services;
  readonly clock: VirtualClock;
  readonly world: World;
  readonly repository: TestRepository;
  /** Commits a sheet with just these posts, and imports it. */
  ingest(posts: readonly SmallPost[]): Promise<void>;
  approve(...postIds: string[]): Promise<void>;
  delivery(postId: string): Promise<DeliveryRecord>;
  attempts(postId: string): Promise<readonly AttemptRecord[]>;
  /** Once more, as a new database that nobody knows, from an instant on. */
  anew(now: string): Promise<WorldHouse>;
  sql(text: string): Promise<readonly Record<string, unknown>[]>;
  /** Lives on until nothing is due or looked for any more. */
  rest(): Promise<void>;
}

/** A network of another kind in the same world. */
function kindOf(
  connector: Connector,
  id: string,
  change: (account: Account) => OwnTraits,
): Connector {
  const { settings, bind } = connector;
  return defineConnector({
    id,
    name: id,
    settings,
    bind: (chosen, { key, ...context }) => ({
      ...change(bind(key, chosen, context)),
      connector: id,
    }),
  });
}

/** Knows its own repeats by a key. */
const keyed = (world: World) =>
  kindOf(connectorOf(world), 'keyed', (account) => ({ ...account, idempotency: 'key' }));

/** The same, and forgets a key after an hour. */
const forgetful = (world: World) =>
  kindOf(keyed(world), 'forgetful', (account) => ({ ...account, keyLastsMilliseconds: 3_600_000 }));

/** The same as the first, and lets nobody look at its posts. */
const blind = (world: World) =>
  kindOf(keyed(world), 'blind', ({ confirm: _, ...account }) => ({
    ...account,
    settlesWithinMilliseconds: null,
  }));

/** Answers part by part: a part of a thread replies to the one before, whose address tells its id. */
const replying = (world: World) =>
  kindOf(connectorOf(world), 'replying', (account) => ({
    ...account,
    threadsByReply: true,
    remoteIdOf: (address) => /^https:\/\/world\.example\/(\w+)$/.exec(address)?.[1] ?? null,
  }));

const usualAccounts = {
  telegram: '{ connector: world }',
  discord: '{ connector: world }',
  facebook: '{ connector: keyed }',
  whatsapp: '{ connector: blind }',
  slack: '{ connector: forgetful }',
};

/** @param accounts in the place of the usual ones, and what else a configuration holds */
export async function inWorldHouse(
  now: string,
  posts: readonly SmallPost[],
  work: (house: WorldHouse) => Promise<void>,
  { accounts = {}, more = '' }: { readonly accounts?: object; readonly more?: string } = {},
): Promise<void> {
  const database = await testDatabase();
  const repository = await testRepository();
  const directory = await mkdtemp(join(tmpdir(), 'broadsheet-world-'));
  const config = join(directory, 'broadsheet.yaml');
  const world = new World();
  try {
    await writeFile(
      config,
      `timezone: UTC
assets: { repo: ${repository.path}, allow_file_protocol: true }
spacing: 1m
${more}
accounts:
${Object.entries({ ...usualAccounts, ...accounts })
  .map(([target, settings]) => `  community/${target}: ${settings}`)
  .join('\n')}
`,
    );
    const opened = await openHouse({
      config,
      data: join(directory, 'data'),
      environment: { DATABASE_URL: database.url },
      clock: { kind: 'virtual', now },
      connectors: [connectorOf, keyed, blind, forgetful, replying].map((one) => one(world)),
    });
    if (!opened.ok || !opened.value.virtualClock) throw new Error(JSON.stringify(opened));
    const { services, virtualClock: clock } = opened.value;
    try {
      const house = worldHouse(services, clock, world, database.url, directory, repository);
      await house.ingest(posts);
      await work(house);
    } finally {
      await opened.value.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
    await repository.close();
    await database.close();
  }
}

const mostJumps = 200;

function worldHouse(
  services: Services,
  clock: VirtualClock,
  world: World,
  url: string,
  directory: string,
  repository: TestRepository,
): WorldHouse {
  const delivery = async (postId: string): Promise<DeliveryRecord> => {
    const all = await services.store.transaction((transaction) =>
      transaction.deliveries.ofWeek(smallWeek),
    );
    const found = all.find((one) => one.wanted.postId === postId);
    if (!found) throw new Error(`there is no ${postId}`);
    return found;
  };
  return {
    services,
    clock,
    world,
    repository,
    async ingest(posts) {
      await commitSmallWeek(repository, posts);
      const { finished } = await beginRunWeek(services, {
        weekId: smallWeek,
        origin: { repository: repository.path, branch: 'main' },
        trigger: 'test',
        rebind: false,
        allowRemoval: false,
      });
      const { problem } = await finished;
      if (problem) throw new Error(JSON.stringify(problem));
    },
    delivery,
    async anew(now) {
      await query(url, 'DELETE FROM identity; DELETE FROM identity_place');
      const own = virtualClock(now);
      const data = await mkdtemp(join(directory, 'data-'));
      const key = keyFile(data, { address: 'world:5432' });
      // Requests take no time here, so their deadlines may be on the same clock.
      const started = { ...services, clock: own, realNow: own.now, key };
      return worldHouse(started, own, world, url, directory, repository);
    },
    sql: (text) => query(url, text),
    async approve(...names) {
      const order = { weekId: smallWeek, selection: { names }, who: 'dana', plan: null };
      const approved = await approve(services, order);
      if (!approved.ok) throw new Error(JSON.stringify(approved.error));
    },
    async attempts(postId) {
      const { id } = await delivery(postId);
      return services.store.transaction((transaction) => transaction.attempts.ofDeliveries([id]));
    },
    async rest() {
      const keys = [...services.accounts.keys()];
      for (let jumps = 0; jumps < mostJumps; jumps += 1) {
        await sweep(services, null);
        const now = clock.now();
        const next = await services.store.transaction(async (transaction) => [
          await transaction.deliveries.nextDue({ now, keys, weekId: null }),
          await transaction.attempts.nextLookUp(now),
        ]);
        const instant = next.filter((one) => one !== null).sort()[0];
        if (!instant) return;
        clock.moveTo(instant);
      }
      throw new Error(`something is looked for without an end: it is ${clock.now()}`);
    },
  };
}
