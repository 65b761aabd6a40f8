import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readWorld } from '../../src/compose.ts';
import { installation } from '../support/broadsheet.ts';
import { type Bundle, bundle } from '../support/bundle.ts';
import { isLong } from '../support/long.ts';
import { gateBefore } from '../support/overlap.ts';
import { query, testDatabase } from '../support/postgres.ts';
import { testRepository } from '../support/repository.ts';
import {
  commitSmallWeek,
  type SmallPost,
  smallConfiguration,
  smallWeek,
} from '../support/small-week.ts';
import { type VirtualServer, virtualServer } from '../support/virtual-server.ts';

type Time = '01:30' | '02:30' | '08:10';

/** A week of local days around a change of the clocks; what each local time is in UTC, written by hand. */
interface ClockChange {
  readonly what: string;
  readonly zone: string;
  /** A day before the first; when the week is imported and approved. */
  readonly start: string;
  readonly days: readonly string[];
  /** Where clocks are changed: its weekday by cron, and the time that is skipped or repeated. */
  readonly odd: { readonly weekday: number; readonly time: Time; readonly instant: string };
  readonly instants: Readonly<Record<Time, readonly string[]>>;
}

// By the zones' rules of 2026 in the IANA database: Israel changes on the Friday before the last
// Sunday of March, 02:00 → 03:00, and on the last Sunday of October, 02:00 → 01:00; the United States
// on the second Sunday of March, 02:00 → 03:00, and on the first of November, 02:00 → 01:00.
const changes: readonly ClockChange[] = [
  {
    what: 'Asia/Jerusalem in March, where there is no 02:30',
    zone: 'Asia/Jerusalem',
    start: '2026-03-23 12:00',
    days: days('2026-03', 24, 25, 26, 27, 28, 29, 30),
    odd: { weekday: 5, time: '02:30', instant: '2026-03-27 00:30' },
    instants: {
      '01:30': [...at('2026-03', '23:30', 23, 24, 25, 26), ...at('2026-03', '22:30', 27, 28, 29)],
      '02:30': [...at('2026-03', '00:30', 24, 25, 26, 27), ...at('2026-03', '23:30', 27, 28, 29)],
      '08:10': [...at('2026-03', '06:10', 24, 25, 26), ...at('2026-03', '05:10', 27, 28, 29, 30)],
    },
  },
  {
    what: 'Asia/Jerusalem in October, where 01:30 comes twice',
    zone: 'Asia/Jerusalem',
    start: '2026-10-21 12:00',
    days: days('2026-10', 22, 23, 24, 25, 26, 27, 28),
    odd: { weekday: 0, time: '01:30', instant: '2026-10-24 22:30' },
    instants: {
      '01:30': [...at('2026-10', '22:30', 21, 22, 23, 24), ...at('2026-10', '23:30', 25, 26, 27)],
      '02:30': [...at('2026-10', '23:30', 21, 22, 23), ...at('2026-10', '00:30', 25, 26, 27, 28)],
      '08:10': [...at('2026-10', '05:10', 22, 23, 24), ...at('2026-10', '06:10', 25, 26, 27, 28)],
    },
  },
  {
    what: 'America/New_York in March, where there is no 02:30',
    zone: 'America/New_York',
    start: '2026-03-04 12:00',
    days: days('2026-03', 5, 6, 7, 8, 9, 10, 11),
    odd: { weekday: 0, time: '02:30', instant: '2026-03-08 07:30' },
    instants: {
      '01:30': [...at('2026-03', '06:30', 5, 6, 7, 8), ...at('2026-03', '05:30', 9, 10, 11)],
      '02:30': [...at('2026-03', '07:30', 5, 6, 7, 8), ...at('2026-03', '06:30', 9, 10, 11)],
      '08:10': [...at('2026-03', '13:10', 5, 6, 7), ...at('2026-03', '12:10', 8, 9, 10, 11)],
    },
  },
  {
    what: 'America/New_York in November, where 01:30 comes twice',
    zone: 'America/New_York',
    start: '2026-10-28 12:00',
    days: [...days('2026-10', 29, 30, 31), ...days('2026-11', 1, 2, 3, 4)],
    odd: { weekday: 0, time: '01:30', instant: '2026-11-01 05:30' },
    instants: {
      '01:30': [
        ...at('2026-10', '05:30', 29, 30, 31),
        ...at('2026-11', '05:30', 1),
        ...at('2026-11', '06:30', 2, 3, 4),
      ],
      '02:30': [...at('2026-10', '06:30', 29, 30, 31), ...at('2026-11', '07:30', 1, 2, 3, 4)],
      '08:10': [...at('2026-10', '12:10', 29, 30, 31), ...at('2026-11', '13:10', 1, 2, 3, 4)],
    },
  },
];

function days(month: string, ...numbers: readonly number[]): readonly string[] {
  return numbers.map((day) => `${month}-${String(day).padStart(2, '0')}`);
}

function at(month: string, time: string, ...numbers: readonly number[]): readonly string[] {
  return days(month, ...numbers).map((day) => `${day} ${time}`);
}

const instantOf = (text: string): string => `${text.replace(' ', 'T')}:00.000Z`;

/** An account for each time of day, so that no spacing moves a post. */
const targets = { '01:30': 'telegram', '02:30': 'facebook', '08:10': 'whatsapp' } as const;
const times = Object.keys(targets) as readonly Time[];

/** The steps of each day. Those that ask git, which takes longest, come on the day of the change. */
const steps: Readonly<Record<string, Time>> = {
  remind: '01:30',
  publish: '02:30',
  summary: '02:30',
  notify: '01:30',
  snapshot: '02:30',
};

const onceAWeek = ['pull', 'ingest', 'weekly'];

