import { z } from 'zod';
import type { Outcome } from '../domain/outcome.ts';
import { readJson } from '../http/json.ts';
import type { HttpAnswer } from '../http/message.ts';
import { accountRefused, rejected, type Telling, unclear } from './http/classify.ts';

/** `ErrorMessage` of https://api.buttondown.com/v1/openapi.json */
const failure = z.object({ detail: z.string(), code: z.string().optional() });

/** `ValidationErrorMessage`, of a request that is not as it should be. */
const invalid = z.object({ detail: z.array(z.object({ msg: z.string() })).min(1) });

export function wordsOf(body: string): string | null {
  const failed = readJson(failure, body);
  if (failed) return failed.detail;
  return (
    readJson(invalid, body)
      ?.detail.map(({ msg }) => msg)
      .join('; ') ?? null
  );
}

/** What is about the account and holds up every email, by the code of a 400. */
const remedies: Readonly<Record<string, string>> = {
  sending_requires_confirmation:
    'Buttondown wants a person to confirm that this key sends to all subscribers: set `confirm_sending: true` of the account; then resume the account.',
  email_not_confirmed:
    "Confirm the email address of the newsletter's owner at Buttondown; then resume the account.",
  pay_per_email_billing_locked: 'Settle the billing at Buttondown; then resume the account.',
};

const mendKey =
  'Give the key leave to write emails, and see that the plan covers the API; then resume the account.';

/** @returns null where an answer means what it means at all networks */
export function meaningOf(answer: HttpAnswer, telling: Telling): Outcome | null {
  if (answer.status === 403) return accountRefused(answer, telling, mendKey);
  // The same key is at work or was used otherwise: an earlier request may have been taken.
  if (answer.status === 409) return unclear(answer, telling);
  const code = answer.status === 400 ? readJson(failure, answer.body)?.code : undefined;
  if (code === undefined) return null;
  if (code === 'email_duplicate')
    return {
      kind: 'duplicate',
      remoteId: null,
      remoteUrl: null,
      error: rejected(answer, telling).error,
    };
  const remedy = remedies[code];
  return remedy === undefined ? null : accountRefused(answer, telling, remedy);
}
