import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSheet } from '../adapters/sheet/read-sheet.ts';
import { placeIn } from './cell-place.ts';
import { requiredColumns } from './sheet.ts';

const texts = ['plain', 'a "quoted" word!', 'one\n\ntwo!', 'שלום, 👩‍👩‍👧 עולם!', '"\n"\t\\ é!'];

/** Where the mark stands in the file, found by looking at the file alone. */
function placeOfMark(file: string) {
  const before = file.slice(0, file.indexOf('!')).split(/\r\n|\n/);
  return { line: before.length, column: [...(before.at(-1) ?? '')].length + 1 };
}

const csv = (text: string, end: string) => {
  const cells = requiredColumns.map((name) => (name === 'post_copy' ? text : `${name}1`));
  const quoted = cells.map((cell) =>
    /["\n,]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
  );
  return `${requiredColumns.join(',')}\n${quoted.join(',')}\n`.replaceAll('\n', end);
};

const json = (text: string, write: (literal: string) => string) =>
  `[{${requiredColumns.map((name) => `"${name}": ${name === 'post_copy' ? write(JSON.stringify(text)) : '"1"'}`).join(', ')}}]`;

const files: readonly (readonly [string, (text: string) => string])[] = [
  ['w.csv', (text) => csv(text, '\n')],
  ['w.csv', (text) => csv(text, '\r\n')],
  ['w.json', (text) => json(text, (literal) => literal)],
  ['w.json', (text) => json(text, (literal) => literal.replaceAll('\\n', '\\r\\n'))],
  ['w.json', (text) => json(text, (literal) => literal.replace('é', '\\u00e9'))],
];

describe('the place of a character in a cell', () => {
  for (const [at, [path, write]] of files.entries())
    for (const text of texts)
      it(`is where it stands in the file: ${JSON.stringify(text)} in ${path} (${at})`, () => {
        const marked = text.includes('!') ? text : `${text}!`;
        const file = write(marked);
        const sheet = readSheet({ path, bytes: Buffer.from(file) });
        assert.ok(sheet.ok);
        const cell = sheet.value.rows[0]?.cells.post_copy;
        assert.ok(cell);
        const found = placeIn(cell, cell.text.indexOf('!'));
        assert.deepEqual(found, { file: path, ...placeOfMark(file) });
      });
});
