import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Sheet } from './sheet.ts';
import { weekIdOf } from './week-id.ts';

const sheet = (...links: string[]): Sheet => ({
  file: 'week.csv',
  warnings: [],
  rows: links.map((text, index) => ({
    line: index + 2,
    cells: { utm_url: { file: 'week.csv', line: index + 2, column: 9, text } },
  })),
});
const link = (campaign: string) => `https://a.test/?utm_campaign=${campaign}`;

describe('the name of a week', () => {
  it("is the manifest's, whatever the links say", () => {
    const manifest = { weekId: 'week1', start: null, end: null, dueTasks: [], ignoredTasks: [] };
    assert.deepEqual(weekIdOf(manifest, sheet(link('other'))), { ok: true, value: 'week1' });
  });

  it('is the campaign on which all links with one agree', () => {
    const value = weekIdOf(null, sheet(link('week2'), 'https://a.test/', 'no link', link('week2')));
    assert.deepEqual(value, { ok: true, value: 'week2' });
  });

  it('is told by each link, whatever the one before it names', () => {
    const piece = fc.constantFrom(
      ...['https://a.test/', 'no link', '?', '&', '#', 'utm_campaign=', 'utm_campaign', 'week2'],
      ...['week22', 'utm%5Fcampaign=', 'utm_\tcampaign=', '%', '+', ' ', 'x=1'],
    );
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, text, (first, second) => {
        const of = (...links: string[]) => {
          const named = weekIdOf(null, sheet(...links));
          return named.ok ? [named.value] : named.error.map(({ code }) => code);
        };
        const each = [...of(first), ...of(second)].filter((one) => one !== 'week-unknown');
        const [one = 'week-unknown', ...others] = new Set(each);
        assert.deepEqual(of(first, second), [others.length > 0 ? 'week-ambiguous' : one]);
      }),
      { numRuns: 5000 },
    );
  });

  it('is an error with its place where links disagree or none has one', () => {
    const places = (of: Sheet) => {
      const result = weekIdOf(null, of);
      return result.ok ? [] : result.error.map(({ code, line, column }) => [code, line, column]);
    };
    assert.deepEqual(places(sheet(link('a'), link('a'), link('b'))), [['week-ambiguous', 4, 9]]);
    assert.deepEqual(places(sheet('https://a.test/')), [['week-unknown', 2, 9]]);
    assert.deepEqual(places(sheet(link('%00'))), [['week-unknown', 2, 9]]);
    assert.deepEqual(places(sheet()), [['week-unknown', 1, 1]]);
  });
});
