import { type Column, columns } from '../sheet.ts';
import {
  bidiControl,
  codePoint,
  isPlain,
  tagCharacter,
  withoutRegionFlags,
  zeroWidth,
} from '../text.ts';
import type { Passage } from './passage.ts';
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
    if (text === undefined || (isPlain(text) && (prose.has(column) || !/[\t\n]/.test(text))))
      continue;
    checkCell(row, column, text);
  }
}

function checkCell(row: Row, column: Column, text: string): void {
  const report: Passage['report'] = (code, message, hint, offset) =>
    row.report(code, column, message, hint, offset);
  checkControls({ name: column, text, report }, prose.has(column));
  if (column !== 'notes') checkHidden({ name: column, text, report }, written.has(column));
}

/** The same for a text of several lines. */
export function checkHiddenText(passage: Texted): void {
  checkControls(passage, true);
  checkHidden(passage, true);
}

type Texted = Pick<Passage, 'name' | 'text' | 'report'>;

function checkControls({ name, text, report }: Texted, isProse: boolean): void {
  const pattern = isProse ? /(?![\n\t])[\p{Cc}\p{Cs}]/u : /[\p{Cc}\p{Cs}]/u;
  const found = pattern.exec(isProse ? text : text.trim());
  if (!found) return;
  const [character] = found;
  const what =
    character === '\n'
      ? 'a line break'
      : `the control character ${codePoint(character)}, which is not text`;
  const hint = 'Delete it, or write the cell anew by hand.';
  const before = isProse ? 0 : text.length - text.trimStart().length;
  report('control-character', `${name} holds ${what}.`, hint, before + found.index);
}

function checkHidden({ name, text, report }: Texted, isWritten: boolean): void {
  const bidi = bidiControl.exec(text);
  if (bidi) {
    const message = `${name} holds the bidi control ${codePoint(bidi[0])}: it is shown in another order than it is stored.`;
    const hint =
      'Delete it. Hebrew and English mix without it; the marks U+200E and U+200F are allowed in texts.';
    report('bidi-control', message, hint, bidi.index);
  }
  const tag = tagCharacter.exec(withoutRegionFlags(text));
  const hidden = tag ?? (isWritten ? null : zeroWidth.exec(text));
  if (!hidden) return;
  const message = `${name} holds the invisible character ${codePoint(hidden[0])}.`;
  const hint = 'Delete it, or write the cell anew by hand.';
  report('invisible-character', message, hint, text.indexOf(hidden[0]));
}
