import { z } from 'zod';
import type { Outcome } from '../domain/outcome.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer } from '../http/message.ts';
import { accountRefused, deferred, rejected, type Telling } from './http/classify.ts';
import { waitSeconds } from './http/wait-seconds.ts';
import { postIn } from './linkedin-post.ts';

/** As its errors look in https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling */
const failure = z.object({
  message: z.string(),
  code: z.string().optional(),
  errorDetails: z
    .object({ inputErrors: z.array(z.object({ code: z.string().optional() })).optional() })
    .optional(),
});

export const wordsOf = (body: string): string | null => readJson(failure, body)?.message ?? null;

/** @returns null where an answer means what it means at all networks */
export function meaningOf(answer: HttpAnswer, telling: Telling): Outcome | null {
  const said = readJson(failure, answer.body);
  if (answer.status === 429) return deferred(answer, telling, waitOf(answer, telling));
  if (answer.status === 403) return accountRefused(answer, telling, mendScopes);
  if (answer.status === 426 || said?.code === 'NONEXISTENT_VERSION')
    return accountRefused(answer, telling, changeVersion);
  return answer.status === 422 && said ? duplicateOf(said, answer, telling) : null;
}

const mendScopes =
  'Connect the account again with `w_member_social` for a person, or `w_organization_social` and a role on the page that may post; then resume the account.';

const changeVersion =
  'LinkedIn switches a version off about a year after its month: set `version` of the account to a newer one, as YYYYMM; then resume the account.';

/**
 * LinkedIn names the post that has the same words: "Content is a duplicate of urn:li:share:…", as in
 * https://github.com/Arisamiga/Linkedin-RSS/issues/5. It is not documented.
 */
function duplicateOf(
  { message, errorDetails }: z.infer<typeof failure>,
  answer: HttpAnswer,
  telling: Telling,
): Outcome | null {
  const coded = errorDetails?.inputErrors?.some(({ code }) => code === 'DUPLICATE_POST') ?? false;
  if (!coded && !/\bduplicate of urn:li:/i.test(message)) return null;
  const earlier = postIn(message);
  return {
    kind: 'duplicate',
    remoteId: earlier?.remoteId ?? null,
    remoteUrl: earlier?.remoteUrl ?? null,
    error: rejected(answer, telling).error,
  };
}

const day = 24 * 60 * 60;
const hour = 60 * 60;

/** LinkedIn's clock may be behind ours by so much, in seconds. */
const tolerance = 60;

/**
 * LinkedIn announces no wait. Its limits are of a day and end at midnight UTC
 * (https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/rate-limits), and its words
 * say when it is one of those: "throttle APPLICATION DAY limit". Any other 429 protects its servers
 * and is over sooner: after an hour it is tried again.
 *
 * @returns seconds
 */
function waitOf(answer: HttpAnswer, { now }: Telling): number {
  const untilMidnight = day - ((Date.parse(now) / 1000) % day) + tolerance;
  const ofDay = /\bDAY limit\b/.test(answer.body);
  return waitSeconds(answer, now, ofDay ? untilMidnight : Math.min(hour, untilMidnight));
}
