import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestRepository } from '../../test/support/repository.ts';
import { commitSmallWeek, type SmallPost, smallWeek } from '../../test/support/small-week.ts';
import { inWorldHouse } from '../../test/support/world-house.ts';
import { scheduleSteps } from '../domain/configuration.ts';
import { addMilliseconds } from '../domain/time.ts';
import { beginPush } from './git-push.ts';
import { runDueSteps } from './loop.ts';
import { beginRunWeek } from './run-week.ts';
import type { Failpoint, Services } from './services.ts';

const posts: readonly SmallPost[] = [
  { id: 'morning', target: 'telegram', date: '2026-02-16', time: '08:10' },
];
const minute = 60_000;

/** Of a morning. */
const steps = scheduleSteps.filter((step) => step !== 'weekly' && step !== 'snapshot');

const ranIn = async (services: Services): Promise<readonly string[]> =>
  (await runDueSteps(services)).map((one) => one.step);

const dayRuns = (services: Services) =>
  services.store.transaction(async ({ runs }) =>
    (await runs.list(null, 100)).filter(({ trigger }) => trigger === 'schedule'),
  );

/** Says that somebody pushed, and waits until that is imported. */
async function pushed(services: Services, { path }: TestRepository): Promise<void> {
  const push = { ref: 'refs/heads/main', repositories: [path], delivery: null };
  const begun = await beginPush(services, push);
  assert.ok(begun.ok);
  await begun.value.finished;
}

/** Breaks off, as a process that dies would, when the step has been claimed for the so-manieth time. */
const dying = (services: Services, nth: number): Services => {
  let claimed = 0;
  const failpoint = async (name: Failpoint) => {
    if (name === 'after-tick-commit') claimed += 1;
    if (name === 'after-tick-commit' && claimed === nth) throw new Error('it died');
  };
  return { ...services, failpoint };
};

