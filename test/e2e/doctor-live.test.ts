import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { createApi } from '../../src/api/app.ts';
import { inProcess } from '../../src/cli/client.ts';
import { type Person, smokeTest } from '../../src/cli/smoke-test.ts';
import { type RunningNetwork, startNetwork } from '../network/start.ts';
import { type Installation, installation, type Ran, run } from '../support/broadsheet.ts';
import { onlyLong } from '../support/long.ts';
import { copyDatabase, query, type TestDatabase, testDatabase } from '../support/postgres.ts';

const token = '123456:tok-3n_s3cr3t';

let network: RunningNetwork;
let database: TestDatabase;
let house: Installation;
let number = 1000;

interface Step {
  readonly name: string;
  readonly result: string;
  readonly message: string;
  readonly remedy: string;
  readonly remote_url: string | null;
}

const stepsOf = (ran: Ran): readonly Step[] => ran.json().steps;
const resultsOf = (ran: Ran) => stepsOf(ran).map(({ name, result }) => `${name}: ${result}`);

/** `community/telegram` and so on, each on an account of this test. */
const accounts = () => `accounts:
  community/telegram: { connector: telegram, chat: "@acme_${number}", token: "\${SECRET}", base_url: "${network.url}/telegram" }
  x/main: { connector: x, user_id: "${number}", token: "\${SECRET}", base_url: "${network.url}/x/${number}" }
  newsletter/weekly_issue: { connector: smtp, url: "smtp://127.0.0.1:2525", from: "a@acme.test", to: ["b@acme.test"] }
  reddit/r/jobs: { connector: assisted }
`;

const telegram = () => `@acme_${number}`;
const x = () => `${number}`;

const live = (account: string, ...args: string[]) =>
  house.run('doctor', '--live', account, ...args);

const publicOf = async (account: string) =>
  (await network.ledger()).filter((one) => one.account === account);
const sentTo = async (account: string) =>
  (await network.arrived()).filter((one) => one.account === account && one.on === 'create').length;
const fail = (account: string, fault: string) => network.script({ match: { account }, fault });

/** Milliseconds from the account's last use until its next post may leave. */
async function spacingOf(account: string): Promise<number> {
  const sql = `SELECT extract(epoch FROM free_at - last_used_at) * 1000 AS spacing
                 FROM account WHERE account = '${account}'`;
  return Number((await query(database.url, sql))[0]?.spacing);
}

