import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readBaseline } from './read-baseline.ts';

const read = (text: string) => readBaseline({ path: 'b.md', bytes: Buffer.from(text) });

describe('reading the baseline', () => {
  it('gives its date and each metric with its line, whatever stands around them', () => {
    const text = `# Baseline\r\n\r\n**Date:** 2026-02-14  \r\n
| Owner | Since |
|---|---|
| Noa | 2025 |

| Verified | Metric | Window | Current |
|:-:|---|---|---:|
| Yes | Registered users | 28 days | **12,400** |
| no | A \\| B | 28 days | TBD |
`;
    assert.deepEqual(read(text), {
      file: 'b.md',
      date: '2026-02-14',
      metrics: [
        { name: 'Registered users', current: '12,400', verified: true, line: 11 },
        { name: 'A | B', current: 'TBD', verified: false, line: 12 },
      ],
    });
  });

  it('verifies nothing where there is no date, no table or no text', () => {
    const nothing = { file: 'b.md', date: null, metrics: [] };
    assert.deepEqual(read('Date: 2026-02-30\n\nVerified: Yes'), nothing);
    assert.deepEqual(readBaseline({ path: 'b.md', bytes: Uint8Array.of(0xff, 0xff) }), nothing);
  });
});
