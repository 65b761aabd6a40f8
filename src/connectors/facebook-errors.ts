import { z } from 'zod';
import type { Outcome } from '../domain/outcome.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer } from '../http/message.ts';
import {
  accountRefused,
  deferred,
  doubled,
  type Telling,
  unauthorised,
  unclear,
} from './http/classify.ts';

/** https://developers.facebook.com/docs/graph-api/guides/error-handling */
const failure = z.object({
  error: z.object({
    code: z.int(),
    message: z.string().optional(),
    is_transient: z.boolean().optional(),
  }),
});

/** Facebook's own words within a refusal. @returns null where there are none */
export const wordsOf = (body: string): string | null =>
  readJson(failure, body)?.error.message ?? null;

/** The app, the user or the page made too many calls; 80001 is a page's limit by its use. */
const wait: ReadonlySet<number> = new Set([4, 17, 32, 341, 613, 80_001]);

/** The token is over, or its session is. */
const token: ReadonlySet<number> = new Set([102, 190]);

/** Something on the side of Facebook: of photos it is known that they were posted all the same. */
const theirs: ReadonlySet<number> = new Set([1, 2]);

const isPermission = (code: number): boolean =>
  code === 3 || code === 10 || (code >= 200 && code <= 299);

const blocked = 368;
const double = 506;

const givePermission =
  'Give the app `pages_manage_posts` and the person the right to create content on the page; then resume the account.';

const waitForBlock =
  'Facebook blocks what the page or its app does, often for some days: look at the notices of both, then resume the account.';

/**
 * What Facebook means otherwise than networks in general. Almost every refusal is a 400, and its
 * code says what it is about.
 *
 * @returns null where it means what they all do
 */
export function meaningOf(answer: HttpAnswer, telling: Telling): Outcome | null {
  if (answer.status < 400 || answer.status >= 500) return null;
  const error = readJson(failure, answer.body)?.error;
  if (!error) return null;
  const { code, is_transient } = error;
  if (wait.has(code)) return deferred(untilRegained(answer), telling);
  if (token.has(code)) return unauthorised(answer, telling);
  if (isPermission(code)) return accountRefused(answer, telling, givePermission);
  if (code === blocked) return accountRefused(answer, telling, waitForBlock);
  if (code === double) return doubled(answer, telling);
  return theirs.has(code) || is_transient ? unclear(answer, telling) : null;
}

const usage = z.record(
  z.string(),
  z.array(z.object({ estimated_time_to_regain_access: z.number().min(0).optional() })),
);

/** Limits are of a rolling hour or day: asking every minute would only prolong them. */
const unnamedMinutes = 10;

/**
 * The wait is in minutes, in a header of Facebook's own
 * (https://developers.facebook.com/docs/graph-api/overview/rate-limiting).
 */
function untilRegained(answer: HttpAnswer): HttpAnswer {
  const { headers } = answer;
  if (headers['retry-after'] !== undefined) return answer;
  const found = readJson(usage, headers['x-business-use-case-usage'] ?? '') ?? {};
  const minutes = Object.values(found)
    .flat()
    .map((one) => one.estimated_time_to_regain_access ?? 0);
  const longest = Math.max(0, ...minutes) || unnamedMinutes;
  return { ...answer, headers: { ...headers, 'retry-after': `${Math.ceil(longest * 60)}` } };
}
