import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { columns, requiredColumns } from '../../domain/sheet.ts';
import type { SheetLimits } from './limits.ts';
import { readSheet } from './read-sheet.ts';

const header = requiredColumns.join(',');
const line = (id: string) => `${id},2026-02-16,en,x,main,Hello,https://a.test/,draft`;
const sheet = (...lines: string[]) => [header, ...lines, ''].join('\n');

function read(content: string | Uint8Array, limits?: Partial<SheetLimits>, path = 'week.csv') {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return readSheet(limits ? { path, bytes, limits } : { path, bytes });
}

/** Code and line of every error. */
function errors(content: string | Uint8Array, limits?: Partial<SheetLimits>, path?: string) {
  const result = read(content, limits, path);
  return result.ok ? [] : result.error.map((one) => [one.code, one.line] as const);
}

function accepted(content: string | Uint8Array, path?: string) {
  const result = read(content, undefined, path);
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.error));
  return result.value;
}

describe('reading a sheet', () => {
  it('knows file, line and column of each cell', () => {
    const quoted = 'a,2026-02-16,en,x,main,"שלום,\n""two"" lines",https://a.test/,draft';
    const { rows } = accepted(sheet(quoted, line('b')));
    assert.deepEqual(rows[0]?.cells.post_copy, {
      file: 'week.csv',
      line: 2,
      column: 24,
      text: 'שלום,\n"two" lines',
      source: { format: 'csv', text: '"שלום,\n""two"" lines"' },
    });
    assert.deepEqual([rows[0]?.cells.utm_url?.line, rows[0]?.cells.utm_url?.column], [3, 16]);
    assert.equal(rows[1]?.line, 4);
  });

  it('takes a byte order mark, CR LF, columns in any order and further rows of blanks', () => {
    const names = [...columns].reverse();
    const cells = names.map((name) => name.toUpperCase()).join(',');
    const { rows, warnings } = accepted(
      `\ufeff${names.join(',')}\r\n${cells}\r\n\r\n${','.repeat(names.length - 1)}\r\n`,
    );
    assert.deepEqual(
      rows.map(({ cells }) => cells.post_copy?.text),
      ['POST_COPY'],
    );
    assert.deepEqual([rows[0]?.line, rows[0]?.cells.notes?.column], [2, 1]);
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['row-blank'],
    );
  });

  it('keeps text that a spreadsheet would run', () => {
    for (const text of ['=1+1', '+1', '-1', '@a', '"\ta"']) {
      const { rows } = accepted(sheet(line('a').replace('Hello', text)));
      assert.equal(rows[0]?.cells.post_copy?.text, text.replaceAll('"', ''));
    }
  });

  it('reads only UTF-8 and says where the first other byte stands', () => {
    const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));
    assert.deepEqual(errors(utf16(`\ufeff${sheet(line('a'))}`)), [['file-encoding', 1]]);
    assert.deepEqual(errors(utf16(sheet(line('a')))), [['file-encoding', 1]]);
    const latin = new Uint8Array(Buffer.from(sheet(line('a'), line('é')), 'latin1'));
    const result = read(latin);
    assert.ok(!result.ok);
    assert.deepEqual(
      result.error.map((one) => [one.code, one.line, one.column]),
      [['file-encoding', 3, 1]],
    );
    assert.match(result.error[0]?.hint ?? '', /UTF-8/);
  });

  it('names the cause of a wrong separator', () => {
    assert.deepEqual(errors(sheet(line('a')).replaceAll(',', ';')), [['separator-wrong', 1]]);
    assert.deepEqual(errors(sheet(line('a')).replaceAll(',', '\t')), [['separator-wrong', 1]]);
    assert.deepEqual(errors(`sep=,\n${sheet(line('a'))}`), [['separator-line', 1]]);
  });

  it('refuses an empty sheet, whatever it is empty of', () => {
    for (const empty of ['', '\n\n', `${header}\n`, `${header}\n${','.repeat(7)}\n`])
      assert.deepEqual(
        errors(empty).map(([code]) => code),
        ['file-empty'],
        JSON.stringify(empty),
      );
    assert.deepEqual(errors('[]', undefined, 'week.json'), [['file-empty', 1]]);
  });

  it('finds all errors of the header, and what a missing column may be called', () => {
    const wrong = header.replace('post_copy', 'post_coppy').replace('locale', '');
    const result = read(`${wrong},post_id,__proto__\n`);
    assert.ok(!result.ok);
    assert.deepEqual(result.error.map(({ code }) => code).sort(), [
      'column-blank',
      'column-duplicate',
      'column-forbidden',
      'column-missing',
      'column-missing',
      'file-empty',
    ]);
    assert.match(result.error.map(({ hint }) => hint).join(), /post_coppy/);
  });

  it('warns of a further column and does not read it', () => {
    const { rows, warnings } = accepted(`${header},mood\n${line('a')},good\n`);
    assert.deepEqual(Object.keys(rows[0]?.cells ?? {}).sort(), [...requiredColumns].sort());
    assert.deepEqual(
      warnings.map(({ code, severity, column }) => [code, severity, column]),
      [['column-unknown', 'warning', header.length + 2]],
    );
  });

  it('finds the errors of all rows in one pass', () => {
    const found = errors(
      sheet(
        line('a'),
        `${line('b')},more`,
        'c,2026-02-16',
        line('A'),
        line('\uff41'),
        line(''),
        line('d').replace('Hello', 'He"llo'),
      ),
    );
    assert.deepEqual(found, [
      ['row-long', 3],
      ['row-short', 4],
      ['post-id-duplicate', 5],
      ['post-id-duplicate', 6],
      ['post-id-missing', 7],
      ['quote-invalid', 8],
    ]);
  });

  it('names both lines of a doubled post_id', () => {
    const result = read(sheet(line('one'), line('two'), line('one')));
    assert.ok(!result.ok);
    assert.match(result.error[0]?.message ?? '', /line 2 and on line 4/);
    assert.equal(result.error[0]?.post_id, 'one');
  });

  it('has caps for the file, its rows and each row', () => {
    const two = sheet(line('a'), line('b'));
    assert.deepEqual(errors(two, { fileBytes: 10 }), [['file-too-large', 1]]);
    assert.deepEqual(errors(two, { rows: 1 }), [['rows-too-many', 3]]);
    assert.deepEqual(errors(two, { rows: 2 }), []);
    assert.deepEqual(errors('[{},\n{}]', { rows: 1 }, 'week.json'), [['rows-too-many', 2]]);
    // Blank rows count: else what stands behind them could be left out unnoticed.
    const blank = ','.repeat(7);
    assert.deepEqual(errors(sheet(blank, blank, line('a')), { rows: 2 }), [['rows-too-many', 4]]);
    const empty = `${sheet(line('a'))}\n\n\n\n\n\n`;
    assert.deepEqual(errors(empty, { rows: 2 }), [['rows-too-many', 8]]);
    assert.deepEqual(errors(empty, { rows: 9 }), []);
    const long = sheet(line('a'), line('b').replace('Hello', 'ש'.repeat(40_000)));
    assert.deepEqual(errors(long), [['row-too-large', 3]]);
  });

  it('reads a full sheet of ten thousand rows', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => line(`post_${index}`));
    assert.equal(accepted(sheet(...rows)).rows.length, 10_000);
  });
});

