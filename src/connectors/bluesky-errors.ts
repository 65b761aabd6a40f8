import { z } from 'zod';
import { readJson } from '../http/json.ts';
import type { HttpAnswer } from '../http/message.ts';
import { accountRefused, type Telling, unauthorised, type Verdict } from './http/classify.ts';

/** https://atproto.com/specs/xrpc#error-responses */
const problem = z.object({ error: z.string(), message: z.string().optional() });

/** What a refusal says. */
export function saidIn(body: string): { readonly name: string; readonly words: string | null } {
  const said = readJson(problem, body);
  return { name: said?.error ?? '', words: said?.message ?? null };
}

/**
 * With the first two a PDS answers 401, as it does at a session that is over, and with the others 400
 * where a record of the account is asked for: the name tells.
 */
const ofAccount: ReadonlySet<string> = new Set([
  ...['AccountTakedown', 'AccountDeactivated'],
  ...['RepoTakendown', 'RepoDeactivated', 'RepoSuspended'],
]);

const mendAccount =
  'See that the account is active, and that its app password is right and may post; then resume the account.';

/** @returns null where it is not the account that is refused, whatever it would post */
export const accountClosed = (answer: HttpAnswer, telling: Telling): Verdict | null =>
  answer.status === 403 || ofAccount.has(saidIn(answer.body).name)
    ? accountRefused(answer, telling, mendAccount)
    : null;

/** A PDS says the same of a wrong password and of an account that its operator has taken down. */
export const passwordRefused = (answer: HttpAnswer, telling: Telling): Verdict => ({
  kind: 'unauthorised',
  error: { ...unauthorised(answer, telling).error, remedy: mendAccount },
});
