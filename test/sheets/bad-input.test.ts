import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readSheet } from '../../src/adapters/sheet/read-sheet.ts';
import { checkSheet } from '../../src/domain/checks/check-sheet.ts';
import { csvOf, linkOf, type Row, week } from '../support/campaign.ts';
import { context } from '../support/checked-row.ts';
import { sharedFile, skipWithout } from '../support/shared.ts';

/**
 * What happens: the sheet is taken, with these warnings; the sheet is rejected; or the row is
 * invalid, and the other one is not.
 */
type Verdict =
  | { readonly accepted: readonly string[] }
  | { readonly sheet: string }
  | { readonly row: string };

const accepted = { accepted: [] };
const sheet = (code: string): Verdict => ({ sheet: code });
const row = (code: string): Verdict => ({ row: code });

const usual = csvOf([{ post_id: 'a' }, { post_id: 'b' }]);
const withRow = (cells: Omit<Row, 'post_id'>) =>
  csvOf([{ post_id: 'a', ...cells }, { post_id: 'b' }]);
const utf16 = (text: string, mark: string) => Buffer.from(`${mark}${text}`, 'utf16le');
const padded = (length: number) => withRow({ post_copy: 'a'.repeat(length) });
const manyRows = csvOf(Array.from({ length: 10_001 }, (_, at) => ({ post_id: `p${at}` })));
const json = (text: string) => ({ path: 'week.json', text });
const jsonRow = JSON.stringify({
  post_id: 'a',
  publish_date: '2026-02-16',
  locale: 'en',
  platform: 'x',
  account_target: 'main',
  post_copy: 'Hello',
  utm_url: linkOf('a'),
  status: 'draft',
});
const deep = `${'['.repeat(99)}${']'.repeat(99)}`;

type Input = string | Uint8Array | { readonly path: string; readonly text: string };
type Case = readonly [name: string, input: Input, verdict: Verdict];

