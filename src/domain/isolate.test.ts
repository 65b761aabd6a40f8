import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isolated } from './isolate.ts';

const plain = (text: string) => text.replace(/[\u2068\u2069]/g, '⟦').replaceAll('⟦', '');
const shown = (text: string) => text.replaceAll('\u2068', '⟨').replaceAll('\u2069', '⟩');

describe('Hebrew in an English line', () => {
  it('is isolated: its words together, and what is quoted as a whole', () => {
    for (const [text, expected] of [
      ['No Hebrew at all.', 'No Hebrew at all.'],
      ['he_li_01 → קבוצה/x: failed', 'he_li_01 → ⟨קבוצה⟩/x: failed'],
      ['See שלום, עולם: 3 posts', 'See ⟨שלום, עולם⟩: 3 posts'],
      ['begins "קורות חיים ל-LinkedIn עכשיו" with', 'begins "⟨קורות חיים ל-LinkedIn עכשיו⟩" with'],
      ['שורה\nline', '⟨שורה⟩\nline'],
    ] as const)
      assert.equal(shown(isolated(text)), expected);
  });

  it('stays what it is, and every isolate is closed on its line', () => {
    const sign = fc.constantFrom(...['a', 'Z', ' ', '"', '\n', '1', '.', 'א', 'ם', 'ع', '🙂', '/']);
    fc.assert(
      fc.property(fc.string({ unit: sign, maxLength: 40 }), (text) => {
        const result = isolated(text);
        assert.equal(plain(result), text);
        for (const line of result.split('\n')) {
          let depth = 0;
          for (const one of line) {
            depth += one === '\u2068' ? 1 : one === '\u2069' ? -1 : 0;
            assert.ok(depth === 0 || depth === 1);
            assert.ok(depth === 1 || !/[\p{Script=Hebrew}\p{Script=Arabic}]/u.test(one));
          }
          assert.equal(depth, 0);
        }
      }),
    );
  });
});
