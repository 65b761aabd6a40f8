import { placeIn } from '../cell-place.ts';
import type { Diagnostic, Location } from '../diagnostic.ts';
import type { Cell, Column, SheetRow } from '../sheet.ts';
import { storable } from '../text.ts';
import type { CheckCode } from './catalogue.ts';
import { finding } from './finding.ts';

/** A row as the rules read it: they look at cells and report; they decide nothing else. */
export interface Row {
  readonly postId: string;
  readonly line: number;
  /** The cell as it stands in the file, or null where the file has no such column. */
  cell(column: Column): Cell | null;
  /** The cell's text without white space around it; empty where there is none. */
  text(column: Column): string;
  /**
   * At the cell, or at the start of the row where there is none.
   *
   * @param offset of the character in the cell's text at which it is, in UTF-16 units
   */
  report(code: CheckCode, column: Column, message: string, hint: string, offset?: number): void;
  /** Of a character of a cell; the start of the row where there is no such cell. */
  placeOf(column: Column, offset: number): Location;
  readonly diagnostics: readonly Diagnostic[];
}

export function openRow(file: string, { line, cells }: SheetRow): Row {
  const diagnostics: Diagnostic[] = [];
  // A dozen rules ask for the same cells. Of 10,000 rows, maps would be 5 MB.
  const texts: Partial<Record<Column, string>> = {};
  const text = (column: Column): string => {
    texts[column] ??= storable(cells[column]?.text ?? '').trim();
    return texts[column];
  };
  const postId = text('post_id');
  const start = { file, line, column: 1 };
  const placeOf = (column: Column, offset: number): Location => {
    const cell = cells[column];
    return cell ? placeIn(cell, offset) : start;
  };
  return {
    postId,
    line,
    cell: (column) => cells[column] ?? null,
    text,
    placeOf,
    report(code, column, message, hint, offset) {
      const at = offset === undefined ? (cells[column] ?? start) : placeOf(column, offset);
      const found = finding(code, at, message, hint, postId);
      // Several targets of one network meet the same problem of the same text: said once.
      const same = (one: Diagnostic) => JSON.stringify(one) === JSON.stringify(found);
      if (!diagnostics.some(same)) diagnostics.push(found);
    },
    diagnostics,
  };
}
