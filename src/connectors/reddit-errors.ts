import { z } from 'zod';
import type { Outcome } from '../domain/outcome.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer } from '../http/message.ts';
import {
  accountRefused,
  deferred,
  rejected,
  type Telling,
  unauthorised,
  unclear,
} from './http/classify.ts';

/** An error within a 200: its code, its words and the field that it is about. */
const refusal = z.object({
  json: z.object({
    errors: z.array(z.tuple([z.string(), z.string()]).rest(z.unknown())).min(1),
    /** Seconds, with a RATELIMIT. */
    ratelimit: z.number().optional(),
  }),
});

/** An error with a status of its own. */
const failure = z.object({ message: z.string(), reason: z.string().optional() });

export function wordsOf(body: string): string | null {
  const [error] = readJson(refusal, body)?.json.errors ?? [];
  if (error) return `${error[0]}: ${error[1]}`;
  const failed = readJson(failure, body);
  return failed && [failed.message, failed.reason].filter(Boolean).join(': ');
}

/** What an error within a 200 is about. */
type Meaning = 'token' | 'captcha' | 'double' | 'post';

/**
 * By code. The list is Reddit's own, of the time when its server was public
 * (https://github.com/reddit-archive/reddit/blob/master/r2/r2/lib/errors.py); what came later is from
 * those who met it.
 */
const errors: Readonly<Record<Meaning, readonly string[]>> = {
  token: ['USER_REQUIRED', 'VERIFIED_USER_REQUIRED', 'NOT_USER', 'BANNED_IP'],
  captcha: ['BAD_CAPTCHA'],
  double: ['ALREADY_SUB'],
  post: [
    ...['SUBREDDIT_NOTALLOWED', 'SUBREDDIT_NOEXIST', 'SUBREDDIT_REQUIRED', 'BAD_SR_NAME'],
    ...['NO_SELFS', 'NO_LINKS', 'INVALID_SELFPOST', 'INVALID_OPTION', 'DOMAIN_BANNED'],
    ...['NO_TEXT', 'TOO_LONG', 'BAD_STRING', 'NO_URL', 'BAD_URL', 'INVALID_FLAIR', 'BAD_FLAIR'],
    ...['NO_API', 'NOT_SUPPORTED'],
  ],
};

const ofPost = (code: string): boolean =>
  errors.post.includes(code) || code.startsWith('SUBMIT_VALIDATION_');

const postByHand =
  'Reddit wants to see that a person writes: post once by hand with this user and verify its email address; then resume the account.';

const mendScopes =
  'Give the token the scopes `submit`, `read` and `history`, and see that Reddit lets the app use its API; then resume the account.';

/** @returns null where an answer means what it means at all networks */
export function meaningOf(answer: HttpAnswer, telling: Telling): Outcome | null {
  if (answer.status === 403) {
    // With a reason it is about the subreddit (private, banned, quarantined), and the user's others go on.
    const reason = readJson(failure, answer.body)?.reason;
    return reason === undefined ? accountRefused(answer, telling, mendScopes) : null;
  }
  const json = answer.status === 200 ? readJson(refusal, answer.body)?.json : undefined;
  const [error] = json?.errors ?? [];
  return error ? withinSuccess(error[0], json?.ratelimit, answer, telling) : null;
}

/** One that is not listed leaves open what was done. */
function withinSuccess(
  code: string,
  ratelimit: number | undefined,
  answer: HttpAnswer,
  telling: Telling,
): Outcome {
  const wait = waitOf(code, ratelimit, answer.body);
  if (wait !== null) return deferred(answer, telling, wait);
  if (errors.token.includes(code)) return unauthorised(answer, telling);
  if (errors.captcha.includes(code)) return accountRefused(answer, telling, postByHand);
  const refused = rejected(answer, telling);
  // Somebody has posted the link there; whether it was this user, Reddit does not say.
  if (errors.double.includes(code))
    return { kind: 'duplicate', remoteId: null, remoteUrl: null, error: refused.error };
  return ofPost(code) ? refused : unclear(answer, telling);
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** What new users are told to wait, mostly: where a wait is asked for and its length can't be read. */
const usualWait = 10 * minute;

/**
 * Not by `X-Ratelimit-Reset`, which comes with every answer and is about the number of requests.
 *
 * @returns seconds, at most a day; null where no wait is asked for
 */
function waitOf(code: string, ratelimit: number | undefined, body: string): number | null {
  if (code === 'QUOTA_FILLED') return hour;
  if (code === 'SUBREDDIT_RATELIMIT') return usualWait;
  if (code !== 'RATELIMIT') return null;
  const seconds = ratelimit ?? secondsIn(wordsOf(body) ?? '') ?? usualWait;
  return Math.min(day, Math.max(1, Math.ceil(seconds)));
}

const units: Readonly<Record<string, number>> = { second: 1, minute, hour, day };

/** "Take a break for 8 minutes before trying again." The number is rounded down, so one more. */
function secondsIn(said: string): number | null {
  const [, count, unit = ''] = /\b(\d{1,4}) (second|minute|hour|day)s?\b/.exec(said) ?? [];
  return count === undefined ? null : (Number(count) + 1) * (units[unit] ?? 1);
}
