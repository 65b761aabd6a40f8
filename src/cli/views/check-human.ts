import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { CheckedSource } from '../check/checked-source.ts';
import { type CheckDocument, sizesOf } from '../check/report.ts';
import { count, print, spelled, styled } from '../terminal.ts';
import { diagnosticLines, silencedLine } from './diagnostics.ts';
import { frame } from './frame.ts';

const usualWidth = 100;

/** The findings as a person reads them: row by row, each with its cell; totals last. */
export function showFindings(checked: readonly CheckedSource[], document: CheckDocument): void {
  const width = process.stdout.columns || usualWidth;
  for (const one of checked) showSheet(one, width);
  for (const one of document.silenced) print(silencedLine(one));
  for (const sheet of document.sheets)
    print(`${spelled(sheet.file)}: ${totals(sizesOf([sheet]), sheet)}.`);
  if (document.sheets.length > 1)
    print(
      `${count(document.sheets.length, 'file')}: ${totals(sizesOf(document.sheets), document.summary)}.`,
    );
}

const totals = (
  sizes: readonly string[],
  { errors, warnings, silenced }: CheckDocument['summary'],
): string =>
  [
    ...sizes,
    count(errors, 'error'),
    count(warnings, 'warning'),
    ...(silenced > 0 ? [`${silenced} silenced`] : []),
  ].join(', ');

function showSheet({ source, sheet, diagnostics }: CheckedSource, width: number): void {
  const lines = new TextDecoder().decode(source.bytes).split(/\r\n|\r|\n/);
  const names = new Map<string, string>();
  for (const { cells } of sheet.rows)
    for (const [name, cell] of Object.entries(cells))
      if (cell) names.set(`${cell.line}:${cell.column}`, name);
  const kinds = Map.groupBy(diagnostics, kindOf);
  let row: string | null = null;
  for (const one of diagnostics) {
    const [first, ...others] = kinds.get(kindOf(one)) ?? [];
    const together = one.severity === 'warning' && others.length >= mostAlone;
    if (together && one !== first) continue;
    const of = one.post_id ?? '';
    // An empty line between the rows: what belongs together is seen together.
    if (row !== null && row !== of) print('');
    row = of;
    print(diagnosticLines(one));
    showFrame(one, lines, names, width);
    if (together)
      print(`    The same of ${count(others.length, 'more row')}: lines ${runsOf(others)}.`);
  }
  if (diagnostics.length > 0) print('');
}

/** An old week has as many past dates as rows. Warnings that are mended alike are told once from here on. */
const mostAlone = 3;

const kindOf = ({ code, hint }: Diagnostic): string => `${code} ${hint}`;

/** `3-5, 8` */
function runsOf(diagnostics: readonly Diagnostic[]): string {
  const runs: { from: number; to: number }[] = [];
  for (const { line } of diagnostics) {
    const last = runs.at(-1);
    if (last && line <= last.to + 1) last.to = line;
    else runs.push({ from: line, to: line });
  }
  return runs.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

function showFrame(
  one: Diagnostic,
  lines: readonly string[],
  names: ReadonlyMap<string, string>,
  width: number,
): void {
  const text = lines[one.line - 1];
  if (text === undefined || text === '') return;
  const name = names.get(`${one.line}:${one.column}`) ?? '';
  const drawn = frame({ text, line: one.line, column: one.column, name }, width);
  for (const line of drawn) print(styled('dim', line));
}
