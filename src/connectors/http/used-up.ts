import type { HttpAnswer } from '../../http/message.ts';
import { bounded, fromOf, secondsOf } from './wait-seconds.ts';

/**
 * What is left in a window, and when that is over. Of several names of the end the first is read that can be.
 *
 * - X: https://docs.x.com/x-api/fundamentals/rate-limits, with the days of account and app
 * - Discord: https://docs.discord.com/developers/topics/rate-limits#header-format; its `reset` is the same as
 *   an epoch, by its own clock
 * - Mastodon: https://docs.joinmastodon.org/api/rate-limits/
 * - Reddit: https://support.reddithelp.com/hc/en-us/articles/16160319875092-Reddit-Data-API-Wiki
 * - Bluesky: https://docs.bsky.app/docs/advanced-guides/rate-limits; Resend says the same in seconds
 */
const windows: readonly (readonly [remaining: string, ...resets: readonly string[]])[] = [
  ['x-rate-limit-remaining', 'x-rate-limit-reset'],
  ['x-user-limit-24hour-remaining', 'x-user-limit-24hour-reset'],
  ['x-app-limit-24hour-remaining', 'x-app-limit-24hour-reset'],
  ['x-ratelimit-remaining', 'x-ratelimit-reset-after', 'x-ratelimit-reset'],
  ['ratelimit-remaining', 'ratelimit-reset'],
];

/**
 * How long an account has to wait that has used up what its network allows, by the last of its windows to end,
 * whatever the status of the answer.
 *
 * @param now ISO 8601; an instant is counted from it where the answer has no `Date`
 * @returns whole seconds, at least 1 and at most 24 h; null where something is left, or no end is named
 */
export function usedUpSeconds({ headers }: HttpAnswer, now: string): number | null {
  const from = fromOf(headers, now);
  const waits = windows.flatMap(([remaining, ...resets]) => {
    if (!isUsedUp(headers[remaining])) return [];
    const ends = resets.map((name) => secondsOf(headers[name], from));
    return ends.find((one) => one !== null) ?? [];
  });
  return waits.length === 0 ? null : bounded(Math.max(...waits));
}

/** Reddit counts in fractions of a request: `0.0`. */
const isUsedUp = (remaining: string | undefined): boolean =>
  /^\d{1,9}(\.\d{1,9})?$/.test(remaining ?? '') && Number(remaining) < 1;
