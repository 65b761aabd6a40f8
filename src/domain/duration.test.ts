import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatDuration, parseDuration } from './duration.ts';

describe('a duration', () => {
  it('is written as people write it', () => {
    const written = [250, 1500, 45_000, 600_000, 5_400_000, 86_400_000, 172_800_000];
    assert.deepEqual(written.map(formatDuration), [
      '250ms',
      '1500ms',
      '45s',
      '10m',
      '90m',
      '24h',
      '48h',
    ]);
  });

  it('is read back as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (milliseconds) => {
        assert.equal(parseDuration(formatDuration(milliseconds)), milliseconds);
      }),
    );
  });

  it('is nothing else', () => {
    for (const text of ['', '10', 'm', '1.5h', '-1s', '10 m', '1w', '1h30m'])
      assert.equal(parseDuration(text), null, text);
  });
});
