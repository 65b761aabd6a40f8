import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { waitSeconds } from './wait-seconds.ts';

const now = '2026-02-16T08:10:00.000Z';
const epoch = Date.parse(now) / 1000;

const wait = (headers: Record<string, string>, body = '') =>
  waitSeconds({ status: 429, headers, body }, now);

describe('how long a network asks to wait', () => {
  const forms: readonly (readonly [string, Record<string, string>, string, number])[] = [
    ['Retry-After in seconds', { 'retry-after': '120' }, '', 120],
    ['a fraction of a second', { 'retry-after': '1.2' }, '', 2],
    ['an HTTP date', { 'retry-after': 'Mon, 16 Feb 2026 08:12:00 GMT' }, '', 120],
    ['the date of RFC 850', { 'retry-after': 'Monday, 16-Feb-26 08:12:00 GMT' }, '', 120],
    ["the date of C's asctime", { 'retry-after': 'Mon Feb 16 08:12:00 2026' }, '', 120],
    ['X: an epoch', { 'x-rate-limit-reset': `${epoch + 900}` }, '', 900],
    ['Mastodon: ISO 8601', { 'x-ratelimit-reset': '2026-02-16T08:15:00.000000Z' }, '', 300],
    ['with an offset', { 'x-ratelimit-reset': '2026-02-16T10:15:00+02:00' }, '', 300],
    ['Reddit: seconds', { 'x-ratelimit-reset': '42' }, '', 42],
    ['Bluesky: an epoch', { 'ratelimit-reset': `${epoch + 30}` }, '', 30],
    ['the draft: seconds', { 'ratelimit-reset': '30' }, '', 30],
    ['Telegram: in the body', {}, '{"ok":false,"parameters":{"retry_after":35}}', 35],
    ['Discord: in the body, with a fraction', {}, '{"global":false,"retry_after":64.57}', 65],
  ];
  for (const [name, headers, body, seconds] of forms)
    it(name, () => assert.equal(wait(headers, body), seconds));

  it("is counted from the answer's own date, so that a wrong clock makes no difference", () => {
    const date = 'Mon, 16 Feb 2026 11:10:00 GMT';
    assert.equal(wait({ date, 'retry-after': 'Mon, 16 Feb 2026 11:12:00 GMT' }), 120);
    assert.equal(wait({ date, 'x-rate-limit-reset': `${epoch + 3 * 3600 + 60}` }), 60);
    assert.equal(wait({ date: 'garbage', 'x-rate-limit-reset': `${epoch + 60}` }), 60);
  });

  it('is at least a second and at most a day', () => {
    assert.equal(wait({ 'retry-after': '0' }), 1);
    assert.equal(wait({ 'retry-after': 'Mon, 16 Feb 2026 07:00:00 GMT' }), 1);
    assert.equal(wait({ 'x-rate-limit-reset': `${epoch - 5}` }), 1);
    assert.equal(wait({ 'retry-after': '999999' }), 86_400);
    assert.equal(wait({ 'retry-after': '999999999999' }), 86_400);
    assert.equal(wait({}, '{"parameters":{"retry_after":1e300}}'), 86_400);
  });

  it('is a minute where nothing can be read', () => {
    for (const text of ['', 'soon', '-5', 'NaN', '1e9', 'foo 1', 'Xxx, 99 Yyy 2026 99:99:99 GMT'])
      assert.equal(wait({ 'retry-after': text, 'x-rate-limit-reset': text }), 60, text);
    for (const body of ['', '{', 'null', '[]', '{"parameters":{"retry_after":"5"}}'])
      assert.equal(wait({}, body), 60, body);
    assert.equal(wait({}, '{"parameters":{"retry_after":-5}}'), 60);
  });

  it('passes over what can not be read', () => {
    assert.equal(wait({ 'retry-after': 'soon', 'x-rate-limit-reset': `${epoch + 7}` }), 7);
  });

  it('believes Retry-After before the reset of a window', () => {
    assert.equal(wait({ 'retry-after': '5', 'x-rate-limit-reset': `${epoch + 900}` }), 5);
  });
});
