import { finding } from '../../domain/checks/finding.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { Cell, Column } from '../../domain/sheet.ts';
import { visible } from '../../domain/text.ts';
import { type CsvRecord, scanCsv } from './csv.ts';
import type { SheetLimits } from './limits.ts';
import {
  foreignColumn,
  isColumn,
  missingColumns,
  type ReadRow,
  type ReadRows,
  tooManyRows,
} from './rows.ts';

/** Makes rows of a CSV text, by its header. */
export function readCsvRows(file: string, text: string, limits: SheetLimits): ReadRows {
  // The header, a `sep=` line, and one row more than may be, to know that there are too many.
  const { records, flaws, unread } = scanCsv(file, text, limits.rows + 3);
  const diagnostics = flaws.map((flaw) =>
    finding(flaw.code, { file, ...flaw }, flaw.message, flaw.hint),
  );
  const [header, ...body] = withoutSeparatorLine(records, diagnostics);
  if (!header) {
    const hint = 'Write the header and a row for each post.';
    const at = { file, line: 1, column: 1 };
    if (diagnostics.length === 0)
      diagnostics.push(finding('file-empty', at, 'The file is empty.', hint));
    return { rows: [], diagnostics };
  }
  const separator = wrongSeparator(header);
  // Every row would be too short or too long for the same one reason.
  if (separator) return { rows: [], diagnostics: [...diagnostics, separator] };
  diagnostics.push(...checkHeader(file, header));
  const excess = body[limits.rows]?.line ?? unread;
  if (excess !== null) {
    const at = { file, line: excess, column: 1 };
    return { rows: [], diagnostics: [...diagnostics, tooManyRows(at, limits)] };
  }
  const names = header.cells.map(({ text }) => columnName(text));
  const rows = body.flatMap((record) => readRecord(file, names, record, diagnostics));
  if (rows.length === 0) {
    const at = { file, line: header.line, column: 1 };
    const message = 'The sheet has a header and no rows.';
    const hint = 'Write a row for each post. An empty sheet never cancels a week.';
    diagnostics.push(finding('file-empty', at, message, hint));
  }
  return { rows, diagnostics };
}

/** `sep=;` on the first line is a private sign to Excel, not a part of CSV. */
function withoutSeparatorLine(
  records: readonly CsvRecord[],
  diagnostics: Diagnostic[],
): readonly CsvRecord[] {
  const first = records[0]?.cells[0];
  if (!first || !/^sep=/i.test(first.text)) return records;
  const message = `The first line is "${visible(first.text)}…", a sign to Excel and no header.`;
  const hint = 'Remove the line; cells are separated by commas.';
  diagnostics.push(finding('separator-line', first, message, hint));
  return records.slice(1);
}

function wrongSeparator(header: CsvRecord): Diagnostic | null {
  const [only, second] = header.cells;
  if (!only || second) return null;
  for (const [separator, name] of [
    [';', 'semicolons'],
    ['\t', 'tabs'],
    ['|', 'bars'],
  ] as const) {
    if (only.text.split(separator).length < 3) continue;
    const message = `Cells are separated by ${name}; a sheet is separated by commas.`;
    const hint = 'Export it again as comma-separated values; no cell needs to be changed by hand.';
    return finding('separator-wrong', only, message, hint);
  }
  return null;
}

const columnName = (text: string): string => text.trim();

function checkHeader(file: string, header: CsvRecord): Diagnostic[] {
  const found: Diagnostic[] = [];
  const seen = new Map<string, number>();
  for (const [index, cell] of header.cells.entries()) {
    const at = { file, line: cell.line, column: cell.column };
    const name = columnName(cell.text);
    const earlier = seen.get(name);
    if (name === '') {
      const message = `Column ${index + 1} has no name.`;
      found.push(finding('column-blank', at, message, 'Name the column, or remove it.'));
    } else if (earlier !== undefined) {
      const message = `The column "${visible(name)}" stands twice: it is column ${earlier} and column ${index + 1}.`;
      found.push(finding('column-duplicate', at, message, 'Keep one of the two.'));
    } else if (!isColumn(name)) found.push(foreignColumn(name, at));
    if (earlier === undefined) seen.set(name, index + 1);
  }
  const at = { file, line: header.line, column: 1 };
  return [...found, ...missingColumns(new Set(seen.keys()), at, 'The header')];
}

function readRecord(
  file: string,
  names: readonly string[],
  record: CsvRecord,
  diagnostics: Diagnostic[],
): ReadRow[] {
  const { line } = record;
  const cells: Partial<Record<Column, Cell>> = {};
  for (const [index, name] of names.entries()) {
    const cell = record.cells[index];
    if (cell && isColumn(name)) cells[name] ??= cell;
  }
  const width = names.length;
  const complete = record.cells.length === width && !record.broken;
  if (complete && record.cells.every((cell) => cell.text.trim() === '')) {
    const hint = 'Remove the line.';
    diagnostics.push(
      finding('row-blank', { file, line, column: 1 }, 'The row is blank; it is skipped.', hint),
    );
    return [];
  }
  const widthError = checkWidth(file, record, width, cells.post_id?.text.trim() || null);
  if (widthError && !record.broken) diagnostics.push(widthError);
  return [{ row: { line, cells }, bytes: record.bytes, complete }];
}

function checkWidth(
  file: string,
  record: CsvRecord,
  width: number,
  postId: string | null,
): Diagnostic | null {
  const count = record.cells.length;
  if (count === width) return null;
  const has = `The row has ${count} cells, the header has ${width}`;
  const beyond = record.cells[width];
  if (beyond)
    return finding(
      'row-long',
      beyond,
      `${has}: from here on there is no column.`,
      'Put a text that holds a comma in quotes.',
      postId,
    );
  return finding(
    'row-short',
    { file, line: record.line, column: 1 },
    `${has}.`,
    'Write a comma for each empty cell; a line break inside a text needs quotes around it.',
    postId,
  );
}
