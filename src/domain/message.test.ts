import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { composeMessage } from './message.ts';

const link = 'https://a.test/?utm_content=p';
const base = { copy: 'One', link, linkPlacement: 'inline', title: null } as const;

/** A part of a thread: text without separators, and without the link. */
const part = fc
  .string({ unit: fc.constantFrom('a', 'ש', '😀', ' ', '-', '.', '\n'), minLength: 1 })
  .map((text) => text.trim())
  .filter((text) => text !== '' && !/^[ \t]*---[ \t]*$/m.test(text));
const thread = fc.array(part, { minLength: 1, maxLength: 5 });
const placement = fc.constantFrom('inline', 'first-reply', 'none');

describe('the message of a post', () => {
  it('has the parts of the copy in order, and the link once, in the last of them', () => {
    fc.assert(
      fc.property(thread, placement, (parts, linkPlacement) => {
        const copy = parts.join('\n---\n');
        const message = composeMessage({ ...base, copy, linkPlacement });
        const last = parts.at(-1);
        const wanted = {
          inline: [...parts.slice(0, -1), `${last}\n\n${link}`],
          'first-reply': [...parts, link],
          none: parts,
        };
        assert.deepEqual(message.parts, wanted[linkPlacement]);
      }),
    );
  });

  it('never repeats a link that a part of the copy holds', () => {
    fc.assert(
      fc.property(thread, thread, placement, (before, after, linkPlacement) => {
        const parts = [...before, `see ${link}.`, ...after];
        const copy = parts.join('\n---\n');
        assert.deepEqual(composeMessage({ ...base, copy, linkPlacement }).parts, parts);
      }),
    );
  });

  it('has a part, whatever the copy', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), placement, (copy, linkPlacement) => {
        assert.ok(composeMessage({ ...base, copy, linkPlacement }).parts.length > 0);
      }),
    );
    assert.deepEqual(composeMessage({ ...base, copy: '' }).parts, [link]);
    assert.deepEqual(composeMessage({ ...base, copy: ' ', linkPlacement: 'none' }).parts, ['']);
  });

  it('takes a longer link that begins the same for another one', () => {
    const copy = `See ${link}2`;
    assert.deepEqual(composeMessage({ ...base, copy }).parts, [`${copy}\n\n${link}`]);
  });

  it('leaves dashes inside a line alone', () => {
    const copy = 'a --- b\n----\n--- c';
    assert.deepEqual(composeMessage({ ...base, copy, linkPlacement: 'none' }).parts, [copy]);
  });

  it('has a title only where one is written', () => {
    assert.equal(composeMessage({ ...base, title: ' Seven mistakes ' }).title, 'Seven mistakes');
    assert.equal(composeMessage({ ...base, title: ' ' }).title, null);
  });
});
