import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { run } from '../support/broadsheet.ts';

const good = `timezone: UTC
assets: { repo: https://git.example/a.git }
`;

/** Each line with a mistake says in a comment what is to be reported of it, and what helps. */
const bad = `timezone: Asia/Jerusalm # timezone .* did you mean Asia/Jerusalem
asets: # asets is no setting .*Did you mean "assets"
  repo: https://git.example/a.git
assets:
  repo: https://git.example/a.git
  allow_file_protocol: yes # assets.allow_file_protocol must be true or false
  sheet: docs/week.csv # assets.sheet must hold {week} once
  token: "\${NOT_SET}" # environment variable NOT_SET is not set.*Set NOT_SET
approval: persn # approval must be one of person, git, either.*Did you mean "person"
spacing: 10 # spacing must be a duration such as 10m
quiet: ["Friday"] # quiet.0 must be a span such as "Fri 15:00-Sat 20:00"
schedule:
  publish: "8:10" # schedule.publish is no cron line
  sumary: "20 8 * * *" # schedule.sumary is no setting.*Did you mean "summary"
accounts:
  x/main: { connector: sandbx } # accounts.x/main.connector .*"sandbx".*"sandbox".*smtp
  x/other: { connector: sandbox, netwrk: x } # netwrk is no setting.*Did you mean "network"
  x/third: { connector: sandbox, network: twitter } # must be one of linkedin, x, reddit
  x/none: { network: x } # accounts.x/none.connector is missing.*Connectors are sandbox, smtp
  x/number: { connector: x, token: t, user_id: 23634 } # user_id must be a text.*Write it in quotes
  facebook/page: { connector: facebook, token: t, page: 104 } # page must be a text.*in quotes
  linkedin/page: { connector: linkedin, token: t, author: "urn:li:organization:1", version: 202601 } # version must be a text.*in quotes
  newsletter/b: { connector: buttondown, newsletter: weekly, api_key: "" } # newsletter/b.api_key must not be empty
  newsletter/c: { connector: listmonk, base_url: "https://l.example", user: u, token: t, lists: [0] } # lists.0 must be more than 0
  newsletter/a: # no mistake
    connector: smtp
    url: http://127.0.0.1 # accounts.newsletter/a.url must begin with smtp:// or smtps://
    from: ops # accounts.newsletter/a.from must be a valid email address
    to: [] # accounts.newsletter/a.to must name at least one
    password_file: /none/such # password_file: its file can't be read.*Check its path
notify: # no mistake
  - { via: emial, url: "smtp://h", from: a@b.test, to: [a@b.test] } # .*Did you mean "email"
checks: { utm-missing: warn } # checks.utm-missing must be one of error, warning, off
`;

describe('a configuration', { concurrency: 3 }, () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'broadsheet-configuration-'));
    await writeFile(join(folder, 'bad.yaml'), bad);
    await writeFile(join(folder, 'good.yaml'), good);
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const cli = (environment: NodeJS.ProcessEnv, ...args: string[]) =>
    run(args, { PATH: process.env.PATH, ...environment }, folder);

  it('has all of its mistakes reported at once: key, line, what is allowed, the nearest', async () => {
    const { code, stdout, stderr } = await cli({}, 'status', '--config', 'bad.yaml');
    assert.equal(code, 2);
    assert.equal(stdout, '');
    let mistakes = 0;
    for (const [index, text] of bad.split('\n').entries()) {
      const expected = / # (.*)$/.exec(text)?.[1]?.replace('no mistake', '');
      const [, said] = stderr.split(new RegExp(`^bad\\.yaml:${index + 1}:\\d+ error `, 'm'));
      if (!expected) {
        assert.equal(said, undefined, `line ${index + 1} is well: ${said}`);
        continue;
      }
      mistakes += 1;
      const lines = (said ?? '').split(/\n(?! {4})/)[0]?.replaceAll('\n', ' ') ?? '';
      assert.match(lines, new RegExp(expected), `line ${index + 1}: ${text}`);
    }
    assert.match(stderr, new RegExp(`bad\\.yaml has ${mistakes} mistakes`));
  });

  it('is refused by every command that needs it, with what is wrong', async () => {
    for (const args of [['serve', '--port', '0'], ['migrate'], ['check', 'bad.yaml']]) {
      const { code, stderr } = await cli({}, ...args, '--config', 'bad.yaml');
      assert.equal(code, 2, args[0]);
      assert.match(stderr, /^bad\.yaml:9:11 .*approval must be one of person/m, args[0]);
    }
  });

  it('is replaced by the environment, whose mistakes are called by its names', async () => {
    const { code, stderr } = await cli(
      { BROADSHEET_APPROVAL: 'gitt', BROADSHEET_ASSETS_ALLOW_FILE_PROTOCOL: 'yes' },
      ...['status', '--config', 'good.yaml'],
    );
    assert.equal(code, 2);
    assert.match(stderr, /^BROADSHEET_APPROVAL:1:1 .*approval must be.*\n.*Did you mean "git"/m);
    assert.match(stderr, /^BROADSHEET_ASSETS_ALLOW_FILE_PROTOCOL:1:1 .*must be true or false/m);
  });

  it('does not help against a database that is not there, which is called so', async () => {
    const unreachable = 'postgres://noa:hunter2@127.0.0.1:1/db';
    for (const [url, why] of [
      [unreachable, /can't be reached: .*ECONNREFUSED/],
      ['mysql://noa:hunter2@127.0.0.1/db', /DATABASE_URL is not the address of a PostgreSQL/],
      ['postgres//noa:hunter2', /DATABASE_URL is not the address of a PostgreSQL/],
    ] as const) {
      const { code, stderr } = await cli({ DATABASE_URL: url }, 'status', '--config', 'good.yaml');
      assert.equal(code, 2);
      assert.match(stderr, why);
      assert.doesNotMatch(stderr, /hunter2|version|defect/);
    }
  });
});
