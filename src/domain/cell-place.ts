import type { Location } from './diagnostic.ts';
import type { Cell } from './sheet.ts';

/** One character of a text as it may stand in a file; a line break counts as one, however written. */
const written = {
  plain: /[\s\S]/uy,
  csv: /""|\r\n?|[\s\S]/uy,
  json: /\\r\\n|\\u[\da-f]{4}|\\[\s\S]|[\s\S]/iuy,
} as const;

/**
 * Where in the file a character of a cell stands, quotes and escapes before it counted.
 *
 * @param offset in UTF-16 units of the cell's text, as `indexOf` gives it
 */
export function placeIn(cell: Cell, offset: number): Location {
  const { file } = cell;
  let { line, column } = cell;
  const text = cell.source?.text ?? cell.text;
  const one = new RegExp(written[cell.source?.format ?? 'plain']);
  // The opening quote is none of the text.
  if (cell.source) column += 1;
  one.lastIndex = cell.source ? 1 : 0;
  for (let passed = 0; passed < offset; ) {
    const token = one.exec(text)?.[0];
    if (token === undefined) break;
    const isOnlyOne = token.codePointAt(0) === token.charCodeAt(0);
    passed += isOnlyOne ? 1 : 2;
    if (/^[\r\n]/.test(token)) {
      line += 1;
      column = 1;
    } else column += [...token].length;
  }
  return { file, line, column };
}