/** By the rows of the project's list of bad input. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  'UTF-8 BOM': [['a byte order mark', `\ufeff${usual}`, accepted]],
  'UTF-16 with BOM': [['little endian', utf16(usual, '\ufeff'), sheet('file-encoding')]],
  'UTF-16 without BOM, Latin-1': [
    ['UTF-16', utf16(usual, ''), sheet('file-encoding')],
    ['Latin-1', Buffer.from(withRow({ post_copy: 'café' }), 'latin1'), sheet('file-encoding')],
  ],
  'CRLF; quoted newlines': [
    ['CR LF', usual.replaceAll('\n', '\r\n'), accepted],
    ['a line break in a text', withRow({ post_copy: 'one\ntwo' }), accepted],
  ],
  'mixed or lone CR; `sep=,`; a semicolon file': [
    ['mixed line ends', usual.replace('\n', '\r\n'), sheet('line-endings')],
    ['lone CR', usual.replaceAll('\n', '\r'), sheet('line-endings')],
    ['a sep line', `sep=,\n${usual}`, sheet('separator-line')],
    ['semicolons', usual.replaceAll(',', ';'), sheet('separator-wrong')],
  ],
  'bad quotes; short or long row': [
    ['a quote inside', usual.replace('Copy of a', 'Copy "of" a'), sheet('quote-invalid')],
    ['a quote that is never closed', usual.replace('Copy of a', '"Copy of a'), sheet('quote-open')],
    ['a short row', usual.replace('a,2026-02-16,', 'a,'), sheet('row-short')],
    ['a long row', usual.replace('Copy of a', 'Copy, of a'), sheet('row-long')],
  ],
  'duplicate header': [
    ['status twice', usual.replace('title', 'status'), sheet('column-duplicate')],
  ],
  'blank header, `__proto__`': [
    ['a blank one', usual.replace('title', ''), sheet('column-blank')],
    ['__proto__', usual.replace('title', '__proto__'), sheet('column-forbidden')],
    ['an unknown one', usual.replace('title', 'remarks'), { accepted: ['column-unknown'] }],
  ],
  'duplicate id, also case- or NFKC-equal': [
    ['the same', csvOf([{ post_id: 'a' }, { post_id: 'a' }]), sheet('post-id-duplicate')],
    ['by case', csvOf([{ post_id: 'a' }, { post_id: 'A' }]), sheet('post-id-duplicate')],
    ['by NFKC', csvOf([{ post_id: 'a1' }, { post_id: 'a\u00b9' }]), sheet('post-id-duplicate')],
  ],
  'empty or header-only file; over half of the unpublished rows, and at least 5, gone at once': [
    ['empty', '', sheet('file-empty')],
    ['a header alone', csvOf([]), sheet('file-empty')],
  ],
  'NUL, C0/C1 controls': [
    ['NUL', withRow({ post_copy: 'a\0b' }), row('control-character')],
    ['BEL', withRow({ post_copy: 'a\u0007b' }), row('control-character')],
    ['C1', withRow({ post_copy: 'a\u0085b' }), row('control-character')],
  ],
  'huge cell, row, sheet': [
    ['a row of 64 KB', padded(65_536), sheet('row-too-large')],
    ['a file of 5 MB', padded(5_000_000), sheet('file-too-large')],
    ['10,001 rows', manyRows, sheet('rows-too-many')],
  ],
  'a cell starting `= + - @` TAB CR': [
    ['=', withRow({ post_copy: '=HYPERLINK("x")' }), accepted],
    ['+', withRow({ post_copy: '+1 from us' }), accepted],
    ['-', withRow({ post_copy: '- a list' }), accepted],
    ['@', withRow({ post_copy: '@acme is here' }), accepted],
    ['a tab', withRow({ post_copy: '\tindented' }), accepted],
  ],
  'bidi overrides (U+202A–E, U+2066–9), tags, zero-width in ids and URLs': [
    ['an override', withRow({ post_copy: 'a\u202eb' }), row('bidi-control')],
    ['an isolate', withRow({ post_copy: 'a\u2066b' }), row('bidi-control')],
    ['a tag', withRow({ post_copy: 'a\u{e0041}b' }), row('invisible-character')],
    [
      'no width in a link',
      withRow({ utm_url: `${linkOf('a')}&x=\u200b` }),
      row('invisible-character'),
    ],
    ['an emoji of several signs', withRow({ post_copy: 'We 👩‍👩‍👧 and \u200fא' }), accepted],
  ],
  'homoglyph or mixed-script host': [
    [
      'Cyrillic',
      withRow({ utm_url: linkOf('a').replace('acme', '\u0430cme') }),
      { accepted: ['link-host-punycode'] },
    ],
  ],
  '`javascript:`, `data:`, userinfo, relative URL': [
    ['javascript:', withRow({ utm_url: 'javascript:alert(1)' }), row('link-scheme')],
    ['data:', withRow({ utm_url: 'data:text/html;a' }), row('link-scheme')],
    ['http:', withRow({ utm_url: linkOf('a').replace('https', 'http') }), row('link-scheme')],
    [
      'userinfo',
      withRow({ utm_url: linkOf('a').replace('acme', 'u:p@acme') }),
      row('link-userinfo'),
    ],
    ['relative', withRow({ utm_url: '/guide' }), row('link-invalid')],
  ],
  'no link, no utm parameters': [
    ['no link', withRow({ utm_url: ' ' }), row('utm-missing')],
    ['no parameters', withRow({ utm_url: 'https://acme.test/' }), row('utm-missing')],
  ],
  'utm_source ≠ platform, utm_content ≠ post_id, utm_campaign ≠ week_id; duplicated utm parameters':
    [
      ['utm_source', withRow({ utm_url: linkOf('a', 'y') }), row('utm-source-mismatch')],
      ['utm_content', withRow({ utm_url: linkOf('c') }), row('utm-content-mismatch')],
      [
        'utm_campaign',
        withRow({ utm_url: linkOf('a', 'x', 'other') }),
        row('utm-campaign-mismatch'),
      ],
      ['one twice', withRow({ utm_url: `${linkOf('a')}&utm_source=x` }), row('utm-duplicate')],
    ],
  'bad date, Feb 29, 2026-2-3': [
    ['a word', withRow({ publish_date: 'soon' }), row('date-invalid')],
    ['February 29', withRow({ publish_date: '2026-02-29' }), row('date-invalid')],
    ['2026-2-3', withRow({ publish_date: '2026-2-3' }), row('date-invalid')],
    ['the year 0', withRow({ publish_date: '0000-01-01' }), row('date-invalid')],
    ['the last day of 9999', withRow({ publish_date: '9999-12-31' }), row('date-invalid')],
  ],
  'unknown platform, locale, status, account target': [
    ['platform', withRow({ platform: 'xx', utm_url: linkOf('a', 'xx') }), row('platform-unknown')],
    ['locale', withRow({ locale: 'eng' }), row('locale-unknown')],
    ['status', withRow({ status: 'aproved' }), row('status-unknown')],
    ['target', withRow({ account_target: 'mian' }), row('target-unmapped')],
  ],
  'over-length': [['281 for X', withRow({ post_copy: 'a'.repeat(281) }), row('too-long')]],
  'JSON: duplicate keys, depth, `__proto__`': [
    ['in order', json(`[${jsonRow}]`), accepted],
    [
      'a key twice',
      json(`[${jsonRow.replace('{', '{"status":"hold",')}]`),
      sheet('json-key-duplicate'),
    ],
    ['depth', json(`[${jsonRow.replace('"Hello"', deep)}]`), sheet('json-depth')],
    [
      '__proto__',
      json(`[${jsonRow.replace('{', '{"__proto__":"a",')}]`),
      sheet('column-forbidden'),
    ],
    ['no JSON', json(`[${jsonRow},]`), sheet('json-invalid')],
  ],
  'CR/LF in a subject or an address': [
    ['in a title', withRow({ title: 'Hello\nBcc: all@acme.test' }), row('control-character')],
  ],
};

const git = 'src/adapters/git/git-source.test.ts';

/** Rows that are about more than a file: where they are tested. */
const elsewhere: Readonly<Record<string, string>> = {
  'an id whose post is already out, with new content': 'src/domain/plan.test.ts',
  'empty or header-only file; over half of the unpublished rows, and at least 5, gone at once':
    'test/e2e/ingest.test.ts',
  'DST gap or overlap': 'src/domain/time.test.ts',
  'CR/LF in a subject or an address': 'src/adapters/config/read-configuration.test.ts',
  '`../`, absolute, NUL, case-colliding paths': git,
  'symlink (120000), submodule (160000)': git,
  'LFS pointer': git,
  'hooks, filters, attributes': git,
  'huge repository': git,
  '`ext::`, `file://`, local path as remote': git,
  'URL or branch starting with `-`': git,
  'redirect to an internal host': git,
  'credentials in the URL': git,
};

