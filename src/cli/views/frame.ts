import { cut, shown, spelled } from '../terminal.ts';
import { textWidth } from '../text-width.ts';

/** A place in a file, and what stands there. */
export interface FramePlace {
  /** The line of the file, without its end. */
  readonly text: string;
  readonly line: number;
  /** Counts characters, from 1. */
  readonly column: number;
  /** What the place is called: the column of the sheet; empty where it has no name. */
  readonly name: string;
}

/** So many characters before the place tell where in the line it is. */
const shownBefore = 16;

/** Scripts that a terminal may show from right to left, and the signs that make it do so. */
const reordered =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\u200f\u202b\u202e\u2067]/u;

/**
 * The line of a finding, with carets under the cell that is meant.
 *
 * Where a terminal may reorder the line, no column of it can be trusted: there the cell is quoted
 * instead, isolated so that it keeps its own direction.
 *
 * @param width columns that there are
 */
export function frame(place: FramePlace, width: number): readonly string[] {
  const characters = [...place.text];
  const start = Math.min(place.column - 1, characters.length);
  const end = endOfCell(characters, start);
  const gutter = `${String(place.line).padStart(5)} | `;
  const room = Math.max(20, width - gutter.length);
  const cell = characters.slice(start, end).join('');
  const from = Math.max(0, start - shownBefore);
  const seen = characters.slice(from).join('');
  if (reordered.test(cut(seen, room))) return [gutter + quoted(cell, place.name, room)];
  const before = (from > 0 ? '…' : '') + spelled(characters.slice(from, start).join(''));
  const indent = textWidth(before);
  const wide = Math.min(textWidth(spelled(cell)), room - indent);
  const line = cut(before + spelled(characters.slice(start).join('')), room);
  const carets = `${' '.repeat(indent)}${'^'.repeat(Math.max(1, wide))} ${place.name}`;
  return [gutter + line, `${' '.repeat(gutter.length - 2)}| ${carets.trimEnd()}`];
}

function quoted(cell: string, name: string, room: number): string {
  const label = name === '' ? '' : `${name}: `;
  return `${label}${shown(cut(cell, room - label.length))}`;
}

/** Where a cell ends in its line: at its closing quote, else at the comma. */
function endOfCell(characters: readonly string[], start: number): number {
  if (characters[start] !== '"') {
    const comma = characters.indexOf(',', start);
    return comma < 0 ? characters.length : comma;
  }
  for (let at = start + 1; at < characters.length; at += 1) {
    if (characters[at] !== '"') continue;
    if (characters[at + 1] !== '"') return at + 1;
    at += 1;
  }
  return characters.length;
}
