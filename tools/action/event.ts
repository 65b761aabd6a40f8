import { readFileSync } from 'node:fs';

/** What of GitHub's event counts here (https://docs.github.com/en/webhooks/webhook-events-and-payloads). */
export interface PullEvent {
  /** Null for an event that is no pull request. */
  readonly pull: number | null;
  /** The head is in another repository, so the token can't write. */
  readonly fork: boolean;
  /** The commits that it is about; null where the event names none. */
  readonly range: string | null;
}

interface Payload {
  readonly before?: unknown;
  readonly after?: unknown;
  readonly pull_request?: {
    readonly number?: unknown;
    readonly base?: Side;
    readonly head?: Side;
  };
}

interface Side {
  readonly sha?: unknown;
  readonly repo?: { readonly full_name?: unknown } | null;
}

/** Reads what has happened from the file that GitHub names in `GITHUB_EVENT_PATH`. */
export function readEvent(path: string): PullEvent {
  const { before, after, pull_request: pull }: Payload = JSON.parse(readFileSync(path, 'utf8'));
  if (!pull) return { pull: null, fork: false, range: rangeOf(before, '..', after) };
  const { number, base, head } = pull;
  return {
    pull: Number.isSafeInteger(number) ? Number(number) : null,
    fork: head?.repo?.full_name !== base?.repo?.full_name,
    // Of the head, not of its merge: those are the lines that a reviewer sees.
    range: rangeOf(base?.sha, '...', head?.sha),
  };
}

const isCommit = (text: unknown): text is string =>
  typeof text === 'string' && /^(?!0+$)[0-9a-f]{40,64}$/.test(text);

/** A new branch has nothing before it: then its last commit counts as a whole. */
function rangeOf(from: unknown, dots: string, to: unknown): string | null {
  if (!isCommit(to)) return null;
  return isCommit(from) ? `${from}${dots}${to}` : to;
}
