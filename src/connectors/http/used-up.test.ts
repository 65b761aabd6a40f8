import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { usedUpSeconds } from './used-up.ts';

const now = '2026-02-16T08:10:00.000Z';
const epoch = Date.parse(now) / 1000;

const wait = (headers: Record<string, string>) =>
  usedUpSeconds({ status: 200, headers, body: '' }, now);

const remainings = [
  'x-rate-limit-remaining',
  'x-user-limit-24hour-remaining',
  'x-app-limit-24hour-remaining',
  'x-ratelimit-remaining',
  'ratelimit-remaining',
];

const resets = [
  'x-rate-limit-reset',
  'x-user-limit-24hour-reset',
  'x-app-limit-24hour-reset',
  'x-ratelimit-reset',
  'x-ratelimit-reset-after',
  'ratelimit-reset',
];

/** Numbers of all kinds, instants, and what is neither. */
const anything = fc.oneof(
  fc.string(),
  fc.integer().map(String),
  fc.double().map(String),
  fc.bigInt().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
);

const headers = fc.dictionary(
  fc.constantFrom(...remainings, ...resets, 'date', 'retry-after'),
  fc.oneof(fc.constant('0'), anything),
);

describe('what an account has left, by an answer', () => {
  const forms: readonly (readonly [string, Record<string, string>, number])[] = [
    ['X', { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': `${epoch + 900}` }, 900],
    [
      'X, of the day',
      {
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': `${epoch + 900}`,
        'x-user-limit-24hour-remaining': '0',
        'x-user-limit-24hour-reset': `${epoch + 7200}`,
      },
      7200,
    ],
    ['Reddit', { 'x-ratelimit-remaining': '0.0', 'x-ratelimit-reset': '421' }, 421],
    [
      'Mastodon',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2026-02-16T08:15:00.000000Z' },
      300,
    ],
    [
      'Discord',
      {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': `${epoch + 90}.5`,
        'x-ratelimit-reset-after': '1.500',
      },
      2,
    ],
    ['Bluesky', { 'ratelimit-remaining': '0', 'ratelimit-reset': `${epoch + 60}` }, 60],
    ['Resend', { 'ratelimit-remaining': '0', 'ratelimit-reset': '1' }, 1],
  ];
  for (const [name, said, seconds] of forms)
    it(`is nothing: ${name}`, () => assert.equal(wait(said), seconds));

  it("is counted by the network's own clock", () => {
    const date = 'Mon, 16 Feb 2026 11:10:00 GMT';
    const said = {
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': `${epoch + 3 * 3600 + 60}`,
    };
    assert.equal(wait({ ...said, date }), 60);
  });

  it('is something, or is not said', () => {
    const reset = { 'x-ratelimit-reset': '421' };
    for (const left of ['1', '96.0', '', 'none', '-1', 'NaN', '0x0', '0e5', ' '])
      assert.equal(wait({ ...reset, 'x-ratelimit-remaining': left }), null, left);
    assert.equal(wait(reset), null);
    assert.equal(wait({ 'x-ratelimit-remaining': '0' }), null);
    assert.equal(wait({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' }), null);
    assert.equal(wait({ 'x-ratelimit-remaining': '0', 'ratelimit-reset': '60' }), null);
  });

  it('never holds an account for longer than a day, whatever the headers are', () => {
    fc.assert(
      fc.property(headers, (said) => {
        const seconds = wait(said);
        if (seconds === null) return true;
        return Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400;
      }),
      { numRuns: 2000 },
    );
  });

  it('holds nobody who has something left', () => {
    const left = fc.integer({ min: 1, max: 999_999_999 }).map(String);
    fc.assert(
      fc.property(headers, left, (said, some) => {
        const all = Object.fromEntries(remainings.map((name) => [name, some]));
        return wait({ ...said, ...all }) === null;
      }),
    );
  });
});
