import type { Wire } from '../../application/ports/account.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { HttpAnswer, HttpRequest } from '../../http/message.ts';
import { send } from '../../http/send.ts';
import { classify, type Made, type Telling, unanswered, withoutId } from './classify.ts';
import { usedUpSeconds } from './used-up.ts';

export type { Made } from './classify.ts';

/** How the answers of one network to a create are read. */
export interface CreateReading {
  readonly telling: Telling;
  /**
   * What this network means otherwise than networks in general, whatever the status; asked first.
   *
   * @returns null where it means what they all do
   */
  readonly ownMeaning?: (answer: HttpAnswer) => Outcome | null;
  /** @returns null where a 2xx does not say what was made: it is no proof then */
  readonly made: (answer: HttpAnswer) => Made | null;
}

/**
 * Makes the one irreversible request of an attempt, and says what it came to.
 *
 * @param wire asked once, when the connection stands; its signal is the only time limit
 * @returns never throws
 */
export async function publishOnce(
  request: HttpRequest,
  wire: Wire,
  { telling, ownMeaning, made }: CreateReading,
): Promise<Outcome> {
  const exchange = await send(request, wire);
  if (exchange.kind !== 'answered') return unanswered(exchange);
  const verdict = ownMeaning?.(exchange) ?? classify(exchange, telling);
  if (verdict) return verdict;
  const post = made(exchange);
  if (!post) return withoutId(exchange, telling);
  const freeAfterSeconds = usedUpSeconds(exchange, telling.now);
  return { kind: 'accepted', ...post, ...(freeAfterSeconds !== null && { freeAfterSeconds }) };
}
