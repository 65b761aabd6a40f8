import type { Reply, WaitForm } from './dialect.ts';

/**
 * A 429 in one of the forms that networks use.
 *
 * @param now milliseconds of the network's clock
 */
export function waitReply(seconds: number, form: WaitForm, now: number): Reply {
  const until = now + seconds * 1000;
  const epoch = `${Math.ceil(until / 1000)}`;
  const headers: Readonly<Record<WaitForm, Readonly<Record<string, string>>>> = {
    'retry-after': { 'retry-after': `${seconds}` },
    // A date has no fractions: up to the next second.
    'retry-after-date': { 'retry-after': new Date(Math.ceil(until / 1000) * 1000).toUTCString() },
    'x-rate-limit-reset': { 'x-rate-limit-reset': epoch },
    'x-ratelimit-reset-iso': { 'x-ratelimit-reset': new Date(until).toISOString() },
    'x-ratelimit-reset-seconds': { 'x-ratelimit-reset': `${seconds}` },
    'ratelimit-reset': { 'ratelimit-reset': epoch },
    body: {},
  };
  const body = form === 'body' ? { ok: false, parameters: { retry_after: seconds } } : {};
  return { status: 429, body, headers: headers[form] };
}
