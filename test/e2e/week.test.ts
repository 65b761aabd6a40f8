import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Installation, installation, type Session } from '../support/broadsheet.ts';
import { isLong } from '../support/long.ts';
import { overlapping } from '../support/overlap.ts';
import { testDatabase } from '../support/postgres.ts';
import { testRepository } from '../support/repository.ts';
import { configurationOf, exampleWeek, realWeek, type WeekFiles } from '../support/weeks.ts';

const week = 'week1_launch';
const days = [16, 17, 18, 19, 20] as const;
const times = ['08:10', '08:20', '08:30', '08:40', '08:50', '09:00'] as const;
const instant = (day: number, time: string) => `2026-02-${day}T${time}+02:00`;

interface Delivery {
  readonly id: string;
  readonly state: string;
  readonly scheduled_at: string;
  readonly posted_at: string | null;
}

const deliveriesOf = (status: {
  readonly posts: readonly { readonly deliveries: readonly Delivery[] }[];
}): readonly Delivery[] => status.posts.flatMap((post) => post.deliveries);

async function pass(session: Session, at: string) {
  session.moveTo(at);
  const path = '/api/webhook/marketing/run-week';
  const answer = await session.call('POST', path, { week_id: week });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}

/** The passes of one day, and the last of them once more, which publishes nothing. */
async function live(house: Installation, day: number): Promise<void> {
  await house.session(instant(day, '08:10'), async (session) => {
    for (const time of times) await pass(session, instant(day, time));
    const before = (await house.world()).length;
    const again = await pass(session, instant(day, '09:00'));
    assert.equal(again.run.counts.tried, 0);
    assert.equal((await house.world()).length, before);
  });
}

async function inAnInstallation(
  files: WeekFiles,
  database: 'embedded' | 'server',
  work: (house: Installation) => Promise<void>,
): Promise<void> {
  const server = database === 'server' ? await testDatabase() : null;
  const repository = await testRepository();
  const house = await installation(server?.url ?? null);
  try {
    await repository.commit(await files.files());
    await house.configure(configurationOf(repository.path, files.accounts));
    await work(house);
  } finally {
    await house.close();
    await repository.close();
    await server?.close();
  }
}

const everyWay = (['embedded', 'server'] as const)
  .flatMap((database) => ([1, 3] as const).map((processes) => ({ database, processes })))
  .filter(({ database, processes }) => isLong || (database === 'server' && processes === 3));

// Where the real week is absent, the example stands in for it in full.
const cases = [
  ...everyWay.map((way) => ({ files: realWeek, ...way })),
  ...(realWeek.skip === false && !isLong ? [] : everyWay).map((way) => ({
    files: exampleWeek,
    ...way,
  })),
];

for (const { files, database, processes } of cases)
  describe(`${files.name}, ${database} database, ${processes} at a time`, {
    skip: files.skip,
  }, () => {
    it('goes out once, each post on its own day', () =>
      inAnInstallation(files, database, async (house) => {
        const first = await house.run('run-week', week, '--now', instant(16, '08:10'), '--json');
        assert.equal(first.code, 0, first.stderr);
        assert.deepEqual(first.json().status.counts, { pending: 18 });
        assert.equal(first.json().status.posts.length, 11);
        assert.deepEqual(await house.world(), []);

        const approved = await house.run('approve', '--week', week, '--all', '--yes', '--json');
        assert.equal(approved.code, 0, approved.stderr);
        assert.equal(approved.json().deliveries.length, 18);

        for (const day of days) {
          if (processes === 3)
            await overlapping(house, processes, ['run-week', week, '--now', instant(day, '08:10')]);
          await live(house, day);
        }

        const status = await house.run('status', week, '--json');
        assert.equal(status.code, 0, status.stdout);
        assert.deepEqual(status.json().counts, { posted: 18 });
        for (const one of deliveriesOf(status.json()))
          assert.equal(one.posted_at?.slice(0, 10), one.scheduled_at.slice(0, 10), one.id);
        const world = await house.world();
        const seen = world.map((post) => `${post.account} ${post.postId} ${post.part}`);
        assert.equal(new Set(seen).size, seen.length, 'nothing is public twice');
        assert.equal(new Set(world.map((post) => `${post.account} ${post.postId}`)).size, 18);
      }));
  });
