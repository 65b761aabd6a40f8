import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Backup, backUpDatabase, backUpFiles } from '../support/backup.ts';
import { type Installation, installation, type Session } from '../support/broadsheet.ts';
import { onlyLong } from '../support/long.ts';
import { type TestDatabase, testDatabase } from '../support/postgres.ts';
import { testRepository } from '../support/repository.ts';
import { commitSmallWeek, smallConfiguration, smallWeek } from '../support/small-week.ts';
import { type FaultyMailServer, faultyMailServer } from '../support/smtp-server.ts';

const at = (time: string, day = 16) => `2026-02-${day}T${time}+02:00`;

const posts = [
  { id: 'morning', target: 'telegram', date: '2026-02-16', time: '08:10' },
  { id: 'noon', target: 'facebook', date: '2026-02-16', time: '12:00' },
  { id: 'late', target: 'whatsapp', date: '2026-02-16', time: '08:30' },
  { id: 'tomorrow', target: 'telegram', date: '2026-02-17', time: '08:10' },
] as const;

async function pass(session: Session, now: string) {
  session.moveTo(now);
  const path = '/api/webhook/marketing/run-week';
  return session.call('POST', path, { week_id: smallWeek });
}

const approve = (session: Session, ...deliveries: string[]) =>
  session.call('POST', '/api/deliveries/approve', {
    week_id: smallWeek,
    deliveries,
    who: 'dana',
  });

interface Seen {
  readonly state: string;
  readonly remote_id: string | null;
  readonly outcomes: readonly string[];
}

/** What `status` says of each post. */
// biome-ignore lint/suspicious/noExplicitAny: a document of the API
function seen(status: any): Readonly<Record<string, Seen>> {
  return Object.fromEntries(
    // biome-ignore lint/suspicious/noExplicitAny: a document of the API
    status.posts.map(({ post_id, deliveries: [one] }: any) => [
      post_id,
      {
        state: one.state,
        remote_id: one.remote_id,
        outcomes: one.attempts.map((attempt: { readonly outcome: string }) => attempt.outcome),
      },
    ]),
  );
}

const statusOf = async (house: Installation) =>
  seen((await house.run('status', smallWeek, '--json')).json());

const worldOf = async (house: Installation) =>
  (await house.world()).map((post) => `${post.postId} ${post.remoteId}`).sort();

/** The night's backup, and a day that it knows nothing of. */
async function liveUntilTheDisk(house: Installation, backUp: () => Promise<Backup>) {
  await house.session(at('07:00'), async (session) => {
    await pass(session, at('07:00'));
    await approve(session, 'morning', 'noon', 'tomorrow');
  });
  const backup = await backUp();
  await house.session(at('08:10'), async (session) => {
    await pass(session, at('08:10'));
    await approve(session, 'late');
    await pass(session, at('08:30'));
  });
  const world = await worldOf(house);
  assert.deepEqual(
    world.map((one) => one.split(' ')[0]),
    ['late', 'morning'],
  );
  await backup.restore();
  return world;
}

const subjectOf = (mail: string) => /^Subject: (.*)$/m.exec(mail)?.[1];

async function restoredTenHoursLater(
  house: Installation,
  mail: FaultyMailServer,
  backUp: () => Promise<Backup>,
  reason: RegExp,
): Promise<void> {
  const world = await liveUntilTheDisk(house, backUp);
  const before = await statusOf(house);

  for (let times = 0; times < 2; times += 1) {
    const refused = await house.run('run-week', smallWeek, '--now', at('18:10'));
    assert.equal(refused.code, 2, refused.stdout);
    assert.match(refused.stderr, /may be a copy/);
    assert.match(refused.stderr, /doctor --restored/);
  }
  const status = await house.run('status', smallWeek, '--json');
  assert.equal(status.code, 1);
  assert.match(status.json().copy.message, reason);
  assert.deepEqual(seen(status.json()), before, 'nothing is sent, missed or imported');
  assert.deepEqual(await worldOf(house), world);
  assert.deepEqual(mail.taken.map(subjectOf), [
    '[broadsheet] Nothing is published: this database may be a copy',
  ]);

  const asked = await house.run('doctor', '--restored');
  assert.equal(asked.code, 2, 'nobody can be asked');
  assert.equal((await house.run('doctor', '--json')).json().ok, false);
  const confirmed = await house.run('doctor', '--restored', '--yes', '--json');
  assert.equal(confirmed.code, 0, confirmed.stderr);
  assert.equal(confirmed.json().unconfirmed, 2);
  const doubted = await statusOf(house);
  assert.equal(doubted.morning?.state, 'unconfirmed');
  assert.equal(doubted.noon?.state, 'unconfirmed');
  assert.equal(doubted.late?.state, 'pending');
  assert.deepEqual(doubted.tomorrow, before.tomorrow, 'it was not due: the original had no part');

  await house.session(at('18:10'), async (session) => {
    await approve(session, 'late');
    for (const time of ['18:10', '18:11', '18:12', '18:13', '18:25']) {
      const answer = await pass(session, at(time));
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
    }
  });
  const settled = await statusOf(house);
  assert.deepEqual(settled.morning?.outcomes, ['accepted'], 'found where the original put it');
  assert.deepEqual(settled.late?.outcomes, ['accepted'], 'found, though approved only now');
  assert.deepEqual(settled.noon?.outcomes, ['absent', 'accepted'], 'proven absent, then sent');
  const [late = '', morning = '', noon = '', ...more] = await worldOf(house);
  assert.deepEqual([late, morning, more], [...world, []]);
  assert.ok(noon.startsWith('noon '));
  assert.equal(`morning ${settled.morning?.remote_id}`, morning);

  await house.session(at('08:10', 17), async (session) => {
    await pass(session, at('08:10', 17));
  });
  assert.deepEqual((await statusOf(house)).tomorrow?.outcomes, ['accepted']);
  assert.equal((await house.run('doctor', '--json')).json().ok, true);
}

/** An installation with the week and a mail server, on a database of its own. */
async function withHouse(
  database: TestDatabase | null,
  work: (house: Installation, mail: FaultyMailServer) => Promise<void>,
): Promise<void> {
  const repository = await testRepository();
  const house = await installation(database?.url ?? null);
  const mail = await faultyMailServer('none');
  try {
    await commitSmallWeek(repository, posts);
    const channel = `{ via: email, url: "${mail.url}", from: ops@acme.test, to: [team@acme.test], on: [failure] }`;
    await house.configure(smallConfiguration(repository, `notify: [${channel}]\n`));
    await work(house, mail);
  } finally {
    await mail.close();
    await house.close();
    await repository.close();
    await database?.close();
  }
}

describe('a backup that is restored ten hours later', () => {
  it('publishes nothing until a person confirms, then nothing twice: on a server', async () => {
    const database = await testDatabase();
    const reason = /it was made as database \d+ of its server and is now \d+/;
    await withHouse(database, (house, mail) =>
      restoredTenHoursLater(house, mail, () => backUpDatabase(database), reason),
    );
  });

  it('publishes nothing until a person confirms, then nothing twice: embedded', {
    skip: onlyLong,
  }, async () => {
    const reason = /its files, or the key beside them, were copied or restored/;
    await withHouse(null, (house, mail) =>
      restoredTenHoursLater(house, mail, () => backUpFiles(house), reason),
    );
  });
});
