import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readConfiguration } from '../../src/adapters/config/read-configuration.ts';
import { registry } from '../../src/connectors/registry.ts';
import { chance } from '../support/chance.ts';

const secrets = {
  telegram: '7081926354:CANARYs3cr3tAAEhBOweikQ',
  slack: 'xoxb-4711-CANARYs3cr3tSlackQ',
  mail: 'qzjvkwxpfmhdgbtn',
  hook: 'https://discord.com/api/webhooks/4711/CANARYs3cr3tHookQ',
};

/** What is shown of a configuration that can't be used, or that can. */
function said(text: string, environment: Readonly<Record<string, string>> = {}): string {
  const read = readConfiguration({
    path: 'broadsheet.yaml',
    text,
    environment,
    connectors: registry(),
    readSecretFile: () => undefined,
  });
  return read.ok ? '' : JSON.stringify(read.error);
}

const shortestPart = 6;

/** The first part of a secret that a text shows. */
function shown(text: string): string | null {
  for (const secret of Object.values(secrets))
    for (let from = 0; from + shortestPart <= secret.length; from += 1) {
      const part = secret.slice(from, from + shortestPart);
      // The public part of an address is no secret.
      if (text.includes(part) && !'https://discord.com/api/webhooks/'.includes(part)) return part;
    }
  return null;
}

const head = 'timezone: UTC\nassets:\n  repo: https://git.example/a.git\naccounts:\n';

/** The same accounts as people write them. */
const writings: Readonly<Record<string, string>> = {
  'in blocks': `${head}  community/telegram:
    connector: telegram
    token: ${secrets.telegram}
    chat: "@acme"
  community/slack:
    connector: slack
    channel: C0123456789
    token: ${secrets.slack}
  newsletter/weekly:
    connector: smtp
    password: ${secrets.mail}
    user: news
    url: smtps://mail.example
    from: news@acme.example
    to: [readers@acme.example]
  community/discord:
    connector: discord
    webhook: ${secrets.hook}
`,
  'in quotes': `${head}  community/telegram:
    connector: telegram
    token: "${secrets.telegram}"
    chat: "@acme"
  newsletter/weekly:
    connector: smtp
    url: smtps://mail.example
    password: '${secrets.mail}'
    from: news@acme.example
    to: [readers@acme.example]
`,
  'in braces': `${head}  community/telegram: { connector: telegram, token: "${secrets.telegram}", chat: "@acme" }
  community/slack: { connector: slack, token: ${secrets.slack}, channel: C0123456789 }
  newsletter/weekly: { connector: smtp, password: ${secrets.mail}, url: "smtps://mail.example", from: a@acme.example, to: [b@acme.example] }
  community/discord: { token: ${secrets.telegram}, connector: telegram, chat: "@acme" }
`,
};

const signs = [...':,|>{}[]"\'#&*!%@`-?=~<$\\/. \n\tqQ0'];

describe('a mistake in the configuration', () => {
  const warnings: string[] = [];
  const keep = (warning: Error) => void warnings.push(warning.message);
  before(() => process.on('warning', keep));
  after(() => process.off('warning', keep));

  for (const [account, what] of [
    [`{ connector: telegram, token "${secrets.telegram}" }`, 'a colon that was forgotten'],
    [`{ connector: telegram, token, ${secrets.mail} }`, 'a comma for a colon'],
    [`{ ? { ${secrets.slack}: 1 } : x, connector: telegram }`, 'a map as a key'],
    [`{ connector: ${secrets.slack} }`, 'in the place of a connector'],
    [`{ connector: telegram, token_file: ${secrets.slack} }`, 'in the place of a file'],
    [`{ connector: telegram, token: "\\q${secrets.slack}" }`, 'an escape'],
    [`\n    token: |${secrets.slack}`, 'a block'],
    [`\n    token: !${secrets.slack} x`, 'a tag'],
    [`\n    token: *${secrets.slack}`, 'an alias'],
  ] as const)
    it(`shows no secret: ${what}`, () => {
      const found = said(`${head}  community/telegram: ${account}\n`);
      assert.notEqual(found, '');
      assert.equal(shown(found), null, found);
    });

  for (const [where, text] of Object.entries(writings))
    it(`of one sign anywhere shows no part of a secret that is ${where}`, async (test) => {
      assert.equal(said(text), '', 'without the mistake it can be used');
      const random = chance();
      test.diagnostic(`BROADSHEET_SEED=${random.seed}`);
      for (let at = head.length; at < text.length; at += 1) {
        const sign = random.oneOf(signs);
        for (const [before, after] of [
          [at, at + 1],
          [at, at],
        ] as const) {
          const changed = text.slice(0, before) + sign + text.slice(after);
          const found = said(changed);
          assert.equal(shown(found), null, `${changed}\n${found}`);
        }
        const without = text.slice(0, at) + text.slice(at + 1);
        assert.equal(shown(said(without)), null, `${without}\n${said(without)}`);
      }
      // Warnings come with the next turn.
      await new Promise(setImmediate);
      assert.deepEqual(warnings, []);
    });
});
