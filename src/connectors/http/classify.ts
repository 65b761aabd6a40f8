import type { Outcome, Sighting } from '../../domain/outcome.ts';
import { blotted, excerpt } from '../../http/excerpt.ts';
import type { Exchange, HttpAnswer, LookUp } from '../../http/message.ts';
import { waitSeconds } from './wait-seconds.ts';

/** A post as its network knows it: the proof that it is there. */
export interface Made {
  readonly remoteId: string;
  readonly remoteUrl: string | null;
}

/** What is needed to tell people about an answer. */
export interface Telling {
  /** As people know the network. */
  readonly network: string;
  /** ISO 8601; a wait until an instant is counted from it where the answer has no `Date`. */
  readonly now: string;
  /** Never shown, even where the network quotes them. */
  readonly secrets: readonly string[];
  /**
   * The network's own words within the body of a refusal. Left out, or null where there are none:
   * the body is quoted as it is.
   */
  readonly wordsOf?: (body: string) => string | null;
}

/** What can be said of a create without reading what the network made of it. */
export type Verdict = Exclude<Outcome, { readonly kind: 'accepted' | 'duplicate' }>;

/**
 * Redirects that say for certain that nothing was taken. RFC 9110 sections 15.4.8 and 15.4.9: the
 * same request, its method unchanged, is still to be made at another address; so this server did
 * not carry it out. Every other 3xx may follow a create that was carried out: 303 is made for it
 * ("see the result there"), and 301 and 302 are commonly used like 303, because clients may turn
 * POST into GET at them (sections 15.4.2 and 15.4.3).
 */
const notTaken: ReadonlySet<number> = new Set([307, 308]);

/** What an exchange without an answer came to. */
export function unanswered(exchange: Exclude<Exchange, { readonly kind: 'answered' }>): Verdict {
  const { kind, error } = exchange;
  if (kind === 'not-sent') return { kind: 'rejected', error };
  return { kind: kind === 'released' ? 'released' : 'unknown', error };
}

/**
 * The answer to a create, by the rules that hold for networks in general. A connector looks first
 * for what its own network means otherwise: a 403 about a token, a 409 about a key in use, an
 * error inside a 200.
 *
 * @returns null at 2xx: the connector reads the id, and calls it unknown where there is none
 */
export function classify(answer: HttpAnswer, telling: Telling): Verdict | null {
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  if (status === 429) return deferred(answer, telling);
  if (status === 401) return unauthorised(answer, telling);
  if (notTaken.has(status)) return redirected(answer, telling);
  // 408: a proxy may have given up on a server that went on.
  if (status >= 400 && status < 500 && status !== 408) return rejected(answer, telling);
  return unclear(answer, telling);
}

/** A success that does not say what was made: no proof, so not `accepted`. */
export const withoutId = (answer: HttpAnswer, telling: Telling): Verdict => ({
  kind: 'unknown',
  error: {
    code: 'answer-without-id',
    message: `${telling.network} answered ${quote(answer, telling)}, without the id of a post`,
    remedy: 'It is looked for where the network allows it; else `broadsheet resolve` settles it.',
  },
  answer: verbatim(answer, telling),
});

/** A look-up that can't be read, whatever the network answered: it proves nothing. */
export const unseen = (found: LookUp, telling: Telling): Sighting & { kind: 'unclear' } => ({
  kind: 'unclear',
  error:
    found.kind === 'no-answer'
      ? found.error
      : {
          code: 'look-up-failed',
          message: `${telling.network} did not list the posts: ${quote(found, telling)}`,
          remedy: 'It is looked for again by itself.',
        },
});

/** A look-up that stops before it has come back to the attempt: it proves no absence. */
export const incomplete = ({ network }: Telling): Sighting & { kind: 'unclear' } => ({
  kind: 'unclear',
  error: {
    code: 'look-up-incomplete',
    message: `${network} lists too few posts to say that it is not there`,
    remedy: 'Look for it among the posts of the account, then run `broadsheet resolve`.',
  },
});

/**
 * It is asked to wait, whatever the status.
 *
 * @param afterSeconds where the network says it in a way of its own
 */
