import { z } from 'zod';
import type { Outcome } from '../domain/outcome.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer } from '../http/message.ts';
import { accountRefused, deferred, type Telling, unauthorised } from './http/classify.ts';
import { waitSeconds } from './http/wait-seconds.ts';

const failure = z.object({ name: z.string().optional(), message: z.string() });

export const wordsOf = (body: string): string | null => readJson(failure, body)?.message ?? null;

const mendAccount =
  'See at Resend that the key is of full access and the domain of `from` is verified; then resume the account.';

const raiseQuota =
  "The month's emails are used up: raise the plan at Resend, then resume the account.";

const hour = 60 * 60;

/**
 * By https://resend.com/docs/api-reference/errors.
 *
 * @returns null where an answer means what it means at all networks
 */
export function meaningOf(answer: HttpAnswer, telling: Telling): Outcome | null {
  const said = readJson(failure, answer.body);
  // An unknown key is a 400 at every address but those of single emails.
  if (answer.status === 400 && /\bAPI key is invalid\b/.test(said?.message ?? ''))
    return unauthorised(answer, telling);
  if (answer.status === 403) return accountRefused(answer, telling, mendAccount);
  if (answer.status !== 429) return null;
  if (said?.name === 'monthly_quota_exceeded') return accountRefused(answer, telling, raiseQuota);
  const otherwise = said?.name === 'daily_quota_exceeded' ? hour : undefined;
  return deferred(answer, telling, waitSeconds(answer, telling.now, otherwise));
}
