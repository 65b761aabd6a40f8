import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAllowed } from './read-allowed.ts';

const read = (text: string) => readAllowed({ path: 'a.csv', bytes: Buffer.from(text) });

describe('reading allowances', () => {
  it('gives each with the place of its code, columns in any order', () => {
    assert.deepEqual(read('code,post_id,reason\nlink-extra,one,"ours, too"\n'), {
      allowances: [
        {
          file: 'a.csv',
          line: 2,
          column: 1,
          postId: 'one',
          code: 'link-extra',
          reason: 'ours, too',
        },
      ],
      problems: [],
    });
  });

  it('allows nothing where the file is no table of them, and says where', () => {
    for (const [text, line, column] of [
      ['post_id,code\none,x\n', 1, 1],
      ['', 1, 1],
      ['post_id,code,reason\none,x,"y\n', 2, 7],
    ] as const) {
      const { allowances, problems } = read(text);
      assert.deepEqual(allowances, []);
      assert.deepEqual(
        problems.map((one) => [one.code, one.severity, one.line, one.column]),
        [['allow-invalid', 'warning', line, column]],
      );
    }
  });
});
