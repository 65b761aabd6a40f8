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
    /** Of a post that was made. */
    data: z.looseObject({}).optional(),
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

/** What an error within a 200 is about, where it is not the post. */
type Meaning = 'token' | 'captcha' | 'double';

/**
 * By code. The list is Reddit's own, of the time when its server was public
 * (https://github.com/reddit-archive/reddit/blob/master/r2/r2/lib/errors.py).
 */
const errors: Readonly<Record<Meaning, readonly string[]>> = {
  token: ['USER_REQUIRED', 'VERIFIED_USER_REQUIRED', 'NOT_USER', 'BANNED_IP'],
  captcha: ['BAD_CAPTCHA'],
  double: ['ALREADY_SUB'],
};

/**
 * Whether an error leaves open what was done. `POST_submit` of
 * https://github.com/reddit-archive/reddit/blob/master/r2/r2/controllers/api.py returns at every error
 * before it makes the link, and only then writes its address and name into the answer: so an error with
 * neither is a refusal, whatever its code, and new codes (`BAD_FLAIR_TEMPLATE_ID`,
 * `POST_GUIDANCE_VALIDATION_FAILED`) need no list. Today's server is not public: a code that speaks of
 * trouble on its own side is not taken for a refusal.
 */
const leavesOpen = (code: string, data: object = {}): boolean =>
  ['id', 'name', 'url'].some((field) => field in data) ||
  /ERROR|TIME_?OUT|UNAVAILABLE|CONFLICT|UNKNOWN/i.test(code);

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
  if (!json || !error) return null;
  return leavesOpen(error[0], json.data)
    ? unclear(answer, telling)
    : withinSuccess(error[0], json.ratelimit, answer, telling);
}

/** By an error that says for sure that nothing was posted. */
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
  return refused;
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
