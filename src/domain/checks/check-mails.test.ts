import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { context } from '../../../test/support/checked-row.ts';
import { sharedFile, skipWithout } from '../../../test/support/shared.ts';
import { readBaseline } from '../../adapters/sheet/read-baseline.ts';
import { readMails } from '../../adapters/sheet/read-mails.ts';
import { defaultMergeTags } from '../mail.ts';
import { nothingAllowed } from './allowances.ts';
import { checkMails, type MailContext } from './check-mails.ts';

const usual: MailContext = {
  baseline: context.baseline,
  mergeTags: defaultMergeTags,
  today: '2026-02-17',
  allowed: nothingAllowed,
  severities: new Map(),
};

function found(bytes: Uint8Array, more: Partial<MailContext> = {}) {
  const mails = readMails({ path: 'm.md', bytes });
  assert.ok(mails.ok);
  return checkMails(mails.value, { ...usual, ...more }).diagnostics;
}

const mail = (body: string, heading = 'EN D0', subject = 'Hello') =>
  Buffer.from(`## ${heading} — Welcome\nSubject: ${subject}\n\nBody:\n${body}\n`);

const told = (bytes: Uint8Array, more: Partial<MailContext> = {}) =>
  found(bytes, more).map(({ code, line, column, post_id }) => [code, line, column, post_id]);

describe('a mail', () => {
  it('may hold merge tags that are declared, with what stands in for them', () => {
    const body = 'Hi {{first_name | there}},\n{{ dashboard_link }}';
    assert.deepEqual(told(mail(body)), []);
    assert.deepEqual(told(mail(body), { mergeTags: ['dashboard_link'] }), [
      ['placeholder-left', 5, 4, 'EN D0'],
    ]);
  });

  it('may not hold another one, and the nearest is named', () => {
    const [one] = found(mail('Hi,\n\nGo: {{dashbord_link}}'));
    assert.deepEqual([one?.code, one?.line, one?.column], ['placeholder-left', 7, 5]);
    assert.match(one?.hint ?? '', /Did you mean "dashboard_link"\?.*merge_tags/);
  });

  it('is checked under a heading that is nearly one, and its preview behind a bold label', () => {
    const written = '## EN Day 3\nSubject: Hello\n**Preview:** 12,000 users\nBody:\nOnly $9\n';
    assert.deepEqual(told(Buffer.from(written)), [
      ['mail-misspelt', 1, 1, null],
      ['claim-unverified', 3, 14, 'EN D3'],
      ['claim-unverified', 5, 6, 'EN D3'],
    ]);
    assert.match(found(Buffer.from(written))[0]?.hint ?? '', /Write "## EN D3" at the start/);
  });

  it('is held to the rules for texts in each of its parts', () => {
    assert.deepEqual(told(mail('Only $9', 'EN D0', 'Save 40%')), [
      ['claim-unverified', 2, 15, 'EN D0'],
      ['claim-unverified', 5, 6, 'EN D0'],
    ]);
    assert.deepEqual(told(mail('Hello', 'HE D0', 'שלום')), [['locale-mismatch', 4, 6, 'HE D0']]);
    assert.deepEqual(told(mail('Donâ€™t\u202e')), [
      ['garbled-text', 5, 4, 'EN D0'],
      ['bidi-control', 5, 8, 'EN D0'],
    ]);
    assert.deepEqual(told(mail('Hi', 'FR D0')), [['locale-unknown', 1, 1, 'FR D0']]);
  });

  it('is held to the severities of the configuration', () => {
    const severities = new Map([['claim-unverified', 'warning']] as const);
    const [one] = found(mail('Only $9'), { severities });
    assert.equal(one?.severity, 'warning');
  });
});

const mails = 'gtm/docs/gtm/week-1-email-assets.md';
const baseline = 'gtm/docs/gtm/baseline-metrics.md';

describe('the mails of the real week', {
  skip: skipWithout(mails) || skipWithout(baseline),
}, () => {
  it('claim their two prices in both languages, and nothing else', () => {
    const bytes = (path: string) => readFileSync(sharedFile(path) ?? '');
    const text = bytes(mails).toString().split('\n');
    const measured = readBaseline({ path: 'b.md', bytes: bytes(baseline) });
    const claims = found(bytes(mails), { baseline: measured });
    assert.deepEqual(
      claims.map(({ code, post_id, line, column }) => {
        const said = [...(text[line - 1] ?? '')].slice(column - 1).join('');
        return [code, post_id, /^\$\d+/.exec(said)?.[0]];
      }),
      [
        ['claim-unverified', 'EN D7', '$9'],
        ['claim-unverified', 'EN D7', '$19'],
        ['claim-unverified', 'HE D7', '$9'],
        ['claim-unverified', 'HE D7', '$19'],
      ],
    );
  });
});
