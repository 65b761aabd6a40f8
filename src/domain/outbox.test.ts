import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { afterFailure, type Tries } from './outbox.ts';
import { addMilliseconds, millisecondsBetween } from './time.ts';

const start = '2026-02-16T08:00:00.000Z';
const minute = 60_000;

/** The waits between tries that all fail, in minutes. */
function waits(): readonly number[] {
  const found: number[] = [];
  let now = start;
  let so: Tries = { tries: 0, giveUpAt: null };
  for (;;) {
    const next = afterFailure(so, now);
    if (next.dueAt === null) return found;
    found.push(millisecondsBetween(now, next.dueAt) / minute);
    [so, now] = [next, next.dueAt];
  }
}

describe('tries that fail', () => {
  it('are repeated after 1, 2, 4 … minutes, at most an hour, until a day is over', () => {
    const all = waits();
    assert.deepEqual(all.slice(0, 8), [1, 2, 4, 8, 16, 32, 60, 60]);
    assert.equal(
      all.reduce((sum, one) => sum + one),
      24 * 60,
    );
  });

  it('have their day from the first try on, however late that is', () => {
    const late = addMilliseconds(start, 48 * 60 * minute);
    const next = afterFailure({ tries: 0, giveUpAt: null }, late);
    assert.equal(next.dueAt, addMilliseconds(late, minute));
    assert.equal(afterFailure(next, addMilliseconds(late, 25 * 60 * minute)).dueAt, null);
  });
});
