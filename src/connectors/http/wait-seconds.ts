import type { HttpAnswer } from '../../http/message.ts';

const shortest = 1;
const longest = 24 * 60 * 60;
const byDefault = 60;

/** Bigger numbers are an epoch in seconds (2001 and later), smaller ones a number of seconds. */
const firstEpoch = 1_000_000_000;

/**
 * How long a network asks to wait, by the first of these that can be read:
 *
 * - `Retry-After` in seconds or as an HTTP date (RFC 9110 section 10.2.3)
 * - `parameters.retry_after` (Telegram) or `retry_after` (Discord) in the body, in seconds
 * - `x-rate-limit-reset` (X: epoch in seconds)
 * - `x-ratelimit-reset` (Mastodon: ISO 8601; Reddit: seconds)
 * - `ratelimit-reset` (Bluesky: epoch in seconds; the IETF draft: seconds)
 *
 * An instant is counted from the answer's own `Date`, so that a clock that is wrong, ours or
 * theirs, makes no difference; without that header from `now`.
 *
 * @param now ISO 8601
 * @param otherwise seconds, where nothing can be read
 * @returns whole seconds, at least 1 and at most 24 h
 */
export function waitSeconds(
  { headers, body }: HttpAnswer,
  now: string,
  otherwise = byDefault,
): number {
  const from = fromOf(headers, now);
  const candidates = [
    secondsOf(headers['retry-after'], from),
    retryAfterOf(body),
    secondsOf(headers['x-rate-limit-reset'], from),
    secondsOf(headers['x-ratelimit-reset'], from),
    secondsOf(headers['ratelimit-reset'], from),
  ];
  const found = candidates.find((one) => one !== null) ?? otherwise;
  return bounded(found);
}

/** @returns whole seconds, at least 1 and at most 24 h */
export const bounded = (seconds: number): number =>
  Math.min(longest, Math.max(shortest, Math.ceil(seconds)));

/**
 * The instant of an answer by the network's own clock, in milliseconds since the epoch.
 *
 * @param now ISO 8601, where the answer has no `Date`
 */
export const fromOf = ({ date = '' }: HttpAnswer['headers'], now: string): number =>
  httpDate(date) ?? Date.parse(now);

/**
 * Seconds, an epoch in seconds, an HTTP date or an instant in ISO 8601.
 *
 * @param from milliseconds since the epoch
 * @returns seconds from then on; null where it can't be read
 */
export function secondsOf(text: string | undefined, from: number): number | null {
  const value = text?.trim() ?? '';
  if (/^\d{1,12}(\.\d+)?$/.test(value)) {
    const amount = Number(value);
    return amount < firstEpoch ? amount : amount - from / 1000;
  }
  const instant = httpDate(value) ?? isoDate(value);
  return instant === null ? null : (instant - from) / 1000;
}

function isoDate(text: string): number | null {
  const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
  return shape.test(text) ? finite(Date.parse(text)) : null;
}

/**
 * The three forms that RFC 9110 section 5.6.7 wants read. Their shape is checked first, because
 * `Date.parse` makes a date of almost anything.
 */
function httpDate(text: string): number | null {
  const current = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/;
  const rfc850 = /^\w{6,9}, \d\d-\w{3}-\d\d \d\d:\d\d:\d\d GMT$/;
  const asctime = /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;
  if (current.test(text) || rfc850.test(text)) return finite(Date.parse(text));
  return asctime.test(text) ? finite(Date.parse(`${text} GMT`)) : null;
}

const finite = (value: number): number | null => (Number.isNaN(value) ? null : value);

function retryAfterOf(body: string): number | null {
  try {
    const said = JSON.parse(body);
    const value: unknown = said?.parameters?.retry_after ?? said?.retry_after;
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
  } catch {
    return null;
  }
}