export const deferred = (
  answer: HttpAnswer,
  telling: Telling,
  afterSeconds = waitSeconds(answer, telling.now),
): Verdict => {
  return {
    kind: 'deferred',
    afterSeconds,
    error: {
      code: 'rate-limited',
      message: `${telling.network} asks to wait ${afterSeconds} s`,
      remedy: 'It is waited for, and sent again by itself.',
    },
  };
};

/** The token is refused, whatever the status. */
export const unauthorised = (answer: HttpAnswer, telling: Telling): Verdict => ({
  kind: 'unauthorised',
  error: {
    code: 'unauthorised',
    message: `${telling.network} refused the token: ${quote(answer, telling)}`,
    remedy: 'Run `broadsheet connect` for the account, or mend its token and resume it.',
  },
});

/**
 * The token is known, and may not post there: it is the account's trouble and not the post's, so
 * that its other posts wait.
 *
 * @param remedy what a person does at the network
 */
export const accountRefused = (answer: HttpAnswer, telling: Telling, remedy: string): Verdict => ({
  kind: 'unauthorised',
  error: {
    code: 'account-refused',
    message: `${telling.network} does not let the account post there: ${quote(answer, telling)}`,
    remedy,
  },
});

/**
 * What a publication needs beforehand was not to be had: it is surely not public. A success is not
 * quoted, because it may hold a token that nobody knows to blot out.
 *
 * @param what it needs
 */
export const notBegun = (answer: HttpAnswer, telling: Telling, what: string): Verdict => ({
  kind: 'rejected',
  error: {
    code: 'not-begun',
    message: `${telling.network} answered ${answer.status < 300 ? answer.status : quote(answer, telling)} where it was asked for ${what}`,
    remedy: 'Nothing went out. Look at the account in the configuration, and at its server.',
  },
});

/** The post is refused, and surely not public. */
export const rejected = (answer: HttpAnswer, telling: Telling): Verdict => ({
  kind: 'rejected',
  error: {
    code: 'rejected',
    message: `${telling.network} refused the post: ${quote(answer, telling)}`,
    remedy: 'Mend the row or the account by what the network says.',
  },
});

/**
 * The post is refused as a double of one that the account has.
 *
 * @param earlier where the network names it
 */
export const doubled = (
  answer: HttpAnswer,
  telling: Telling,
  earlier: Made | null = null,
): Outcome & { kind: 'duplicate' } => ({
  kind: 'duplicate',
  remoteId: earlier?.remoteId ?? null,
  remoteUrl: earlier?.remoteUrl ?? null,
  error: {
    code: 'duplicate',
    message: `${telling.network} has this post already: ${quote(answer, telling)}`,
    remedy: 'Look at the earlier post of the account: the network takes the same words once only.',
  },
});

const redirected = ({ status }: HttpAnswer, { network }: Telling): Verdict => ({
  kind: 'rejected',
  error: {
    code: 'redirected',
    message: `${network} answered ${status}: this address takes no posts, another one does`,
    remedy: 'Look at `base_url` of the account: redirects are not followed.',
  },
});

/** An answer that leaves open whether the post was taken. */
export const unclear = (answer: HttpAnswer, telling: Telling): Verdict => ({
  kind: 'unknown',
  error: {
    code: 'no-clear-answer',
    message: `${telling.network} answered ${quote(answer, telling)}, which leaves open whether it took the post`,
    remedy: 'It is looked for where the network allows it; else `broadsheet resolve` settles it.',
  },
  answer: verbatim(answer, telling),
});

/** Its status and what the network says, without secrets. */
export const quote = (answer: HttpAnswer, { secrets, wordsOf }: Telling): string => {
  const said = excerpt(wordsOf?.(answer.body) ?? answer.body, secrets);
  return said === '' ? `${answer.status}` : `${answer.status} "${said}"`;
};

/** Signs of an answer that are kept with an attempt. */
const mostKept = 16_384;

/** As it came, its secrets blotted out before it is cut, so that no half of one is left. */
const verbatim = ({ status, body }: HttpAnswer, { secrets }: Telling): string =>
  `${status}\n\n${blotted(body, secrets)}`.slice(0, mostKept);
