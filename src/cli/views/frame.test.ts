import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { frame } from './frame.ts';

const framed = (text: string, column: number, width = 80) =>
  frame({ text, line: 5, column, name: 'status' }, width);

/** What stands above the carets, where each character is one column. */
const above = ([line = '', carets = '']: readonly string[]) =>
  line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1);

describe('the frame of a finding', () => {
  it('puts carets under the whole cell, and names its column', () => {
    assert.deepEqual(framed('a,2026-02-16,aproved,b', 14), [
      '    5 | a,2026-02-16,aproved,b',
      '      |              ^^^^^^^ status',
    ]);
  });

  it('takes quotes and what they hold for one cell', () => {
    assert.equal(above(framed('a,"x, ""y"", z",b', 3)), '"x, ""y"", z"');
    assert.equal(above(framed('a,"goes on in the next line', 3)), '"goes on in the next line');
  });

  it('spells what would break its line', () => {
    for (const [sign, spelt] of [
      ['\u2028', '\\u2028'],
      ['\u2029', '\\u2029'],
      ['\u0085', '\\u0085'],
    ] as const) {
      const [line, carets] = framed(`a,b${sign}c,d`, 3);
      assert.equal(line, `    5 | a,b${spelt}c,d`);
      assert.equal(carets, '      |   ^^^^^^^^ status');
      assert.equal(framed(`a,ש${sign}c,d`, 3)[0], `    5 | status: \u2068ש${spelt}c\u2069`);
    }
  });

  it('has one caret where nothing stands', () => {
    assert.deepEqual(framed('a,,b', 3)[1], '      |   ^ status');
    assert.deepEqual(framed('', 9)[1], '      | ^ status');
  });

  it('counts wide characters as a terminal shows them', () => {
    const [line, carets] = framed('日本語,👩‍👩‍👧,bad,x', 11);
    assert.equal(line, '    5 | 日本語,👩‍👩‍👧,bad,x');
    // 6 columns, a comma, 2 columns, a comma.
    assert.equal(carets, `      | ${' '.repeat(10)}^^^ status`);
  });

  it('shows of a long line what is around the cell', () => {
    const [line = '', carets = ''] = framed(`${'x'.repeat(300)},bad,${'y'.repeat(300)}`, 302, 60);
    assert.equal(line.slice(0, 28), '    5 | …xxxxxxxxxxxxxxx,bad');
    assert.equal(line.length, 60);
    assert.equal(above([line, carets]), 'bad');
  });

  it('quotes the cell in isolates where a terminal may reorder the line', () => {
    assert.deepEqual(framed('a,שלום עולם,b', 3), ['    5 | status: \u2068שלום עולם\u2069']);
    const latin = framed('a,עברית,bad,b', 9);
    assert.deepEqual(latin, ['    5 | status: bad']);
  });

  it('spells out what would steer the terminal', () => {
    const [line = ''] = framed('a,\u001b[31mred,b', 3);
    assert.ok(!line.includes('\u001b'));
    assert.match(line, /\\u001b/);
  });
});