describe('doctor --live', { timeout: 300_000 }, () => {
  before(async () => {
    network = await startNetwork({ token });
  });
  after(() => network[Symbol.asyncDispose]());

  beforeEach(async () => {
    number += 1;
    database = await testDatabase();
    house = await installation(database.url);
    house.environment.SECRET = token;
    await house.configure(`timezone: Asia/Jerusalem
assets: { repo: ${house.directory}/none, allow_file_protocol: true }
${accounts()}`);
  });
  afterEach(async () => {
    await network.calm();
    await house.close();
    await database.close();
  });

  it('shows the words, posts them once, looks them up, removes them and looks again', async () => {
    const ran = await live('x/main', '--yes', '--json', '--as', 'noa');
    assert.equal(ran.code, 0, ran.stderr);
    const { schema, ok, account, place, text, mark } = ran.json();
    assert.deepEqual(
      [schema, ok, account, place],
      ['broadsheet/smoke-test@1', true, 'x/main', `x:${number}`],
    );
    assert.ok(text.includes(mark) && ran.stderr.includes(text), 'what is public is shown before');
    assert.match(ran.stderr, /It costs US\$ 0\.\d+/);
    assert.deepEqual(resultsOf(ran), ['post: ok', 'look-up: ok', 'remove: ok', 'look-again: ok']);
    assert.equal(await sentTo(x()), 1);
    assert.deepEqual(await publicOf(x()), []);
    const removed = (await network.removed()).filter((one) => one.account === x());
    assert.deepEqual(
      removed.map((one) => one.text),
      [text],
    );
    const [row] = await query(database.url, 'SELECT who, state, key FROM smoke_test');
    assert.deepEqual({ ...row }, { who: 'noa', state: 'removed', key: 'x/main' });
    assert.equal(await spacingOf(`x:${number}`), 600_000, 'its spacing is that of a post');
  });

  it('goes on without look-ups where an account has none, and shows no secret', async () => {
    const text = await live('community/telegram', '--yes');
    assert.equal(text.code, 0, text.stderr);
    assert.match(text.stdout, /^ok +post .*\n +https:\/\/t\.me\/acme_\d+\/\d+\nskipped +look-up /);
    assert.match(text.stdout, /\nok +remove +It is removed/);
    assert.deepEqual(await publicOf(telegram()), []);
    assert.doesNotMatch(`${text.stdout}${text.stderr}`, /tok-3n_s3cr3t/);
  });

  it('looks again while the network is late', { skip: onlyLong }, async () => {
    await network.script({ match: { account: x() }, fault: { kind: 'none', lagLookUps: 1 } });
    const ran = await live('x/main', '--yes', '--json');
    assert.deepEqual(resultsOf(ran).slice(0, 2), ['post: ok', 'look-up: ok'], ran.stdout);
    assert.match(ran.stderr, /Looking again for 60 s/);
  });

  it('sends nothing without consent', async () => {
    const ran = await live('community/telegram', '--json');
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /Nobody can be asked.*\n.*--yes/);
    assert.equal(await sentTo(telegram()), 0);
  });

  const refusals: readonly (readonly [account: string, args: string[], said: RegExp])[] = [
    ['x/mian', [], /no account "x\/mian"\.\n.*Did you mean x\/main\?/],
    ['../../etc\u0007', [], /no account/],
    ['reddit/r/jobs', [], /by hand/],
    ['newsletter/weekly_issue', [], /can't be taken back.*\n.*--keep/],
    ['x/main', ['--restored'], /not clear/],
  ];
  for (const [account, args, said] of refusals)
    it(`refuses ${JSON.stringify(account)} ${args}`, { skip: onlyLong }, async () => {
      const ran = await live(account, '--yes', ...args);
      assert.equal(ran.code, 2, ran.stdout);
      assert.match(ran.stderr, said);
      assert.equal(ran.stdout, '');
    });

  it('refuses an account that is paused, busy or used just now, by itself or as all', {
    skip: onlyLong,
  }, async () => {
    const refused = async (said: RegExp) => {
      const ran = await live('x/main', '--yes');
      assert.deepEqual([ran.code, ran.stdout], [2, '']);
      assert.match(ran.stderr, said);
    };
    await house.run('pause', 'x/main', '--as', 'noa');
    await refused(/paused: paused by noa/);
    await house.run('resume', 'x/main');
    await house.run('pause', '--all', '--as', 'dana');
    await refused(/paused by dana/);
    await house.run('resume', '--all');
    await query(database.url, 'UPDATE account SET sending = 7');
    await refused(/on its way/);
    await query(
      database.url,
      "UPDATE account SET sending = NULL, free_at = '2099-01-01T00:00:00Z'",
    );
    await refused(/posts again from 2099/);
    assert.equal(await sentTo(x()), 0);
  });

  it('refuses in a copy of the database', { skip: onlyLong }, async () => {
    assert.equal((await live('community/telegram', '--yes')).code, 0);
    const copy = await copyDatabase(database);
    try {
      const options = ['--yes', '--config', house.config, '--data', house.data];
      const environment = { ...house.environment, DATABASE_URL: copy.url };
      const args = ['doctor', '--live', 'x/main', ...options];
      const ran = await run(args, environment, house.directory);
      assert.equal(ran.code, 2, ran.stdout);
      assert.match(ran.stderr, /may be a copy/);
      assert.equal(await sentTo(x()), 0);
    } finally {
      await copy.close();
    }
  });

  it('keeps the account from workers for a while where its process dies, and says so', async () => {
    const environment = { ...house.environment, BROADSHEET_FAILPOINTS: 'after-write=kill' };
    const options = ['--yes', '--config', house.config, '--data', house.data];
    await run(['doctor', '--live', 'x/main', ...options], environment, house.directory);
    const [row] = await query(database.url, 'SELECT state FROM smoke_test');
    assert.equal(row?.state, 'sending');
    assert.equal(await spacingOf(`x:${number}`), 600_000);
    const ran = await live('x/main', '--yes');
    assert.match(ran.stderr, /has posted just now/);
    assert.doesNotMatch((await house.run('doctor')).stdout, /may be public still/);
    await query(database.url, "UPDATE smoke_test SET deadline = '2026-01-01T00:00:00Z'");
    assert.match((await house.run('doctor')).stdout, /to x\/main .*may be public still/);
  });

  it('refuses an account that is real in a rehearsal', { skip: onlyLong }, async () => {
    await house.open('2026-02-16T08:00+02:00').then((opened) => opened.close());
    await house.configure(`timezone: Asia/Jerusalem
assets: { repo: ${house.directory}/none, allow_file_protocol: true }
accounts: { x/main: { connector: x, user_id: "1", token: t } }
`);
    const ran = await live('x/main', '--yes');
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /would post for real/);
  });

  it('never posts again when the answer is lost, and says what to look for and where', async () => {
    await fail(telegram(), 'accept-reset');
    const ran = await live('community/telegram', '--yes', '--json');
    assert.equal(ran.code, 1);
    assert.deepEqual(resultsOf(ran), ['post: unknown', 'look-up: skipped', 'remove: skipped']);
    const remedy = `Look at telegram:${telegram()} for a post with the mark ${ran.json().mark}`;
    assert.ok(stepsOf(ran)[0]?.remedy.startsWith(remedy), stepsOf(ran)[0]?.remedy);
    assert.equal(await sentTo(telegram()), 1);
    const { checks } = (await house.run('doctor', '--json')).json();
    const left = checks.find((one: { name: string }) => one.name === 'smoke-test');
    assert.match(left.message, /community\/telegram .*may be public still/);
  });

  it('removes a post whose answer was lost where it is found', { skip: onlyLong }, async () => {
    await fail(x(), 'accept-reset');
    const ran = await live('x/main', '--yes', '--json');
    assert.equal(ran.code, 1, 'a lost answer is told');
    const expected = ['post: unknown', 'look-up: ok', 'remove: ok', 'look-again: ok'];
    assert.deepEqual(resultsOf(ran), expected);
    assert.deepEqual(await publicOf(x()), []);
  });

  it('leaves an account as it was when the network refuses', { skip: onlyLong }, async () => {
    await fail(telegram(), 'unauthorised');
    const ran = await live('community/telegram', '--yes', '--json');
    assert.equal(ran.code, 1);
    assert.deepEqual(resultsOf(ran), ['post: problem']);
    assert.match(stepsOf(ran)[0]?.message ?? '', /refused the token: 401 .*\[secret\]/);
    assert.equal(await spacingOf(`telegram:${telegram()}`), 0, 'its next post may leave at once');
    const { accounts } = (await house.run('accounts', '--json')).json();
    assert.equal(accounts[0].state, 'works');
    assert.equal((await live('community/telegram', '--yes')).code, 0, 'it can be tested again');
  });

  it('says where a post stands that can not be removed', async () => {
    await fail(telegram(), 'remove-forbidden');
    const ran = await live('community/telegram', '--yes', '--json');
    assert.equal(ran.code, 1);
    const step = stepsOf(ran).at(-1);
    assert.deepEqual([step?.name, step?.result], ['remove', 'problem']);
    assert.match(step?.remote_url ?? '', /^https:\/\/t\.me\//);
    assert.match(step?.remedy ?? '', /by hand/);
    assert.doesNotMatch(ran.stdout, /tok-3n_s3cr3t/);
    assert.equal((await publicOf(telegram())).length, 1);
  });

  it('leaves the post with --keep, and says in it that it stays', { skip: onlyLong }, async () => {
    const ran = await live('community/telegram', '--yes', '--keep', '--json');
    assert.equal(ran.code, 0);
    assert.equal(stepsOf(ran).at(-1)?.result, 'skipped');
    const [post] = await publicOf(telegram());
    assert.match(post?.text ?? '', /Please ignore it/);
    assert.doesNotMatch((await house.run('doctor')).stdout, /smoke-test/);
  });

  describe('asks a person', () => {
    /** @param agrees to the post, to the removal */
    async function asked(agrees: readonly [boolean, boolean]) {
      const heard: string[] = [];
      const person: Person = {
        mayPost: async ({ text }) => {
          heard.push(`post? ${await sentTo(telegram())} ${text}`);
          return agrees[0];
        },
        mayRemove: async () => {
          heard.push(`remove? ${(await publicOf(telegram())).length}`);
          return agrees[1];
        },
        hears: ({ name, result }) => heard.push(`${name}: ${result}`),
        waits: () => {},
      };
      const opened = await house.open(null);
      try {
        const client = inProcess(createApi(opened.services));
        const wish = { account: 'community/telegram', keep: false, who: 'noa' };
        return { tested: await smokeTest(client, wish, person), heard };
      } finally {
        await opened.close();
      }
    }

    it('before it posts, with the very words', async () => {
      const { tested, heard } = await asked([false, false]);
      assert.deepEqual(tested, { kind: 'declined' });
      assert.equal(heard.length, 1);
      assert.match(heard[0] ?? '', /^post\? 0 This is a test by Broadsheet.*Mark: [0-9a-f]{8}$/);
      assert.equal(await sentTo(telegram()), 0);
    });

    it('and before it removes', async () => {
      const { heard } = await asked([true, false]);
      assert.deepEqual(heard.slice(1), [
        'post: ok',
        'look-up: skipped',
        'remove? 1',
        'remove: skipped',
      ]);
      assert.equal((await publicOf(telegram())).length, 1);
    });
  });

  it('sends a mark once, and removes nothing but the post of a test', () =>
    house.session('2026-02-16T08:00+02:00', async ({ call }) => {
      const order = { account: 'community/telegram', stays: false };
      const { body } = await call('POST', '/api/smoke-tests/preview', order);
      const sent = { ...order, mark: body.mark, who: 'noa' };
      assert.equal((await call('POST', '/api/smoke-tests', sent)).body.result, 'ok');
      await query(database.url, 'UPDATE account SET free_at = NULL');
      assert.equal((await call('POST', '/api/smoke-tests', sent)).body.code, 'smoke-test-used');
      assert.equal(await sentTo(telegram()), 1);
      for (const mark of ['00000000', '1'])
        assert.notEqual((await call('POST', '/api/smoke-tests/remove', { mark })).status, 200);
      const { mark } = body;
      assert.equal((await call('POST', '/api/smoke-tests/remove', { mark })).body.result, 'ok');
      const again = await call('POST', '/api/smoke-tests/remove', { mark });
      assert.equal(again.body.code, 'smoke-test-not-there');
    }));
});
