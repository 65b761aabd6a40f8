import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { departures } from './departures.ts';

const at = (time: string) => `2026-02-16T${time}:00.000Z`;
const waiting = (account: string, time: string) => ({ account, due: at(time) });
const minutes = 60_000;

const times = (...[list, ...rest]: Parameters<typeof departures>) => {
  const leaving = departures(list, ...rest);
  return list.map((one) => leaving.get(one)?.slice(11, 16));
};

describe('when posts leave', () => {
  it('is one after another where an account has several at once', () => {
    const list = [waiting('x', '08:10'), waiting('x', '08:10'), waiting('x', '08:15')];
    assert.deepEqual(times(list, 10 * minutes), ['08:10', '08:20', '08:30']);
  });

  it('is at once where each has an account of its own', () => {
    const list = [waiting('x', '08:10'), waiting('li', '08:10')];
    assert.deepEqual(times(list, 10 * minutes), ['08:10', '08:10']);
  });

  it('is in the order of the instants, whichever row comes first', () => {
    const list = [waiting('x', '09:00'), waiting('x', '08:55')];
    assert.deepEqual(times(list, 10 * minutes), ['09:05', '08:55']);
  });

  it('is not before its account is free again', () => {
    const free = new Map([['x', at('08:18')]]);
    const list = [waiting('x', '08:10'), waiting('x', '08:10'), waiting('li', '08:10')];
    assert.deepEqual(times(list, 10 * minutes, free), ['08:18', '08:28', '08:10']);
  });
});
