import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { registry } from '../../src/connectors/registry.ts';
import { run } from '../support/broadsheet.ts';
import { csvOf, inACampaign, morning, week } from '../support/campaign.ts';
import { breaksOf, nameOf } from '../support/documents.ts';
import { sharedFile, skipWithout } from '../support/shared.ts';

const root = new URL('../../', import.meta.url);
const published = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`schemas/${name}.schema.json`, root), 'utf8'));

const real = 'gtm/docs/gtm/week-1-social-publishing-sheet.csv';

/** The same document, spoilt in each way that whoever builds on it would notice. */
function spoilt(
  document: Readonly<Record<string, unknown>>,
): readonly (readonly [string, object])[] {
  const keys = Object.keys(document).filter((key) => key !== 'status');
  return [
    ...keys.map((key) => [`without ${key}`, { ...document, [key]: undefined }] as const),
    ...keys.map(
      (key) => [`with a number in a list as ${key}`, { ...document, [key]: [7] }] as const,
    ),
    ['of another version', { ...document, schema: `${document.schema}0` }],
  ];
}

function holds(document: Readonly<Record<string, unknown>>, name: string): void {
  assert.equal(nameOf(document), name);
  const breaks = breaksOf(published(name));
  assert.deepEqual(breaks(document), []);
  assert.deepEqual(breaks({ ...document, further: 1 }), [], 'a further field is no new version');
  for (const [how, other] of spoilt(document))
    assert.notDeepEqual(breaks(JSON.parse(JSON.stringify(other))), [], `${name} ${how}`);
}

describe('the JSON Schemas', { concurrency: 2 }, () => {
  it('say what every command prints, and refuse what is spoilt', () =>
    inACampaign(async ({ push, run: program, directory, settings, runWeek }) => {
      await push([
        { post_id: 'a', post_copy: 'One.\n---\nTwo.' },
        { post_id: 'b', platform: 'linkedin', account_target: 'company+personal' },
        { post_id: 'wrong', status: 'aproved' },
      ]);
      await settings('approval: person\n');
      await writeFile(join(directory, 'sheet.csv'), csvOf([{ post_id: 'a', utm_url: 'no link' }]));
      const printed: readonly (readonly [string, readonly string[]])[] = [
        ['check', ['check', join(directory, 'sheet.csv')]],
        ['plan', ['plan', week, '--now', morning]],
        ['accounts', ['accounts']],
        ['doctor', ['doctor']],
        ['migrate', ['migrate']],
      ];
      holds((await runWeek(morning)).json(), 'run');
      for (const [name, args] of printed) holds((await program(...args, '--json')).json(), name);
      holds((await program('approve', '--all', '--yes', '--json')).json(), 'approval');
      holds((await program('hold', 'a', '--json')).json(), 'order');
      holds((await program('rerun-failed', '--all', '--json')).json(), 'rerun');
      holds((await program('pause', '--all', '--json')).json(), 'publishing');
      holds((await program('accounts', 'rotate-key', '--json')).json(), 'rotate-key');
      holds((await program('status', week, '--json')).json(), 'status');
      holds((await program('status', 'week8_none', '--json')).json(), 'problem');
    }));

  it('say what a test of an account came to', () =>
    inACampaign(async ({ run: program }) => {
      const args = ['doctor', '--live', 'x/main', '--yes', '--json'];
      holds((await program(...args)).json(), 'smoke-test');
    }));

  it('hold for the real week', { skip: skipWithout(real) }, async () => {
    const answer = await run(['check', sharedFile(real) ?? '', '--json'], process.env, tmpdir());
    holds(answer.json(), 'check');
  });
});

describe('the JSON Schema of the configuration', () => {
  const breaks = breaksOf(published('configuration'));

  it('knows the settings of every connector', () => {
    const { accounts } = published('configuration').properties as Record<
      string,
      { readonly additionalProperties: { readonly anyOf: readonly object[] } }
    >;
    const known = accounts?.additionalProperties.anyOf.map(
      (one) => (one as { properties: { connector: { const: string } } }).properties.connector.const,
    );
    assert.deepEqual(known, [...registry().keys()]);
  });

  it('takes what `init` writes, whose editor finds it beside', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'broadsheet-init-'));
    try {
      const answer = await run(['init', '--json'], { PATH: process.env.PATH }, folder);
      assert.equal(answer.code, 0, answer.stderr);
      holds(answer.json(), 'init');
      const text = await readFile(join(folder, 'broadsheet.yaml'), 'utf8');
      assert.deepEqual(breaks(parse(text)), []);
      const [, beside = ''] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text) ?? [];
      assert.ok((await stat(join(folder, beside))).isFile(), beside);
      const written = JSON.parse(await readFile(join(folder, beside), 'utf8'));
      assert.deepEqual(written, published('configuration'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  const base = { timezone: 'UTC', assets: { repo: 'https://git.example/a.git' } };
  const telegram = (more: object) => ({
    ...base,
    accounts: { 'community/telegram': { connector: 'telegram', chat: '@acme', ...more } },
  });

  it('takes variables and files in the place of secrets and words', () => {
    const good = `
timezone: "\${ZONE}"
assets: { repo: "\${REPOSITORY}", token_file: /run/secrets/token }
approval: "\${APPROVAL}"
spacing: 5m
checks: { too-long: warning }
accounts:
  community/telegram: { connector: telegram, chat: "@acme", token: "\${TELEGRAM_TOKEN}" }
  community/discord: { connector: discord, webhook_file: discord.webhook }
notify:
  - { via: email, url: "\${SMTP_URL}", from: ops@acme.test, to: ["\${WHO}"] }
`;
    assert.deepEqual(breaks(parse(good)), []);
    assert.deepEqual(
      breaks(parse(readFileSync(new URL('examples/broadsheet.yaml', root), 'utf8'))),
      [],
    );
  });

  it('refuses what the program refuses', () => {
    const bad = [
      { ...base, spacings: '5m' },
      { ...base, approval: 'nobody' },
      { ...base, assets: {} },
      { ...base, accounts: { x: { connector: 'sandbox' } } },
      { ...base, accounts: { 'x/main': { connector: 'twitter' } } },
      { ...base, checks: { 'too-long': 'fatal' } },
      telegram({ token: 't', tokens: 't' }),
    ];
    for (const one of bad) assert.notDeepEqual(breaks(one), [], JSON.stringify(one));
  });
});