function verdictOf(input: Input) {
  const { path, text } =
    typeof input === 'object' && 'path' in input ? input : { path: 'week.csv', text: input };
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const read = readSheet({ path, bytes });
  if (!read.ok) return { sheet: read.error.find((one) => one.severity === 'error')?.code };
  const checked = checkSheet(read.value, { ...context, weekId: week });
  const [first, ...others] = checked
    .posts()
    .map(({ diagnostics }) =>
      diagnostics.filter((one) => one.severity === 'error').map((one) => one.code),
    );
  assert.ok(others.every((codes) => codes.length === 0));
  const [code, ...more] = first ?? [];
  if (code === undefined) return { accepted: checked.diagnostics.map((one) => one.code) };
  assert.deepEqual(more, []);
  return { row: code };
}

describe('bad input', () => {
  for (const [name, ofRow] of Object.entries(cases))
    for (const [what, input, verdict] of ofRow)
      it(`gets its verdict: ${name}: ${what}`, () => assert.deepEqual(verdictOf(input), verdict));

  it('that is about more than a file is tested elsewhere', () => {
    const missing = Object.values(elsewhere).filter(
      (path) => !existsSync(fileURLToPath(new URL(`../../${path}`, import.meta.url))),
    );
    assert.deepEqual(missing, []);
  });

  const list = 'reference/bad-input.md';
  it('is listed, and each row of the list is here', { skip: skipWithout(list) }, () => {
    const rows = readFileSync(sharedFile(list) ?? '', 'utf8').matchAll(/^\| (.*?) \|/gm);
    const names = [...rows].map(([, name = '']) => name).filter((name) => name !== 'Input');
    assert.ok(names.length > 30);
    assert.deepEqual(
      names.filter((name) => !(name in cases) && !(name in elsewhere)),
      [],
    );
  });
});
