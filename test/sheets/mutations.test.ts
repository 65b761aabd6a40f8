import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { readSheet, surveySheet } from '../../src/adapters/sheet/read-sheet.ts';
import { isCheckCode } from '../../src/domain/checks/catalogue.ts';
import { checkSheet } from '../../src/domain/checks/check-sheet.ts';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import { weekIdOf } from '../../src/domain/week-id.ts';
import { context } from '../support/checked-row.ts';

const runs = Number(process.env.SHEET_MUTATIONS ?? 1000);
const seed = Number(process.env.SHEET_SEED ?? Math.floor(Math.random() * 2 ** 31));

const example = readFileSync(
  fileURLToPath(
    new URL(
      '../../examples/marketing/docs/gtm/week-1-social-publishing-sheet.csv',
      import.meta.url,
    ),
  ),
  'utf8',
);
const records: readonly Readonly<Record<string, string>>[] = parse(example, { columns: true });
const sheets = [
  { path: 'week.csv', text: example },
  { path: 'week.csv', text: example.replaceAll('\n', '\r\n') },
  { path: 'week.json', text: JSON.stringify(records, null, 1) },
];

/** What breaks readers and rules: signs of the formats, of Unicode, and of the texts themselves. */
const shards = [
  ...['"', '""', ',', '\n', '\r', '\r\n', ';', '\t', '\ufeff', '\0', '\u202e', '\u2066', '\u200b'],
  ...['\ufffd', '\ud83d', '🌿', 'א', 'שרשור', '{', '}', '[', ']', ':', '\\', '\\u0000', '\\ud800'],
  ...['__proto__', 'post_id', 'https://', 'javascript:', '%', '|', '+', '#1', '$9', '40%', '3x'],
  ...[
    '---',
    '\n---\n',
    '🧵',
    '1/',
    '{{a|b}}',
    'TODO',
    'allow: utm-missing – x',
    'â€™',
    '?',
    '=1+1',
  ],
  ...['2026-02-30', 'he', 'en', 'approved', 'a'.repeat(3000), '9'.repeat(400), ' '.repeat(300)],
];

const place = fc.double({ min: 0, max: 1, noNaN: true });
const mutation = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: place, text: fc.constantFrom(...shards) }),
  fc.record({ kind: fc.constant('delete' as const), at: place, length: fc.nat(200) }),
  fc.record({ kind: fc.constant('repeat' as const), at: place, length: fc.nat(400) }),
  fc.record({ kind: fc.constant('byte' as const), at: place, byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('cut' as const), at: place }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer One> ? One : never;

function mutate(bytes: Buffer, one: Mutation): Buffer {
  const at = Math.floor(one.at * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (one.kind === 'insert') return Buffer.concat([before, Buffer.from(one.text), after]);
  if (one.kind === 'delete') return Buffer.concat([before, after.subarray(one.length)]);
  if (one.kind === 'repeat') return Buffer.concat([before, after.subarray(0, one.length), after]);
  if (one.kind === 'byte') return Buffer.concat([before, Buffer.of(one.byte), after.subarray(1)]);
  return before;
}

function holdsOf(found: readonly Diagnostic[], lines: number): void {
  for (const one of found) {
    assert.ok(isCheckCode(one.code), one.code);
    assert.ok(one.message !== '' && one.hint !== '', JSON.stringify(one));
    assert.ok(one.line >= 1 && one.line <= lines && one.column >= 1, JSON.stringify(one));
    assert.doesNotMatch(one.message + one.hint, /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
  }
}

/** All of a sheet is taken, or nothing of it. */
function checkTaken(path: string, bytes: Buffer): void {
  const lines = bytes.toString().split(/\r\n|\r|\n/).length;
  const read = readSheet({ path, bytes });
  const survey = surveySheet({ path, bytes });
  holdsOf(survey.errors, lines);
  assert.equal(read.ok, survey.errors.length === 0);
  if (!read.ok) {
    assert.ok(read.error.every((one) => one.severity === 'error' && one.scope === 'sheet'));
    return;
  }
  const sheet = read.value;
  const ids = sheet.rows.map(({ cells }) =>
    cells.post_id?.text.trim().normalize('NFKC').toLowerCase(),
  );
  assert.equal(new Set(ids).size, ids.length);
  if (path.endsWith('.csv')) assert.equal(sheet.rows.length, rowsIn(bytes));
  const week = weekIdOf(null, sheet);
  if (!week.ok) holdsOf(week.error, lines);
  const checked = checkSheet(sheet, { ...context, weekId: week.ok ? week.value : '' });
  holdsOf(checked.diagnostics, lines);
  assert.equal(checked.posts().length, sheet.rows.length);
  for (const { deliveries, diagnostics } of checked.posts()) {
    const errors = new Set(
      diagnostics.filter((one) => one.severity === 'error').map((one) => one.code),
    );
    assert.ok(deliveries.length > 0);
    for (const one of deliveries) assert.deepEqual(new Set(one.problems), errors);
  }
}

/** Rows that hold something, by another reader of CSV. */
function rowsIn(bytes: Buffer): number {
  const rows: readonly (readonly string[])[] = parse(bytes, {
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  return rows.slice(1).filter((cells) => cells.some((cell) => cell.trim() !== '')).length;
}

describe(`mutated sheets (SHEET_SEED=${seed}, SHEET_MUTATIONS=${runs})`, () => {
  it('are taken whole or rejected whole, and every finding says where and how to mend it', () => {
    const mutations = fc.array(mutation, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...sheets), mutations, ({ path, text }, list) => {
        checkTaken(path, list.reduce(mutate, Buffer.from(text)));
      }),
      { numRuns: runs, seed },
    );
  });
});
