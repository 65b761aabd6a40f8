import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { check, link, type Texts } from '../../../test/support/checked-row.ts';

const under = (path: string, rest = '') => link('x', rest).replace('org/', `org${path}`);
const hebrew = { locale: 'he', utm_url: under('/he') };

const cases: readonly (readonly [string, Texts, readonly string[]])[] = [
  ['Hebrew', { ...hebrew, post_copy: 'המדריך יצא לאור.' }, []],
  ['Hebrew with names in Latin letters', { ...hebrew, post_copy: 'בדיקת ATS עם Resumely' }, []],
  ['Hebrew with a long address', { ...hebrew, post_copy: `המדריך: ${under('/he')}` }, []],
  ['no Hebrew in a Hebrew row', { ...hebrew, post_copy: 'The guide is out.' }, ['locale-mismatch']],
  [
    'hardly any Hebrew',
    { ...hebrew, post_copy: 'Your resume deserves a reader, חינם' },
    ['locale-mismatch'],
  ],
  ['Hebrew in an English row', { post_copy: 'המדריך יצא לאור.' }, ['locale-mismatch']],
  ['no letters at all', { ...hebrew, post_copy: '🌿 100!' }, []],
  ['a title in another language', { title: 'המדריך יצא לאור' }, ['locale-mismatch']],
  ['a Hebrew page below', { ...hebrew, post_copy: 'שלום', utm_url: under('/he/guide') }, []],
  ['a page of the region', { ...hebrew, post_copy: 'שלום', utm_url: under('/he-IL/guide') }, []],
  [
    'a host of the language',
    { ...hebrew, post_copy: 'שלום', utm_url: link('x').replace('example', 'he.example') },
    [],
  ],
  [
    'the language as a parameter',
    { ...hebrew, post_copy: 'שלום', utm_url: link('x', '&lang=he') },
    [],
  ],
  ['the English page', { ...hebrew, post_copy: 'שלום', utm_url: link('x') }, ['locale-mismatch']],
  [
    'a page that only begins alike',
    { ...hebrew, post_copy: 'שלום', utm_url: under('/help') },
    ['locale-mismatch'],
  ],
  ['the Hebrew page in an English row', { utm_url: under('/he/guide') }, ['locale-mismatch']],
  ['a help page in an English row', { utm_url: under('/help') }, []],
  ['an Arabic comma in Hebrew', { ...hebrew, post_copy: 'שלום، עולם' }, ['punctuation-foreign']],
  ['Hebrew quotes in Hebrew', { ...hebrew, post_copy: 'ענו ״הרבה״, צ׳קליסט ו"כן"' }, []],
  ['curly quotes in English', { post_copy: 'He said “yes” – it’s out…' }, []],
];

describe('the language of a row', () => {
  for (const [name, texts, codes] of cases)
    it(`${codes.length > 0 ? 'is not what it says' : 'is in order'}: ${name}`, () => {
      assert.deepEqual(check(texts).codes, codes);
    });
});

it('is told by the share of the letters that are of its script', () => {
  const sign = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('ש', 'ל', 'ום') },
    { weight: 6, arbitrary: fc.constantFrom('a', 'Z', 'word') },
    {
      weight: 2,
      arbitrary: fc.constantFrom(' ', '.', '7', '🌿', '״', '#תג ', ' https://example.org '),
    },
  );
  fc.assert(
    fc.property(fc.array(sign, { minLength: 1, maxLength: 30 }), (signs) => {
      const post_copy = signs.join('');
      const prose = post_copy.replace(/https:\/\/\S+|#[\p{L}\p{N}_]+/gu, ' ');
      const letters = prose.match(/\p{L}/gu)?.length ?? 0;
      const own = prose.match(/(?=\p{L})\p{Script=Hebrew}/gu)?.length ?? 0;
      const foreign = letters > 0 && own / letters < 0.3;
      assert.equal(check({ ...hebrew, post_copy }).codes.includes('locale-mismatch'), foreign);
    }),
    { numRuns: 1000 },
  );
});
