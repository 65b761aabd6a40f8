import type { Removal } from '../../domain/outcome.ts';
import type { HttpAnswer, HttpRequest } from '../../http/message.ts';
import { lookUp } from '../../http/send.ts';
import { quote, type Telling } from './classify.ts';

/** How the answers of one network to a removal are read. */
export interface RemoveReading {
  readonly telling: Telling;
  /**
   * What this network means otherwise than networks in general, whatever the status; asked first.
   *
   * @returns null where it means what they all do
   */
  readonly ownMeaning?: (answer: HttpAnswer) => Removal['kind'] | null;
}

/**
 * Removes a post by one request, and says what it came to. Without an answer it is not known whether the
 * post is still there; nothing is asked again by itself.
 *
 * @returns never throws
 */
export async function removeOnce(
  request: HttpRequest,
  signal: AbortSignal,
  { telling, ownMeaning }: RemoveReading,
): Promise<Removal> {
  const answer = await lookUp(request, signal);
  if (answer.kind === 'no-answer')
    return { kind: 'unknown', error: { ...answer.error, remedy: look } };
  const kind = ownMeaning?.(answer) ?? kindAt(answer.status);
  if (kind === 'removed' || kind === 'gone') return { kind };
  const said = quote(answer, telling);
  const error =
    kind === 'refused'
      ? {
          code: 'removal-refused',
          message: `${telling.network} did not remove the post: ${said}`,
          remedy:
            'It is still public: remove it by hand at the network. Then see that the account may remove what it posts.',
        }
      : {
          code: 'removal-unknown',
          message: `${telling.network} answered ${said}, which leaves open whether it removed the post`,
          remedy: look,
        };
  return { kind, error };
}

const look = 'Look for it at the network, and remove it by hand if it is still there.';

/** RFC 9110 section 15: 404 and 410 say that it is not there, any other 4xx that nothing was done. */
function kindAt(status: number): Removal['kind'] {
  if (status >= 200 && status < 300) return 'removed';
  if (status === 404 || status === 410) return 'gone';
  // 408: a proxy may have given up on a server that went on. 307 and 308: it is to be asked elsewhere.
  const refused = (status >= 400 && status < 500 && status !== 408) || /^30[78]$/.test(`${status}`);
  return refused ? 'refused' : 'unknown';
}
