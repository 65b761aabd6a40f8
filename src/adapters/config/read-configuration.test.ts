import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { initialConfiguration } from './initial-configuration.ts';
import { readConfiguration } from './read-configuration.ts';

const connectors = new Map([
  [
    'sandbox',
    {
      settings: z.strictObject({
        network: z
          .enum(['linkedin', 'x', 'reddit', 'facebook', 'telegram', 'whatsapp', 'email'])
          .optional(),
      }),
    },
  ],
  ['loose', { settings: z.record(z.string(), z.string()) }],
  [
    'smtp',
    {
      settings: z.strictObject({
        url: z.string(),
        from: z.string(),
        to: z.array(z.string()),
        token: z.string().optional(),
      }),
    },
  ],
]);

const read = (
  text: string,
  environment: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
) =>
  readConfiguration({
    path: 'broadsheet.yaml',
    text,
    environment,
    connectors,
    readSecretFile: (path) => files[path],
  });

const small = 'timezone: Asia/Jerusalem\nassets:\n  repo: https://git.example/a.git\n';

function problemsOf(text: string, environment = {}): readonly string[] {
  const result = read(text, environment);
  assert.equal(result.ok, false);
  return result.error.map((one) => `${one.line}:${one.column} ${one.message} ${one.hint}`.trim());
}

