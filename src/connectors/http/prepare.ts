import type { Wire } from '../../application/ports/account.ts';
import type { Outcome } from '../../domain/outcome.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { HttpAnswer, HttpRequest } from '../../http/message.ts';
import { lookUp } from '../../http/send.ts';
import { classify, notBegun, type Telling, type Verdict } from './classify.ts';

/** How the answer to a request is read that the irreversible one needs beforehand. */
export interface PrepareReading<Value, Own extends Outcome = Outcome> {
  readonly telling: Telling;
  /** What is asked for, as people call it: `a session`. */
  readonly what: string;
  /**
   * What this network means otherwise than networks in general, whatever the status; asked first.
   *
   * @returns null where it means what they all do
   */
  readonly ownMeaning?: (answer: HttpAnswer) => Own | null;
  /** @returns null where a 2xx does not hold it */
  readonly read: (answer: HttpAnswer) => Value | null;
}

/**
 * Makes one request of a publication that makes nothing public (a session, a draft), by the same code
 * as all others and within the same time. The claim is not asked for its age yet: that is for the
 * irreversible request.
 *
 * @returns what it gives; else what comes of the publication, which is never `unknown`, because nothing
 *   of it can be public. Never throws
 */
export async function prepare<Value, Own extends Outcome = never>(
  request: HttpRequest,
  wire: Pick<Wire, 'signal'>,
  { telling, what, ownMeaning, read }: PrepareReading<Value, Own>,
): Promise<Result<Value, Own | Verdict>> {
  // What ran out before it was begun is ours; what a server was asked for and kept is not.
  const kind = wire.signal.aborted ? 'released' : 'rejected';
  const answer = await lookUp(request, wire.signal);
  if (answer.kind === 'no-answer')
    return failure({
      kind,
      error: { ...answer.error, remedy: 'Nothing went out. Look at the server.' },
    });
  const meaning = ownMeaning?.(answer);
  if (meaning) return failure(meaning);
  const verdict = classify(answer, telling);
  const value = verdict === null ? read(answer) : null;
  if (value !== null) return success(value);
  const holds = verdict?.kind === 'deferred' || verdict?.kind === 'unauthorised';
  return failure(holds ? verdict : notBegun(answer, telling, what));
}
