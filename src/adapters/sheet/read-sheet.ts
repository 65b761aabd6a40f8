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

export interface SheetInput {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly limits?: Partial<SheetLimits>;
}

/** What a sheet holds, whether it can be trusted or not. */
export interface SheetSurvey {
  /** Why its structure can't be trusted; empty where it can. */
  readonly errors: readonly Diagnostic[];
  /** The rows that could be read all the same. */
  readonly sheet: Sheet;
}

/**
 * Reads a publishing sheet and decides whether its structure can be trusted. Every structural
 * error is found in one pass; what is wrong inside a cell is for the checks.
 *
 * @param path in the repository; `.json` is an array of objects with the columns as keys, anything
 *   else is CSV
 * @param limits caps; `defaultLimits` where not given
 * @returns the rows with file, line and column of each cell, or every reason why not
 */
export function readSheet(input: SheetInput): Result<Sheet, readonly Diagnostic[]> {
  const { errors, sheet } = surveySheet(input);
  return errors.length > 0 ? failure(errors) : success(sheet);
}

/**
 * The same for whoever mends a sheet: beside the errors of its structure it gives the rows that
 * could be read, so that their mistakes are told in the same pass. Never for an import.
 */
export function surveySheet({ path, bytes, limits }: SheetInput): SheetSurvey {
  const caps = { ...defaultLimits, ...limits };
  const text = decode(path, bytes, caps.fileBytes);
  if (!text.ok) return { errors: text.error, sheet: { file: path, rows: [], warnings: [] } };
  const isJson = path.toLowerCase().endsWith('.json');
  const read = isJson ? readJsonRows(path, text.value, caps) : readCsvRows(path, text.value, caps);
  const diagnostics = [
    ...read.diagnostics,
    ...checkRowSizes(path, read.rows, caps),
    ...checkIdentities(read.rows, caps),
  ].sort(byPlace);
  const warnings = diagnostics.filter((one) => one.severity !== 'error');
  const errors = diagnostics.filter((one) => one.severity === 'error');
  // Where more than the names of rows is wrong, columns may have moved: mistakes would be made up.
  const readable = errors.every((one) => one.code.startsWith('post-id-'));
  const rows = readable ? read.rows.map(({ row }) => row) : [];
  return { errors, sheet: { file: path, rows, warnings } };
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
