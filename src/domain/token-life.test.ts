import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addMilliseconds } from './time.ts';
import { dueWarning, hasEnded, isToRenew, type TokenLife } from './token-life.ts';

const hour = 3_600_000;
const issuedAt = '2026-03-01T00:00:00.000Z';
const after = (hours: number): string => addMilliseconds(issuedAt, hours * hour);

const life = (hours: number, renewable = true): TokenLife => ({
  issuedAt,
  expiresAt: after(hours),
  renewable,
  renewableUntil: null,
});

describe('the life of a token', () => {
  for (const [lasts, from] of [
    [2, 2 - 1 / 3],
    [60 * 24, 59 * 24],
  ] as const)
    it(`is renewed from ${from} h on, where it lasts ${lasts} h`, () => {
      assert.equal(isToRenew(life(lasts), after(from - 0.01)), false);
      assert.equal(isToRenew(life(lasts), after(from)), true);
    });

  it('counts as over half a minute before, so that none ends on its way', () => {
    const end = after(2);
    assert.equal(hasEnded(life(2), addMilliseconds(end, -30_001)), false);
    assert.equal(hasEnded(life(2), addMilliseconds(end, -30_000)), true);
  });

  it('is of use for most of its life, however short that is', () => {
    const minute = life(1 / 60);
    assert.equal(hasEnded(minute, addMilliseconds(issuedAt, 49_999)), false);
    assert.equal(hasEnded(minute, addMilliseconds(issuedAt, 50_000)), true);
    assert.equal(hasEnded({ ...minute, expiresAt: null }, after(300)), false);
  });

  it('is not renewed where the network gives nothing to do so, or no end', () => {
    assert.equal(isToRenew(life(2, false), after(3)), false);
    assert.equal(isToRenew({ ...life(2), expiresAt: null }, after(300)), false);
  });

  it('is warned of at 14, 7 and 1 days, once each, the latest only', () => {
    const token = life(60 * 24, false);
    const at = (day: number, warned: number | null) => dueWarning(token, warned, after(day * 24));
    assert.equal(at(45, null), null);
    assert.equal(at(46, null), 14);
    assert.equal(at(47, 14), null);
    assert.equal(at(53, 14), 7);
    assert.equal(at(58, null), 7);
    assert.equal(at(59, 7), 1);
    assert.equal(at(59.5, 1), null);
  });

  it('is warned of by the end of its renewals, and not where it renews itself for ever', () => {
    const until = { ...life(2), renewableUntil: after(365 * 24) };
    assert.equal(dueWarning(until, null, after(364.5 * 24)), 1);
    assert.equal(dueWarning(life(2), null, after(1.9)), null);
  });

  it('is not warned of where it never lasts so long', () => {
    assert.equal(dueWarning(life(20, false), null, after(19)), null);
    assert.equal(dueWarning(life(10 * 24, false), null, after(0)), null);
    assert.equal(dueWarning(life(10 * 24, false), null, after(3 * 24)), 7);
  });
});
