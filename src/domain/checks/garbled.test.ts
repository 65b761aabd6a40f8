import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { check } from '../../../test/support/checked-row.ts';

const off = {
  severities: new Map([
    ['locale-mismatch', 'off'],
    ['punctuation-foreign', 'off'],
  ] as const),
};
/** Misread letters may be controls as well. */
const codes = (post_copy: string) =>
  check({ post_copy }, off).codes.filter((code) => code !== 'control-character');
const readAs = (encoding: string, text: string) =>
  new TextDecoder(encoding).decode(new TextEncoder().encode(text));

describe('garbled text', () => {
  it('is any Hebrew of two letters that was read as a Western or Hebrew encoding of one byte', () => {
    const letter = fc.constantFrom(...'אבגדהוזחטיכלמנסעפצקרשת');
    const word = fc.array(letter, { minLength: 2, maxLength: 12 }).map((one) => one.join(''));
    fc.assert(
      fc.property(word, fc.constantFrom('windows-1252', 'windows-1255'), (text, encoding) => {
        assert.deepEqual(codes(`ATS: ${readAs(encoding, text)}.`), ['garbled-text']);
        assert.deepEqual(codes(`ATS: ${text}.`), []);
      }),
    );
  });

  it('says what may have been meant, and where it stands', () => {
    const { diagnostics } = check({ post_copy: `I ${readAs('windows-1252', 'don’t')} wait` }, off);
    assert.match(diagnostics[0]?.hint ?? '', /Did you mean "’"\?/);
    assert.equal(diagnostics[0]?.column, 6 + 'I don'.length);
  });

  for (const [name, text] of [
    ['a lost letter', 'caf\ufffd'],
    ['Hebrew that was saved without letters', '???? ??? ATS'],
    ['a sign of HTML', 'Fish &amp; chips'],
    ['Hebrew of one byte a letter', 'ùìåí òåìí'],
    ['an accent', readAs('windows-1252', 'café')],
    ['an emoji', readAs('windows-1252', 'out now 🌿')],
  ] as const)
    it(`is found: ${name}`, () => assert.deepEqual(codes(text), ['garbled-text']));

  for (const text of [
    'Café, naïve, Übergröße, señor, “quotes” – and…',
    'Really??? Yes!!!',
    'ענו ״הרבה״, צ׳קליסט, 10 דק׳”',
    'CAFÉ» © 2026 ®',
    'R&D; Q&A',
    '🌿 👩‍👩‍👧 ₪ €',
  ])
    it(`is not: ${text}`, () => assert.deepEqual(codes(text), []));
});
