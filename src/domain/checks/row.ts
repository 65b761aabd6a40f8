import { placeIn } from '../cell-place.ts';
import type { Diagnostic } from '../diagnostic.ts';
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
  readonly diagnostics: readonly Diagnostic[];
}

export function openRow(file: string, { line, cells }: SheetRow): Row {
  const diagnostics: Diagnostic[] = [];
  const text = (column: Column) => storable(cells[column]?.text ?? '').trim();
  const postId = text('post_id');
  return {
    postId,
    line,
    cell: (column) => cells[column] ?? null,
    text,
    report(code, column, message, hint, offset) {
      const cell = cells[column];
      const start = cell ?? { file, line, column: 1 };
      const at = cell && offset !== undefined ? placeIn(cell, offset) : start;
      const found = finding(code, at, message, hint, postId);
      // Several targets of one network meet the same problem of the same text: said once.
      const same = (one: Diagnostic) => JSON.stringify(one) === JSON.stringify(found);
      if (!diagnostics.some(same)) diagnostics.push(found);
    },
    diagnostics,
  };
}