describe('the configuration', () => {
  it('needs no more than a zone and a repository', () => {
    const result = read(small);
    assert.ok(result.ok);
    const { configuration } = result.value;
    assert.equal(configuration.approval, 'person');
    assert.equal(configuration.lateAfterMilliseconds, 86_400_000);
    assert.equal(configuration.spacingMilliseconds, 600_000);
    assert.equal(configuration.schedule.publish, '10 8 * * *');
  });

  it('reports every mistake in one pass, with key, place, what is allowed and the nearest', () => {
    const text = `timezon: Asia/Jerusalem
timezone: Asia/Jerusalm
assets:
  repo: https://me:pass@git.example/a.git
  brunch: main
approval: persson
late_after: soon
quiet: ["Fri 25:00-Sat 20:00"]
schedule: { publish: "61 8 * * *" }
accounts:
  linkedin/company: { connector: sandbx }
  x/main: { connector: sandbox, netwrk: x }
  linkedin: { connector: sandbox }
checks: { too-long: fatal }
`;
    const found = problemsOf(text);
    const expected: [RegExp, string][] = [
      [/^1:\d+ timezon is no setting Did you mean "timezone"/, 'unknown key'],
      [/^2:11 timezone is no time zone.*did you mean Asia\/Jerusalem/, 'zone'],
      [/^5:\d+ assets.brunch is no setting Did you mean "branch"/, 'nested key'],
      [/^6:11 approval must be one of person, git, either Did you mean "person"/, 'value'],
      [/^7:13 late_after must be a duration/, 'duration'],
      [/^8:\d+ quiet.0 must be a span/, 'span'],
      [/^9:\d+ schedule.publish is no cron line/, 'cron'],
      [
        /^11:\d+ accounts.linkedin\/company.connector is no connector.*Did you mean "sandbox"/,
        'connector',
      ],
      [/^12:\d+ accounts.x\/main.netwrk is no setting Did you mean "network"/, 'connector setting'],
      [/^13:\d+ accounts.linkedin must be named platform\/target/, 'account name'],
      [/^14:\d+ checks.too-long must be one of error, warning, off/, 'severity'],
    ];
    for (const [pattern, what] of expected)
      assert.ok(
        found.some((line) => pattern.test(line)),
        `${what}:\n${found.join('\n')}`,
      );
  });

  it('refuses a password in the address of the repository', () => {
    const found = problemsOf(
      'timezone: UTC\nassets: { repo: "https://me:pass@git.example/a.git" }\n',
    );
    assert.equal(found.length, 1);
    assert.doesNotMatch(found.join(), /pass@/);
  });

  it('reports broken YAML, doubled keys and aliases with their place', () => {
    assert.match(problemsOf('timezone: [UTC\n').join(), /^[12]:\d+ /);
    assert.match(problemsOf(`${small}timezone: UTC\n`).join(), /^4:1 A setting stands here twice/);
    assert.match(problemsOf(`${small}quiet: &a []\nnotify: *a\n`).join(), /Aliases/);
    assert.ok(problemsOf('').length > 0);
    assert.ok(problemsOf('just text').length > 0);
  });

  it('fills in variables and secret files, and remembers them for redaction', () => {
    const account = `accounts:
  newsletter/main: { connector: smtp, url: "smtp://h:1", from: a@b.test, to: [c@d.test], token_file: /run/secret }
`;
    const text = small.replace('repo:', `token: "\${ASSETS_TOKEN}"\n  repo:`) + account;
    const result = read(text, { ASSETS_TOKEN: 'git-secret' }, { '/run/secret': 'mail-secret\n' });
    assert.ok(result.ok, JSON.stringify(result));
    assert.equal(result.value.configuration.assets.token, 'git-secret');
    assert.equal(
      result.value.configuration.accounts.get('newsletter/main')?.settings.token,
      'mail-secret',
    );
    assert.deepEqual([...result.value.secrets].sort(), ['git-secret', 'mail-secret']);
    assert.match(problemsOf(text).join(), /ASSETS_TOKEN is not set/);
  });

  it('knows the secrets of addresses and of the environment, the longest first', () => {
    const account = `accounts:
  newsletter/main: { connector: smtp, url: "smtp://me:h%2Funter@h:1", from: a@b.test, to: [c@d.test], token: h%2Funter-long }
`;
    const result = read(small + account, { BROADSHEET_ASSETS_TOKEN: 'of-the-environment' });
    assert.ok(result.ok, JSON.stringify(result));
    assert.deepEqual(result.value.secrets, [
      'of-the-environment',
      'h%2Funter-long',
      'h%2Funter',
      'h/unter',
    ]);
  });

  it('knows every setting that is a secret by its name', () => {
    for (const name of ['token', 'password', 'secret', 'api_key', 'webhook']) {
      const result = read(`${small}accounts:\n  x/a: { connector: loose, ${name}: canary }\n`);
      assert.deepEqual(result.ok && result.value.secrets, ['canary'], name);
    }
  });

  it('lets the environment replace a setting, under the same rules', () => {
    const result = read(small, { BROADSHEET_ASSETS_BRANCH: 'live', BROADSHEET_SPACING: '5m' });
    assert.ok(result.ok);
    assert.equal(result.value.configuration.assets.branch, 'live');
    assert.equal(result.value.configuration.spacingMilliseconds, 300_000);
    assert.match(
      problemsOf(small, { BROADSHEET_APPROVAL: 'nobody' }).join(),
      /approval must be one of/,
    );
  });

  it('of `init` and of the example passes', () => {
    assert.ok(read(initialConfiguration).ok, JSON.stringify(read(initialConfiguration)));
    const example = readFileSync(
      new URL('../../../examples/broadsheet.yaml', import.meta.url),
      'utf8',
    );
    assert.ok(read(example).ok, JSON.stringify(read(example)));
  });

  it('names each way to tell people, and says what one of them lacks', () => {
    const hook = `{ via: webhook, webhook: "https://h.example/x", secret: whsec_${'a'.repeat(32)} }`;
    const chats = `{ via: slack, webhook: "https://s.example/x" }, { via: telegram, chat: -100, token: "1:a" }`;
    const result = read(`${small}notify: [${hook}, ${chats}]\n`);
    assert.ok(result.ok, JSON.stringify(result));
    const { notify } = result.value.configuration;
    assert.deepEqual(
      notify.map(({ name, on }) => [name, ...on]),
      ['webhook', 'slack', 'telegram'].map((name) => [name, 'failure', 'success']),
    );
    assert.ok(result.value.secrets.includes('https://s.example/x'), 'an address is a secret');
    for (const [lines, said] of [
      ['{ via: slak }', /^4:\d+ notify.0.via must be one of email, .*Did you mean "slack"/],
      ['{ name: a }', /^4:\d+ notify.0.via is missing Allowed are email, slack/],
      ['{ via: slack, webhok: x }', /notify.0.webhok is no setting Did you mean "webhook"/],
      [`${hook}, ${hook}`, /notify.1 has the name of another channel: webhook Give it a `name`/],
      [hook.replace('https:', 'http:'), /notify.0.webhook must begin with https/],
      [`{ name: heartbeat, ${hook.slice(1)}`, /notify.0 can't be called heartbeat/],
    ] as const)
      assert.match(problemsOf(`${small}notify: [${lines}]\n`).join('\n'), said);
  });
});