const cron = (time: Time, weekday: number | '*'): string => {
  const [hour, minute] = time.split(':').map(Number);
  return `"${minute} ${hour} * * ${weekday}"`;
};

const scheduleOf = ({ odd }: ClockChange): string =>
  `schedule: { ${Object.entries(steps)
    .map(([step, time]) => `${step}: ${cron(time, '*')}`)
    .join(
      ', ',
    )}, ${onceAWeek.map((step) => `${step}: ${cron(odd.time, odd.weekday)}`).join(', ')} }\n`;

const postsOf = ({ days }: ClockChange): readonly SmallPost[] =>
  times.flatMap((time) =>
    days.map((date) => ({ id: `${date}T${time}`, target: targets[time], date, time })),
  );

/** By post, when it is to be public. */
const wantedOf = ({ days, instants }: ClockChange): ReadonlyMap<string, string> =>
  new Map(
    times.flatMap((time) =>
      days.map((date, day) => [`${date}T${time}`, instantOf(instants[time][day] ?? '')] as const),
    ),
  );

/** Lives through the week in so many processes, and asks one of them at each instant. */
async function live(
  change: ClockChange,
  servers: readonly VirtualServer[],
  url: string,
): Promise<void> {
  const wanted = wantedOf(change);
  const last = [...wanted.values()].sort().at(-1) ?? '';
  await using gate = await gateBefore('tick', { connectionString: url });
  let instants = 0;
  for (let now = instantOf(change.start); now <= last; instants += 1) {
    const lived = await gate.together(servers.length, () =>
      Promise.all(servers.map((server) => server.liveAt(now))),
    );
    const asked = servers[instants % servers.length];
    const status = await asked?.get(`/api/marketing/status?week_id=${smallWeek}`);
    const out = [...wanted.values()].filter((instant) => instant <= now).length;
    assert.equal(status?.body.counts.posted ?? 0, out, `as of ${now}`);
    assert.equal((await asked?.get('/readyz'))?.status, 200);
    now = lived.flatMap(({ next }) => next ?? []).sort()[0] ?? '9';
  }
}

interface Status {
  readonly posts: readonly {
    readonly post_id: string;
    readonly deliveries: readonly { readonly posted_at: string }[];
  }[];
}

async function passes(change: ClockChange, processes: number): Promise<void> {
  const database = await testDatabase();
  const repository = await testRepository();
  const house = await installation(database.url);
  const start = instantOf(change.start);
  await using disposal = new AsyncDisposableStack();
  disposal.defer(async () => {
    await house.close();
    await repository.close();
    await database.close();
  });
  await commitSmallWeek(repository, postsOf(change));
  await house.configure(
    smallConfiguration(repository, scheduleOf(change)).replace('Asia/Jerusalem', change.zone),
  );
  const servers = await Promise.all(
    Array.from({ length: processes }, async (_, number) =>
      disposal.use(await virtualServer(program.path, house, `data-${number + 1}`, start)),
    ),
  );
  const [first] = servers;
  const final = servers.at(-1);
  await first?.post('/api/webhook/marketing/run-week', { week_id: smallWeek });
  await final?.post('/api/deliveries/approve', { week_id: smallWeek, all: true, who: 'dana' });
  await live(change, servers, database.url);

  const status: Status = (await final?.get(`/api/marketing/status?week_id=${smallWeek}`))?.body;
  const posted = status.posts.map(
    ({ post_id, deliveries }) => [post_id, deliveries.map((one) => one.posted_at).join()] as const,
  );
  assert.deepEqual(new Map(posted), wantedOf(change));
  const worlds = await Promise.all(servers.map(({ data }) => readWorld(data)));
  assert.deepEqual(
    worlds.flatMap((world) => world.map(({ postId }) => postId)).sort(),
    [...wantedOf(change).keys()].sort(),
    'each is public, and none twice',
  );

  // The steps of a day share a run, which says what it had; the others have one each.
  const runs = await query<{ step: string; at: Date }>(
    database.url,
    `SELECT step, instant::timestamptz AS at FROM automation_runs, jsonb_each_text(steps) AS had(step, instant)
      WHERE instant::timestamptz > '${start}'
      UNION ALL SELECT replace(trigger, 'schedule:', ''), started_at FROM automation_runs
      WHERE trigger LIKE 'schedule:%' AND started_at > '${start}' ORDER BY at`,
  );
  const ran = Object.groupBy(runs, ({ step }) => step);
  const seen = Object.entries(ran).map(
    ([step, all = []]) => [step, all.map((one) => one.at.toISOString())] as const,
  );
  assert.deepEqual(Object.fromEntries(seen), {
    ...Object.fromEntries(
      Object.entries(steps).map(([step, time]) => [step, change.instants[time].map(instantOf)]),
    ),
    ...Object.fromEntries(onceAWeek.map((step) => [step, [instantOf(change.odd.instant)]])),
  });
}

let program: Bundle;
before(async () => {
  program = await bundle('test/support/virtual-server-program.ts');
});
after(() => program[Symbol.asyncDispose]());

/** The day of the change, the one before and the one after. */
const shortly = ({ days, instants, ...change }: ClockChange): ClockChange => ({
  ...change,
  start: `${days[1]} 12:00`,
  days: days.slice(2, 5),
  instants: {
    '01:30': instants['01:30'].slice(2, 5),
    '02:30': instants['02:30'].slice(2, 5),
    '08:10': instants['08:10'].slice(2, 5),
  },
});

for (const change of isLong ? changes : changes.slice(0, 1).map(shortly))
  describe(`${isLong ? 'a week' : 'three days'} through ${change.what}`, () => {
    for (const processes of isLong ? [1, 3] : [3])
      it(`happens at its local times, each step and post once: ${processes} at a time`, () =>
        passes(change, processes));
  });
