import { type Column, columns } from '../sheet.ts';
import { bidiControl, codePoint, tagCharacter, withoutRegionFlags, zeroWidth } from '../text.ts';
import type { Row } from './row.ts';

/** Texts of several lines. */
const prose: ReadonlySet<Column> = new Set(['post_copy', 'notes']);
/** Texts that people write: joiners of emoji and marks of direction belong there. */
const written: ReadonlySet<Column> = new Set(['post_copy', 'title', 'notes']);

/**
 * Characters that can not be seen: controls everywhere (a title with a line break would become a
 * second header of a mail), bidi overrides in what is published, and anything of no width in
 * identifiers and links.
 */
export function checkCharacters(row: Row): void {
  for (const column of columns) {
    const text = row.cell(column)?.text;
    if (text === undefined) continue;
    checkControls(row, column, text);
    if (column !== 'notes') checkHidden(row, column, text);
  }
}

function checkControls(row: Row, column: Column, text: string): void {
  const checked = prose.has(column) ? text.replace(/[\n\t]/g, '') : text.trim();
  const found = /[\p{Cc}\p{Cs}]/u.exec(checked)?.[0];
  if (found === undefined) return;
  const what =
    found === '\n'
      ? 'a line break'
      : `the control character ${codePoint(found)}, which is not text`;
  const message = `${column} holds ${what}.`;
  row.report('control-character', column, message, 'Delete it, or write the cell anew by hand.');
}

function checkHidden(row: Row, column: Column, text: string): void {
  const bidi = bidiControl.exec(text)?.[0];
  if (bidi !== undefined) {
    const message = `${column} holds the bidi control ${codePoint(bidi)}: it is shown in another order than it is stored.`;
    const hint =
      'Delete it. Hebrew and English mix without it; the marks U+200E and U+200F are allowed in texts.';
    row.report('bidi-control', column, message, hint);
  }
  const tag = tagCharacter.exec(withoutRegionFlags(text))?.[0];
  const hidden = tag ?? (written.has(column) ? undefined : zeroWidth.exec(text)?.[0]);
  if (hidden === undefined) return;
  const message = `${column} holds the invisible character ${codePoint(hidden)}.`;
  row.report('invisible-character', column, message, 'Delete it, or write the cell anew by hand.');
}
