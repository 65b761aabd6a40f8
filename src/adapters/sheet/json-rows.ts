import { finding } from '../../domain/checks/finding.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { Cell, Column } from '../../domain/sheet.ts';
import { type JsonValue, scanJson } from './json.ts';
import type { SheetLimits } from './limits.ts';
import {
  foreignColumn,
  isColumn,
  missingColumns,
  type ReadRow,
  type ReadRows,
  tooManyRows,
} from './rows.ts';

const shapeHint =
  'A sheet in JSON is an array of objects: [{"post_id": "…", "publish_date": "…"}].';

/** Makes rows of a JSON text: an array of objects whose keys are the columns. */
export function readJsonRows(file: string, text: string, limits: SheetLimits): ReadRows {
  const start = { file, line: 1, column: 1 };
  if (text.trim() === '')
    return {
      rows: [],
      diagnostics: [finding('file-empty', start, 'The file is empty.', shapeHint)],
    };
  const { value, flaws } = scanJson(text, limits.depth);
  const diagnostics = flaws.map((flaw) =>
    finding(flaw.code, { file, ...flaw }, flaw.message, flaw.hint),
  );
  if (value === null) return { rows: [], diagnostics };
  if (value.kind !== 'array') {
    const message = 'The file is not an array of objects.';
    diagnostics.push(finding('json-shape', { file, ...value }, message, shapeHint));
    return { rows: [], diagnostics };
  }
  if (value.items.length === 0)
    diagnostics.push(finding('file-empty', start, 'The sheet has no rows.', shapeHint));
  const warned = new Set<string>();
  const excess = value.items[limits.rows];
  if (excess) {
    const at = { file, line: excess.line, column: excess.column };
    return { rows: [], diagnostics: [...diagnostics, tooManyRows(at, limits)] };
  }
  const rows = value.items.flatMap((item) => readItem(file, item, warned, diagnostics));
  return { rows, diagnostics };
}

function readItem(
  file: string,
  item: JsonValue,
  warned: Set<string>,
  diagnostics: Diagnostic[],
): ReadRow[] {
  const { line, column } = item;
  if (item.kind !== 'object') {
    const message = 'Here an object is expected: one row.';
    diagnostics.push(finding('json-shape', { file, line, column }, message, shapeHint));
    return [];
  }
  const cells: Partial<Record<Column, Cell>> = {};
  for (const { key, value, ...at } of item.members) {
    if (isColumn(key)) {
      const cell = readCell(file, key, value, diagnostics);
      if (cell) cells[key] ??= cell;
    } else if (!warned.has(key)) {
      warned.add(key);
      const foreign = foreignColumn(key, { file, ...at });
      // The JSON reader has refused a reserved key already.
      if (foreign.severity === 'warning') diagnostics.push(foreign);
    }
  }
  const names = new Set(item.members.map(({ key }) => key));
  const missing = missingColumns(names, { file, line, column }, 'The row');
  diagnostics.push(...missing);
  return [{ row: { line, cells }, bytes: item.bytes, complete: missing.length === 0 }];
}

function readCell(
  file: string,
  key: Column,
  value: JsonValue,
  diagnostics: Diagnostic[],
): Cell | null {
  const at = { file, line: value.line, column: value.column };
  if (value.kind === 'text') {
    const source = { format: 'json', text: value.literal } as const;
    return { ...at, text: value.text.replace(/\r\n?/g, '\n'), source };
  }
  if (value.kind === 'null') return { ...at, text: '' };
  const message = `The value of ${key} is not a text.`;
  diagnostics.push(finding('json-shape', at, message, 'Put the value in double quotes.'));
  return null;
}
