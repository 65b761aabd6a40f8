import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isPlain, visible } from './text.ts';

/** What is read as one byte a letter, and of which letters of UTF-8 the garbled ones are known. */
const misread = fc.oneof(
  fc.tuple(fc.constant('windows-1252'), fc.integer({ min: 0x80, max: 0xd7ff })),
  fc.tuple(fc.constant('windows-1255'), fc.integer({ min: 0x80, max: 0x7ff })),
);

describe('a plain text', () => {
  it('holds no character that is hidden, and no letter that is drawn otherwise than it reads', () => {
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      if (!isPlain(character) || character === '\n' || character === '\t') continue;
      assert.equal(visible(character), character);
      // A letter or digit that is drawn otherwise has a compatible form.
      if (/[\p{L}\p{N}]/u.test(character)) assert.equal(character.normalize('NFKC'), character);
    }
  });

  it('is none that was read as a Western or Hebrew encoding of one byte', () => {
    fc.assert(
      fc.property(misread, ([encoding, code]) => {
        const bytes = new TextEncoder().encode(String.fromCodePoint(code));
        const read = new TextDecoder(encoding).decode(bytes);
        assert.ok(!isPlain(read), read);
      }),
      { numRuns: 3000 },
    );
  });

  it('is what English and Hebrew are ordinarily written in', () => {
    for (const text of [
      '“Quotes” – and it’s out…\n\n---\nFor $9, £8, ₪30 (50 %)',
      'שלום, עולם: 7! 🌿',
    ])
      assert.ok(isPlain(text));
  });
});
