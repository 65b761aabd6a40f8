import type { Asking } from '../../application/ports/account.ts';
import type { Outcome, Owner } from '../../domain/outcome.ts';
import type { Problem } from '../../domain/result.ts';
import { excerpt } from '../../http/excerpt.ts';
import type { HttpAnswer, HttpRequest } from '../../http/message.ts';
import { lookUp } from '../../http/send.ts';
import { quote, type Telling, unauthorised } from './classify.ts';

/** Whom a network names. */
export interface Named {
  /** As people know it: `Acme (@acme)`. */
  readonly name: string;
  /** What the configuration says instead, in words; null where it says nothing else. */
  readonly configured: string | null;
}

/** How the answer of one network is read that says whose a token is. */
export interface OwnerReading {
  readonly telling: Telling;
  /**
   * What this network means otherwise than networks in general, whatever the status; asked first. It
   * counts where the account is refused.
   *
   * @returns null where it means what they all do
   */
  readonly ownMeaning?: (answer: HttpAnswer) => Outcome | null;
  /** @returns null where a 2xx names nobody */
  readonly read: (answer: HttpAnswer) => Named | null;
  /** What a person does so that the network says it: a scope that the token needs. */
  readonly remedy: string;
}

/**
 * Asks a network whose token it was given, by one request that changes nothing. A success that names nobody
 * is not quoted, because it may hold a token that nobody knows to blot out.
 *
 * @returns never throws
 */
export async function askOwner(
  request: HttpRequest,
  { signal }: Asking,
  { telling, ownMeaning, read, remedy }: OwnerReading,
): Promise<Owner> {
  const answer = await lookUp(request, signal);
  if (answer.kind === 'no-answer') {
    const { message } = answer.error;
    return untold(message, 'Ask again later, and look at the address in the configuration.');
  }
  const meaning = ownMeaning?.(answer);
  if (meaning?.kind === 'unauthorised') return { kind: 'refused', error: meaning.error };
  const { status } = answer;
  if (status === 401) return { kind: 'refused', error: unauthorised(answer, telling).error };
  const isSuccess = status >= 200 && status < 300;
  const named = isSuccess ? read(answer) : null;
  if (named) return ownerOf(named, telling);
  const said = isSuccess ? `${status}, and names nobody` : quote(answer, telling);
  return untold(`${telling.network} was asked whose token it is, and answered ${said}`, remedy);
}

function ownerOf({ name: said, configured }: Named, { network, secrets }: Telling): Owner {
  const name = excerpt(said, secrets);
  if (configured === null) return { kind: 'own', name };
  const error: Problem = {
    code: 'owner-differs',
    message: `${network} says that this is ${name}; the configuration says ${configured}`,
    remedy:
      'Give it the token of the account that is meant, or name the account in the configuration whose token it is.',
  };
  return { kind: 'other', name, error };
}

const untold = (message: string, remedy: string): Owner => ({
  kind: 'unclear',
  error: { code: 'owner-untold', message, remedy },
});
