import { finding } from '../../domain/checks/finding.ts';
import type { Diagnostic, Location } from '../../domain/diagnostic.ts';
import { didYouMean, nearest } from '../../domain/nearest.ts';
import { type Column, columns, requiredColumns, type SheetRow } from '../../domain/sheet.ts';
import { visible } from '../../domain/text.ts';
import type { SheetLimits } from './limits.ts';

/** A row as a format's reader hands it over. */
export interface ReadRow {
  readonly row: SheetRow;
  /** UTF-8 bytes in the file. */
  readonly bytes: number;
  /** It has the cells that the header promises; only then does a missing value mean anything. */
  readonly complete: boolean;
}

export interface ReadRows {
  readonly rows: readonly ReadRow[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Names that JavaScript gives a meaning of its own; none is a column. */
const forbiddenColumns: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const known: ReadonlySet<string> = new Set(columns);

export const isColumn = (name: string): name is Column => known.has(name);

/** At the first row beyond the cap; none is checked then, for there may be millions. */
export function tooManyRows(at: Location, limits: SheetLimits): Diagnostic {
  const message = `The sheet has more than ${limits.rows} rows, the most that are read.`;
  return finding('rows-too-many', at, message, 'Split the sheet by week; remove blank lines.');
}

/** A name of a column that is not one of ours: refused where reserved, else a warning. */
export function foreignColumn(name: string, at: Location): Diagnostic {
  if (forbiddenColumns.has(name))
    return finding('column-forbidden', at, `"${name}" is a reserved name.`, 'Rename the column.');
  const message = `The column "${visible(name)}" is unknown; it is not read.`;
  const hint = `${didYouMean(name, columns)}Put remarks into the column notes.`;
  return finding('column-unknown', at, message, hint);
}

/**
 * One error for each required column that is not among the names, with the name that may have
 * been meant.
 */
export function missingColumns(
  names: ReadonlySet<string>,
  at: Location,
  inWhat: string,
): Diagnostic[] {
  const foreign = [...names].filter((name) => name !== '' && !known.has(name));
  return requiredColumns
    .filter((column) => !names.has(column))
    .map((column) => {
      const meant = nearest(column, foreign);
      const hint = meant
        ? `Did you mean it by "${visible(meant)}"? Rename that to ${column}.`
        : `Add ${column}. Needed are ${requiredColumns.join(', ')}.`;
      return finding('column-missing', at, `${inWhat} has no ${column}.`, hint);
    });
}