describe('reading a sheet in JSON', () => {
  const row = { ...Object.fromEntries(requiredColumns.map((name) => [name, 'x'])), post_id: 'a' };

  it('is the same sheet as the CSV with the same values', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(text, { minLength: 7, maxLength: 7 }), (values) => {
        const record: Record<string, string> = Object.fromEntries(
          requiredColumns.map((name, index) => [
            name,
            index === 0 ? 'id' : (values[index - 1] ?? ''),
          ]),
        );
        const cells = requiredColumns.map((name) => `"${record[name]?.replaceAll('"', '""')}"`);
        const fromCsv = accepted(`${header}\n${cells.join(',')}\n`);
        const fromJson = accepted(JSON.stringify([record]), 'week.json');
        const texts = (read: typeof fromCsv) =>
          requiredColumns.map((name) => read.rows[0]?.cells[name]?.text);
        assert.deepEqual(texts(fromJson), texts(fromCsv));
      }),
    );
  });

  it('knows the place of each value', () => {
    const { rows } = accepted(JSON.stringify([row], null, 2), 'week.json');
    const { line: at, column } = rows[0]?.cells.publish_date ?? {};
    assert.deepEqual([rows[0]?.line, at, column], [2, 4, 21]);
  });

  it('refuses what is not an array of flat objects with the required keys', () => {
    const json = (text: string) => errors(text, undefined, 'week.json').map(([code]) => code);
    assert.deepEqual(json('{"rows": []}'), ['json-shape']);
    assert.deepEqual(json('[1]'), ['json-shape']);
    assert.deepEqual(json(JSON.stringify([{ ...row, title: 5 }])), ['json-shape']);
    assert.deepEqual(json(JSON.stringify([{ ...row, status: undefined }])), ['column-missing']);
    assert.deepEqual(json('[{"post_id": "a",}]'), ['json-invalid']);
    assert.deepEqual(json(JSON.stringify([row, { ...row, post_id: 'A' }])), ['post-id-duplicate']);
    assert.ok(json('[{"__proto__": {}}]').includes('column-forbidden'));
  });
});
