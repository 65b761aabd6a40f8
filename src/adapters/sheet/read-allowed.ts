import type { Allowance, Allowed } from '../../domain/checks/allowances.ts';
import { finding } from '../../domain/checks/finding.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { type CsvRecord, scanCsv } from './csv.ts';
import { decode } from './decode.ts';
import { defaultLimits } from './limits.ts';

const columns = ['post_id', 'code', 'reason'] as const;

const howTo =
  'Write the columns post_id, code and reason, separated by commas, and a line for each.';

/**
 * Reads what a team lets pass in a week, `week-{week}-allowed.csv`: `post_id,code,reason`. Whether a
 * code exists and a reason is given is for the checks.
 *
 * @returns no allowance where the file can't be read as a whole, and why
 */
export function readAllowed({
  path,
  bytes,
}: {
  readonly path: string;
  readonly bytes: Uint8Array;
}): Allowed {
  const text = decode(path, bytes, defaultLimits.fileBytes);
  const refused = (problems: readonly Diagnostic[]): Allowed => ({ allowances: [], problems });
  const report = (at: { readonly line: number; readonly column: number }, message: string) =>
    finding('allow-invalid', { file: path, line: at.line, column: at.column }, message, howTo);
  if (!text.ok) return refused(text.error.map((one) => report(one, one.message)));
  const { records, flaws } = scanCsv(path, text.value, defaultLimits.rows);
  if (flaws.length > 0) return refused(flaws.map((flaw) => report(flaw, flaw.message)));
  const [header, ...body] = records;
  const names = (header?.cells ?? []).map((cell) => cell.text.trim());
  const missing = columns.filter((name) => !names.includes(name));
  if (missing.length > 0)
    return refused([report({ line: 1, column: 1 }, `The file has no ${missing.join(', no ')}.`)]);
  return { allowances: body.map((record) => allowanceOf(path, names, record)), problems: [] };
}

function allowanceOf(file: string, names: readonly string[], record: CsvRecord): Allowance {
  const cell = (name: (typeof columns)[number]) => record.cells[names.indexOf(name)];
  const text = (name: (typeof columns)[number]) => cell(name)?.text.trim() ?? '';
  const { line, column } = cell('code') ?? { line: record.line, column: 1 };
  return {
    file,
    line,
    column,
    postId: text('post_id'),
    code: text('code'),
    reason: text('reason'),
  };
}
