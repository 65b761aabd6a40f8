import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { check } from '../../../test/support/checked-row.ts';

const left = [
  'Hi {{first_name | there}}',
  'TODO: the guide',
  'Out on TBD.',
  'Lorem ipsum dolor',
  'Join [insert link] now',
  'Dear [your name],',
];

const texts = [
  'Your todo list for Monday.',
  'Methodology',
  'Choose [A] or [B].',
  'Use {curly} brackets.',
];

describe('a placeholder', () => {
  for (const post_copy of left)
    it(`is left: ${post_copy}`, () => {
      assert.deepEqual(check({ post_copy }).codes, ['placeholder-left']);
    });

  it('is found in a title too', () => {
    assert.deepEqual(check({ title: 'TBD' }).codes, ['placeholder-left']);
  });

  for (const post_copy of texts)
    it(`is none: ${post_copy}`, () => {
      assert.deepEqual(check({ post_copy }).codes, []);
    });
});
