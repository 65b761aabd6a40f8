import { byPlace, finding } from '../../domain/checks/finding.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Sheet } from '../../domain/sheet.ts';
import { foldIdentifier, visible } from '../../domain/text.ts';
import { readCsvRows } from './csv-rows.ts';
import { decode } from './decode.ts';
import { readJsonRows } from './json-rows.ts';
import { defaultLimits, type SheetLimits } from './limits.ts';
import type { ReadRow } from './rows.ts';

/**
 * Reads a publishing sheet and decides whether its structure can be trusted. Every structural
 * error is found in one pass; what is wrong inside a cell is for the checks.
 *
 * @param path in the repository; `.json` is an array of objects with the columns as keys, anything
 *   else is CSV
 * @param limits caps; `defaultLimits` where not given
 * @returns the rows with file, line and column of each cell, or every reason why not
 */
export function readSheet({
  path,
  bytes,
  limits,
}: {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly limits?: Partial<SheetLimits>;
}): Result<Sheet, readonly Diagnostic[]> {
  const caps = { ...defaultLimits, ...limits };
  const text = decode(path, bytes, caps.fileBytes);
  if (!text.ok) return text;
  const isJson = path.toLowerCase().endsWith('.json');
  const read = isJson ? readJsonRows(path, text.value, caps) : readCsvRows(path, text.value, caps);
  const diagnostics = [
    ...read.diagnostics,
    ...checkRowSizes(path, read.rows, caps),
    ...checkIdentities(read.rows, caps),
  ];
  const errors = diagnostics.filter((one) => one.severity === 'error');
  if (errors.length > 0) return failure(errors.sort(byPlace));
  const warnings = diagnostics.sort(byPlace);
  return success({ file: path, rows: read.rows.map(({ row }) => row), warnings });
}

function checkRowSizes(file: string, rows: readonly ReadRow[], limits: SheetLimits): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { row, bytes } of rows) {
    if (bytes <= limits.rowBytes) continue;
    const message = `The row has ${bytes} bytes; at most ${limits.rowBytes} are read.`;
    const hint = 'Shorten it; a quote that is never closed also makes such a row.';
    found.push(finding('row-too-large', { file, line: row.line, column: 1 }, message, hint));
  }
  return found;
}

/** A post_id is what a row is known by from run to run: present, short, and there once. */
function checkIdentities(rows: readonly ReadRow[], limits: SheetLimits): Diagnostic[] {
  const found: Diagnostic[] = [];
  const seen = new Map<string, { readonly text: string; readonly line: number }>();
  for (const { row, complete } of rows) {
    const cell = row.cells.post_id;
    if (!cell) continue;
    const id = cell.text.trim();
    const key = foldIdentifier(id);
    const earlier = seen.get(key);
    if (key === '') {
      if (!complete) continue;
      const hint = 'Give the row a post_id of its own.';
      found.push(finding('post-id-missing', cell, 'The row has no post_id.', hint));
    } else if (id.length > limits.postIdLength) {
      const message = `The post_id has ${id.length} characters; at most ${limits.postIdLength} are read.`;
      found.push(finding('post-id-too-long', cell, message, 'Use a short name.'));
    } else if (earlier) {
      const alike =
        earlier.text === id
          ? ''
          : `, which differs from "${visible(earlier.text)}" only in case or form`;
      const message = `The post_id "${visible(id)}" stands on line ${earlier.line} and on line ${cell.line}${alike}.`;
      const hint = 'Give each row a post_id of its own.';
      found.push(finding('post-id-duplicate', cell, message, hint, id));
    } else seen.set(key, { text: id, line: cell.line });
  }
  return found;
}
