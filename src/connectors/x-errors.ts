import { z } from 'zod';
import type { Outcome } from '../domain/outcome.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer } from '../http/message.ts';
import { accountRefused, deferred, doubled, rejected, type Telling } from './http/classify.ts';
import { usedUpSeconds } from './http/used-up.ts';

/**
 * RFC 9457, as in https://docs.x.com/x-api/fundamentals/response-codes-and-errors; the list is
 * of rate limits and of the API before.
 */
const problem = z.object({
  type: z.string().default(''),
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ message: z.string().optional() })).optional(),
});

/** X's own words within a refusal. @returns null where there are none */
export function wordsOf(body: string): string | null {
  const said = readJson(problem, body);
  return said?.detail ?? said?.title ?? said?.errors?.[0]?.message ?? null;
}

/** The money, the plan or a cap that was set in the console is used up. */
const billing: ReadonlySet<string> = new Set(['usage-capped', 'credits', 'credits-depleted']);

/** The app or the account itself is refused, whatever it would post. */
const ofAccount: ReadonlySet<string> = new Set([
  'client-forbidden',
  'oauth1-permissions',
  'unsupported-authentication',
  'user-suspended',
]);

const pay =
  'Look at credits, plan and spending cap in the Developer Console of X; then resume the account.';

const mendApp =
  'Give the app write access in the Developer Console of X, connect the account again, and see that X has not suspended it; then resume the account.';

/**
 * What X means otherwise than networks in general. All of these are refusals before anything was
 * made. Kinds of problems that X documents nowhere are from answers that others have published.
 *
 * @returns null where it means what they all do
 */
export function meaningOf(answer: HttpAnswer, telling: Telling): Outcome | null {
  const { status } = answer;
  if (status < 400 || status >= 500) return null;
  const kind = kindOf(answer);
  if (status === 402 || billing.has(kind)) return accountRefused(answer, telling, pay);
  // An answer names up to three limits, of which the first resets within 15 minutes.
  if (status === 429)
    return deferred(answer, telling, usedUpSeconds(answer, telling.now) ?? undefined);
  if (status !== 403) return null;
  const words = wordsOf(answer.body) ?? '';
  if (ofAccount.has(kind) || /account is temporarily locked/i.test(words))
    return accountRefused(answer, telling, mendApp);
  if (/duplicate content/i.test(words)) return doubled(answer, telling);
  return /not been mentioned|otherwise engaged/i.test(words) ? uninvited(answer, telling) : null;
}

/** The last word of its address: `usage-capped`, below api.x.com or api.twitter.com. */
const kindOf = ({ body }: HttpAnswer): string =>
  /\/problems\/([\w-]+)$/.exec(readJson(problem, body)?.type ?? '')?.[1] ?? '';

/** https://docs.x.com/changelog, February 2026; whether one's own posts count is not written there. */
const uninvited = (answer: HttpAnswer, telling: Telling): Outcome => ({
  kind: 'rejected',
  error: {
    ...rejected(answer, telling).error,
    code: 'reply-not-invited',
    remedy:
      'X lets an app reply only where the author mentions or quotes the account. Post the rest of the thread by hand, or make it one post.',
  },
});
