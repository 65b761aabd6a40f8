import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { Cell } from '../../domain/sheet.ts';
import { scanCsv } from './csv.ts';

const cellText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r\n', ' ', 'a', 'ש', '😀', ';', '=') }),
);
const lineEnd = fc.constantFrom('\n', '\r\n');

/** Rows of at least two cells: a lone empty cell is a blank line, which is no row. */
const table = fc
  .integer({ min: 2, max: 6 })
  .chain((width) =>
    fc.array(fc.array(cellText, { minLength: width, maxLength: width }), { minLength: 1 }),
  );

const normalise = (text: string) => text.replace(/\r\n?/g, '\n');

/** Writes a table as CSV and notes, by what is written so far, where each cell begins. */
function write(rows: readonly (readonly string[])[], end: string, quoteAll: boolean) {
  let text = '';
  const cells: Pick<Cell, 'text' | 'line' | 'column'>[][] = rows.map((row, index) => {
    if (index > 0) text += end;
    return row.map((cell, at) => {
      if (at > 0) text += ',';
      const lines = text.split(/\r\n|\r|\n/);
      const place = { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
      const quoted = quoteAll || /[",\r\n]/.test(cell);
      text += quoted ? `"${cell.replaceAll('"', '""')}"` : cell;
      return { text: normalise(cell), ...place };
    });
  });
  return { text, cells };
}

describe('reading CSV', () => {
  it('gives back any table that was written, each cell with its place', () => {
    fc.assert(
      fc.property(table, lineEnd, fc.boolean(), fc.boolean(), (rows, end, quoteAll, closed) => {
        const written = write(rows, end, quoteAll);
        const { records, flaws } = scanCsv('a.csv', written.text + (closed ? end : ''));
        assert.deepEqual(flaws, []);
        assert.deepEqual(
          records.map(({ cells }) =>
            cells.map(({ text, line, column }) => ({ text, line, column })),
          ),
          written.cells,
        );
      }),
    );
  });

  it('agrees with another reader on every text that it finds in order', () => {
    const text = fc.string({ unit: fc.constantFrom('"', ',', '\n', 'a', 'ב', ' '), maxLength: 30 });
    fc.assert(
      fc.property(text, (one) => {
        const { records, flaws } = scanCsv('a.csv', one);
        const values = records.map((record) => record.cells.map((cell) => cell.text));
        const read = () =>
          parse(one, { relax_column_count: true, skip_empty_lines: true, record_delimiter: '\n' });
        if (flaws.length > 0) assert.throws(read);
        else assert.deepEqual(values, read());
      }),
      { numRuns: 2000 },
    );
  });

  it('finds every flaw in one pass and goes on behind it', () => {
    const { records, flaws } = scanCsv('a.csv', 'a,b\nx"y,1\n"p"q,2\nr,3\n"s,4\n');
    assert.deepEqual(
      flaws.map(({ code, line, column }) => [code, line, column]),
      [
        ['quote-invalid', 2, 2],
        ['quote-invalid', 3, 4],
        ['quote-open', 5, 1],
      ],
    );
    assert.deepEqual(
      records.map((record) => record.cells.length),
      [2, 2, 2, 2, 1],
    );
  });

  it('refuses mixed and lone line ends between rows, and takes any inside quotes', () => {
    const codes = (text: string) =>
      scanCsv('a.csv', text).flaws.map(({ code, line }) => [code, line]);
    assert.deepEqual(codes('a,b\r\n"1\n2\r3",4\r\n'), []);
    assert.deepEqual(codes('a,b\r\n1,2\n3,4\n'), [['line-endings', 2]]);
    assert.deepEqual(codes('a,b\r1,2\r3,4\r'), [['line-endings', 1]]);
  });
});
