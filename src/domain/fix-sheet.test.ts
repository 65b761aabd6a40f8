import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { surveySheet } from '../adapters/sheet/read-sheet.ts';
import { nothingAllowed } from './checks/allowances.ts';
import { checkSheet } from './checks/check-sheet.ts';
import { fixesOf, withFixes } from './fix-sheet.ts';
import { instantOf } from './time.ts';
import { mendLink } from './utm-fix.ts';

const week = 'week1_launch';
const header = 'post_id,publish_date,locale,platform,account_target,post_copy,utm_url,status';
const link = (source: string, content: string, campaign = week) =>
  `https://acme.test/?utm_source=${source}&utm_medium=social&utm_campaign=${campaign}&utm_content=${content}`;

/** What the checks and the fixes make of a text, and the text after them. */
function fixed(text: string) {
  const { errors, sheet } = surveySheet({ path: 's.csv', bytes: Buffer.from(text) });
  assert.deepEqual(errors, []);
  const { diagnostics } = checkSheet(sheet, {
    weekId: week,
    manifest: null,
    baseline: null,
    allowed: nothingAllowed,
    accounts: null,
    timezone: 'UTC',
    defaultTime: '08:10',
    files: null,
    instantOf,
    severities: new Map(),
    today: '2026-02-01',
  });
  const plain = text.replace(/^\ufeff/, '');
  const fixes = fixesOf(plain, sheet.rows, diagnostics, week);
  return { fixes, text: text.slice(0, text.length - plain.length) + withFixes(plain, fixes) };
}

const row = (change: Partial<Record<'id' | 'platform' | 'copy' | 'link' | 'status', string>>) => {
  const { id = 'a', platform = 'x', copy = 'Copy.', status = 'draft' } = change;
  return [
    id,
    '2026-02-16',
    'en',
    platform,
    'main',
    copy,
    change.link ?? link('x', 'a'),
    status,
  ].join(',');
};

describe('what is mended by itself', () => {
  it('is white space around a cell, inside of its quotes too', () => {
    const { text } = fixed(
      `${header}\n${row({ platform: ' x ', copy: '"  Copy, with ""it"". "' })}\n`,
    );
    assert.equal(text, `${header}\n${row({ copy: '"Copy, with ""it""."' })}\n`);
  });

  it('is the form of letters, but not quotes that somebody typed on purpose', () => {
    const { text, fixes } = fixed(`${header}\n${row({ copy: 'Cafe\u0301 “smart” it’s…' })}\n`);
    assert.equal(text, `${header}\n${row({ copy: 'Café “smart” it’s…' })}\n`);
    assert.deepEqual(fixes[0]?.what, ['letters composed (NFC)']);
  });

  it('is a utm parameter that is wrong or missing', () => {
    const wrong = 'https://acme.test/?x=1&utm_source=linkedin&utm_campaign=week1_launch#top';
    const { text, fixes } = fixed(`${header}\n${row({ link: wrong })}\n`);
    const right = 'https://acme.test/?x=1&utm_source=x&utm_campaign=week1_launch&utm_content=a#top';
    assert.equal(text, `${header}\n${row({ link: right })}\n`);
    assert.deepEqual(fixes[0]?.what, ['utm_source corrected', 'utm_content added']);
    assert.deepEqual([fixes[0]?.line, fixes[0]?.cell, fixes[0]?.post_id], [2, 'utm_url', 'a']);
  });

  const left: readonly (readonly [string, string])[] = [
    ['a post that is out', row({ copy: ' Copy. ', status: 'posted' })],
    ['a link that stands in the copy too', row({ copy: link('y', 'a'), link: link('y', 'a') })],
    ['a source where the platform is not known', row({ platform: 'lnkedin' })],
    ['a link out of HTML', row({ link: link('y', 'a').replaceAll('&', '&amp;') })],
    ['a link that is none', row({ link: 'acme.test/?utm_source=y' })],
    ['a parameter that stands twice', row({ link: `${link('y', 'a')}&utm_source=z` })],
    ['the form of a name', row({ id: 'e\u0301', link: link('x', 'e\u0301') })],
  ];
  for (const [what, line] of left)
    it(`is not ${what}`, () => {
      const text = `${header}\n${line}\n`;
      assert.equal(fixed(text).text, text);
    });

  it('leaves every other byte: line ends, quotes, byte order mark, and nothing to do again', () => {
    const cell = fc.constantFrom(
      'Copy.',
      ' Copy ',
      '" a, ""b"" "',
      '"line\r\nline "',
      'e\u0301',
      'שלום ',
      '👩‍👩‍👧',
      '\u00a0x',
    );
    const url = fc.constantFrom(
      link('x', 'a'),
      ` ${link('li', 'b', 'w')}`,
      'https://acme.test',
      'https://acme.test/?',
      'https://acme.test/?a=%2C&utm_source=#f?g',
      `"${link('li', 'a')}"`,
    );
    const status = fc.constantFrom('draft', ' draft', '"approved"', 'posted');
    const line = fc.record({
      copy: cell,
      link: url,
      status,
      platform: fc.constantFrom('x', 'linkedin '),
    });
    const sheets = fc.record({
      lines: fc.array(line, { minLength: 1, maxLength: 5 }),
      mark: fc.constantFrom('', '\ufeff'),
      end: fc.constantFrom('\n', '\r\n'),
      last: fc.boolean(),
    });
    fc.assert(
      fc.property(sheets, ({ lines, mark, end, last }) => {
        const rows = lines.map((one, at) => row({ ...one, id: `p${at}` }));
        const text = mark + [header, ...rows].join(end) + (last ? end : '');
        const once = fixed(text);
        assert.deepEqual(fixed(once.text).fixes, [], once.text);
        // Put back what was there before: then it is the same text again.
        const undone = once.fixes.toReversed().reduce((all, fix) => {
          const moved = once.fixes.filter((one) => one.start < fix.start);
          const shift = moved.reduce((sum, one) => sum + one.after.length - one.before.length, 0);
          const at = mark.length + fix.start + shift;
          assert.equal(all.slice(at, at + fix.after.length), fix.after);
          return all.slice(0, at) + fix.before + all.slice(at + fix.after.length);
        }, once.text);
        assert.equal(undone, text);
      }),
    );
  });
});

describe('a link that is mended', () => {
  it('has what it should, and everything else as before', () => {
    const wanted = { utm_source: 'x', utm_content: 'a b&c' };
    const { link: after } = mendLink(
      'https://acme.test/p?q=%D7%A9&utm_source=&z#h?utm_source=1',
      wanted,
    );
    assert.equal(
      after,
      'https://acme.test/p?q=%D7%A9&utm_source=x&z&utm_content=a%20b%26c#h?utm_source=1',
    );
    assert.deepEqual(mendLink(after, wanted), { link: after, what: [] });
  });
});
