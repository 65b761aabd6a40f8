import type { Problem } from './result.ts';

/** What one request to a network came to. Only `unknown` leaves open whether the post is public. */
export type Outcome =
  | {
      readonly kind: 'accepted';
      readonly remoteId: string;
      readonly remoteUrl: string | null;
    }
  /** Definitely nothing public. */
  | { readonly kind: 'rejected'; readonly error: Problem }
  /** The network asked to wait; costs no attempt. */
  | { readonly kind: 'deferred'; readonly afterSeconds: number; readonly error: Problem }
  | { readonly kind: 'unauthorised'; readonly error: Problem }
  | { readonly kind: 'unknown'; readonly error: Problem };

/** What a look among the account's own posts came to. */
export type Sighting =
  | { readonly kind: 'found'; readonly remoteId: string; readonly remoteUrl: string | null }
  /** The whole span that matters was seen, and it is not there. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unclear'; readonly error: Problem };
