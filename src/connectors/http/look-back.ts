import type { Sighting } from '../../domain/outcome.ts';
import { addMilliseconds } from '../../domain/time.ts';
import type { HttpAnswer, HttpRequest } from '../../http/message.ts';
import { lookUp } from '../../http/send.ts';
import { incomplete, type Telling, unseen } from './classify.ts';
import type { Made } from './publish.ts';

/** One of the account's own posts, as the network lists it. */
export interface ListedPost extends Made {
  /** ISO 8601 in UTC, by the network's clock. */
  readonly at: string;
  /**
   * It says what is looked for: all that the network shows of it, and not the link alone, because
   * one link goes to many places.
   */
  readonly isIt: boolean;
}

export interface ListedPage {
  /** The newest first. */
  readonly posts: readonly ListedPost[];
  /** Asks for older ones; `none`: these are all; `withheld`: there are more, not to be had. */
  readonly older: HttpRequest | 'none' | 'withheld';
}

/** How an account's own posts are listed by one network. */
export interface ListReading {
  readonly telling: Telling;
  /** ISO 8601: no older post is taken for it. */
  readonly since: string;
  /** @returns null where the answer is no list */
  readonly read: (answer: HttpAnswer) => ListedPage | null;
}

/** The network's clock may be behind ours by so much. */
const clockTolerance = 2 * 60_000;

/** The instant from which on a post can be the one of an attempt. @param startedAt ISO 8601 */
export const sinceOf = (startedAt: string): string => addMilliseconds(startedAt, -clockTolerance);

/**
 * Looks for a post among the account's own, page by page, back past the attempt's start. It is
 * absent only where everything since then was seen.
 *
 * @param request for the newest page
 * @returns never throws
 */
export async function lookBack(
  request: HttpRequest,
  { telling, since, read }: ListReading,
  signal: AbortSignal,
): Promise<Sighting> {
  for (let next: ListedPage['older'] = request; next !== 'withheld'; ) {
    if (next === 'none') return { kind: 'absent' };
    const answer = await lookUp(next, signal);
    const page = answer.kind === 'answered' && answer.status === 200 ? read(answer) : null;
    if (!page) return unseen(answer, telling);
    const match = page.posts.find((post) => post.at >= since && post.isIt);
    if (match) return { kind: 'found', remoteId: match.remoteId, remoteUrl: match.remoteUrl };
    // The last one counts: some networks put an old post first that the account has pinned.
    const oldest = page.posts.at(-1);
    next = oldest && oldest.at < since ? 'none' : page.older;
  }
  return incomplete(telling);
}