describe('the steps of a day', () => {
  it('run once each, and once for all that was missed', () =>
    inWorldHouse('2026-02-16T08:30:00.000Z', posts, async ({ services, clock }) => {
      assert.deepEqual(await ranIn(services), steps);
      assert.deepEqual(await ranIn(services), []);
      clock.moveTo('2026-02-16T09:30:00.000Z');
      assert.deepEqual(await ranIn(services), []);
      clock.moveTo('2026-02-20T08:07:00.000Z');
      const late = await ranIn(services);
      // Of Friday's steps three have come; of the days before, all are made up for by one each.
      assert.deepEqual([...late].sort(), [...steps, 'snapshot'].sort());
      assert.deepEqual(late.slice(-3), ['pull', 'remind', 'ingest']);
      assert.deepEqual(await ranIn(services), []);
    }));

  it('are caught up on another day, too, where they never ran before', () =>
    inWorldHouse('2026-02-19T08:30:00.000Z', posts, async ({ services, clock }) => {
      assert.ok(!(await ranIn(services)).includes('weekly'), 'it is Thursday');
      clock.moveTo('2026-02-21T07:00:00.000Z');
      assert.ok((await ranIn(services)).includes('weekly'), "Friday's, on Saturday");
      assert.deepEqual(await ranIn(services), []);
    }));

  it('are run again where the very first died, with those of the same minute', () =>
    inWorldHouse('2026-02-16T08:30:00.000Z', posts, async ({ services }) => {
      await assert.rejects(runDueSteps(dying(services, 1)), /it died/);
      assert.deepEqual(await ranIn(services), [], 'what follows builds on it');
      const later = addMilliseconds(services.realNow(), 6 * minute);
      assert.deepEqual(await ranIn({ ...services, realNow: () => later }), steps);
    }));

  it('go on after a clock that was ahead is set right', () =>
    inWorldHouse('2026-02-16T08:30:00.000Z', posts, async ({ services }) => {
      let now = '2027-02-16T08:30:00.000Z';
      const real: Services = { ...services, clock: { kind: 'real', now: () => now } };
      assert.deepEqual(await ranIn(real), steps);
      now = '2026-02-17T08:30:00.000Z';
      assert.deepEqual(await ranIn(real), steps);
      now = '2026-02-18T08:30:00.000Z';
      assert.deepEqual(await ranIn(real), ['snapshot', ...steps], 'that of the night before first');
    }));

  it('run once, however many processes look at the same time', () =>
    inWorldHouse('2026-02-16T08:30:00.000Z', posts, async ({ services }) => {
      const ran = await Promise.all([ranIn(services), ranIn(services), ranIn(services)]);
      assert.deepEqual(ran.flat().sort(), [...steps].sort());
    }));

  it('wait for one that another process is at', () =>
    inWorldHouse('2026-02-16T08:30:00.000Z', posts, async ({ services }) => {
      const meanwhile: (readonly string[])[] = [];
      const failpoint = async (name: Failpoint) => {
        if (name === 'after-tick-commit') meanwhile.push(await ranIn(services));
      };
      assert.deepEqual(await ranIn({ ...services, failpoint }), steps);
      assert.deepEqual(meanwhile.flat(), []);
      assert.equal(meanwhile.length, steps.length);
    }));

  it('share one run and one commit from the pull on, and those of another day another', () =>
    inWorldHouse('2026-02-16T08:00:00.000Z', posts, async (house) => {
      const { services, clock, repository } = house;
      assert.deepEqual(await ranIn(services), ['pull', 'remind']);
      const [pulled] = await dayRuns(services);
      await commitSmallWeek(repository, [...posts, { ...posts[0], id: 'pushed' } as SmallPost]);
      clock.moveTo('2026-02-16T08:30:00.000Z');
      assert.deepEqual(await ranIn(services), ['ingest', 'publish', 'summary', 'notify']);
      const [run, ...others] = await dayRuns(services);
      assert.deepEqual(others, []);
      assert.equal(run?.commit, pulled?.commit);
      assert.deepEqual([run?.status, run?.counts.tried, run?.counts.pending], ['succeeded', 0, 1]);
      clock.moveTo('2026-02-17T08:30:00.000Z');
      await runDueSteps(services);
      const [next, ...before] = await dayRuns(services);
      assert.deepEqual(
        before.map(({ id }) => id),
        [run?.id],
      );
      assert.notEqual(next?.commit, run?.commit);
      assert.equal(next?.counts.pending, 2);
    }));

  it('that come several times a day begin a run each time, and an import has what is new', () =>
    inWorldHouse('2026-02-16T08:00:00.000Z', posts, async (house) => {
      const { services, clock, repository } = house;
      const { schedule } = services.configuration;
      const hourly = { ...schedule, pull: '0 * * * *', ingest: '5 * * * *' };
      const often: Services = {
        ...services,
        configuration: { ...services.configuration, schedule: hourly },
      };
      await ranIn(often);
      clock.moveTo('2026-02-16T08:30:00.000Z');
      await ranIn(often);
      await commitSmallWeek(repository, [...posts, { ...posts[0], id: 'pushed' } as SmallPost]);
      clock.moveTo('2026-02-16T09:06:00.000Z');
      assert.deepEqual(await ranIn(often), ['pull', 'ingest']);
      assert.equal((await house.delivery('pushed')).state, 'pending');
      assert.equal((await dayRuns(services)).length, 3, 'an import that was missed is the first');
    }));

  it('bring nothing back that a push in between took away', () =>
    inWorldHouse('2026-02-16T08:00:00.000Z', posts, async (house) => {
      const { services, clock, repository } = house;
      await ranIn(services);
      const mended = { ...posts[0], copy: 'Mended words' } as SmallPost;
      const commit = await commitSmallWeek(repository, [mended]);
      clock.moveTo('2026-02-16T08:02:00.000Z');
      await pushed(services, repository);
      clock.moveTo('2026-02-16T08:30:00.000Z');
      await ranIn(services);
      const { wanted } = await house.delivery('morning');
      assert.match(JSON.stringify(wanted), /Mended words/);
      const [run] = await dayRuns(services);
      assert.deepEqual([run?.status, run?.commit], ['succeeded', commit]);
    }));

  it('import what is there now where a push was faster than they', () =>
    inWorldHouse('2026-02-16T08:00:00.000Z', posts, async (house) => {
      const { services, clock, repository } = house;
      const mended = { ...posts[0], copy: 'Mended words' } as SmallPost;
      let overtaken = false;
      const source: Services['source'] = {
        pull: async (where) => {
          const snapshot = await services.source.pull(where);
          if (overtaken) return snapshot;
          overtaken = true;
          await commitSmallWeek(repository, [mended]);
          clock.moveTo('2026-02-16T08:02:00.000Z');
          await pushed(services, repository);
          return snapshot;
        },
      };
      const { finished } = await beginRunWeek(
        { ...services, source },
        {
          weekId: smallWeek,
          origin: { repository: repository.path, branch: 'main' },
          trigger: 'webhook',
          rebind: false,
          allowRemoval: false,
        },
      );
      assert.equal((await finished).problem, null);
      assert.match(JSON.stringify((await house.delivery('morning')).wanted), /Mended words/);
    }));

  it('are held by a process that died no longer where the clock is set back meanwhile', () =>
    inWorldHouse('2026-02-16T09:30:00.000Z', posts, async ({ services }) => {
      const start = services.realNow();
      /** By a clock that was set back, some minutes after that. */
      const setBack = (by: number, minutes: number): Services => {
        const now = addMilliseconds(start, (minutes - by) * minute);
        return { ...services, realNow: () => now };
      };
      await assert.rejects(runDueSteps(dying(services, 3)), /it died/);
      assert.deepEqual(await ranIn(setBack(4, 0)), [], 'as of another machine');
      assert.deepEqual(await ranIn(setBack(4, 6)), []);
      const ran = await Promise.all([ranIn(setBack(60, 6)), ranIn(setBack(60, 6))]);
      assert.deepEqual(ran.flat().sort(), ['ingest', 'notify', 'publish', 'summary']);
    }));

  it('are run again where their process died in the middle, after five minutes', () =>
    inWorldHouse('2026-02-16T08:30:00.000Z', posts, async ({ services }) => {
      await assert.rejects(runDueSteps(dying(services, 3)), /it died/);
      assert.deepEqual(await ranIn(services), []);
      const after = (minutes: number): Services => {
        const now = addMilliseconds(services.realNow(), minutes * minute);
        return { ...services, realNow: () => now };
      };
      assert.deepEqual(await ranIn(after(4)), []);
      const ran = await Promise.all([ranIn(after(6)), ranIn(after(6))]);
      assert.deepEqual(ran.flat().sort(), ['ingest', 'notify', 'publish', 'summary']);
      assert.deepEqual(await ranIn(after(12)), []);
    }));
});
