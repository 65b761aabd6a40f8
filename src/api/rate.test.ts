import assert from 'node:assert/strict';
import { it } from 'node:test';
import { rateLimit } from './rate.ts';

it('lets 500 requests of a key through at once, then 250 a second; another key is not held up', () => {
  let now = 0;
  const ask = rateLimit(() => now);
  const passed = (many: number) =>
    Array.from({ length: many }, () => ask('a')).filter((wait) => wait === null).length;
  assert.equal(passed(600), 500);
  assert.equal(ask('a'), 1);
  assert.equal(ask('b'), null);
  now = 1000;
  assert.equal(passed(300), 250);
  now = 1_000_000;
  assert.equal(passed(600), 500, 'no more is saved up than a burst');
});
