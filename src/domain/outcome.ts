import type { Problem } from './result.ts';

/** What one request to a network came to. Only `unknown` leaves open whether the post is public. */
export type Outcome =
  | {
      readonly kind: 'accepted';
      readonly remoteId: string;
      readonly remoteUrl: string | null;
      /** Not everybody gets it whom it was for. It is out all the same, and never sent again. */
      readonly shortfall?: Problem;
      /** The account has used up what the network allows it: its next post waits for so long. */
      readonly freeAfterSeconds?: number;
    }
  /** Definitely nothing public. */
  | { readonly kind: 'rejected'; readonly error: Problem }
  /** The network asked to wait; costs no attempt. */
  | { readonly kind: 'deferred'; readonly afterSeconds: number; readonly error: Problem }
  | { readonly kind: 'unauthorised'; readonly error: Problem }
  /** Ours: the deadline passed, or we were told to stop, before the first byte left. */
  | { readonly kind: 'released'; readonly error: Problem }
  /**
   * The network refuses it as a double of what the account has already: evidence where an earlier
   * attempt of ours may have been taken, a refusal where there was none.
   */
  | {
      readonly kind: 'duplicate';
      /** Of the post that is there already, where the network names it. */
      readonly remoteId: string | null;
      readonly remoteUrl: string | null;
      readonly error: Problem;
    }
  | {
      readonly kind: 'unknown';
      readonly error: Problem;
      /** What the network answered, where it did: for whoever settles it. No secrets. */
      readonly answer?: string;
    };

/** What a look among the account's own posts came to. */
export type Sighting =
  | { readonly kind: 'found'; readonly remoteId: string; readonly remoteUrl: string | null }
  /** Everything since the attempt's start was seen, and it is not there. */
  | { readonly kind: 'absent' }
  /** No answer, or not a complete one: proves nothing. */
  | { readonly kind: 'unclear'; readonly error: Problem };

/** Whose words the posts of an account are, as its network says it. */
export type Owner =
  /** The one that the configuration names, where it names one. @property name as people know it */
  | { readonly kind: 'own'; readonly name: string }
  /** Another one: posts would go out in its name. */
  | { readonly kind: 'other'; readonly name: string; readonly error: Problem }
  /** The token is refused, or there is none: nothing would go out. */
  | { readonly kind: 'refused'; readonly error: Problem }
  /** No answer, or none that says it. */
  | { readonly kind: 'unclear'; readonly error: Problem };

/** What a request to remove a post of ours came to. */
export type Removal =
  | { readonly kind: 'removed' }
  /** The network does not have it any more. */
  | { readonly kind: 'gone' }
  /** It is still there. */
  | { readonly kind: 'refused'; readonly error: Problem }
  /** No answer, or one that leaves open whether it is still there. */
  | { readonly kind: 'unknown'; readonly error: Problem };
