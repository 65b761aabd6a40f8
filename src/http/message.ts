import type { Problem } from '../domain/result.ts';
import type { Guard } from './guard.ts';

/** One request, whole in memory. Its address, headers and body never show in a message. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `http:` or `https:`. A user and password in it are not sent: they belong in a header. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Which addresses it may go to; left out: any. For hosts that somebody else names. */
  readonly guard?: Guard;
  /** Only whether and how it answers is of interest: the body of the answer is not read. */
  readonly withoutBody?: boolean;
}

/** A whole answer that could be read. */
export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What one irreversible request came to on the wire. */
export type Exchange =
  /** No connection: definitely nothing arrived. */
  | { readonly kind: 'not-sent'; readonly error: Problem }
  /** We held it back, before the first byte. */
  | { readonly kind: 'released'; readonly error: Problem }
  /** Bytes left, and no whole answer came back: it may have been taken. */
  | { readonly kind: 'no-answer'; readonly error: Problem }
  | ({ readonly kind: 'answered' } & HttpAnswer);

/** What a read-only request came to. */
export type LookUp =
  | { readonly kind: 'no-answer'; readonly error: Problem }
  | ({ readonly kind: 'answered' } & HttpAnswer);

/** An answer over this size is not read. */
export const largestAnswer = 1024 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no such host name',
  'address-internal': 'its address is inside of a network: `allow_local` lets it',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'the host did not take the connection',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody but itself',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  'took-too-long': 'it took too long',
  'answer-too-large': 'the answer is over 1 MiB',
  'answer-cut': 'the answer was cut off',
};

/**
 * Only the error's code goes into a message: Node's own texts may quote what was sent.
 *
 * @returns `ECONNRESET: the connection was cut`
 */
function reasonOf(code: string): string {
  const known = reasons[code];
  if (known) return `${code}: ${known}`;
  return code.startsWith('HPE_') ? `${code}: the answer is not HTTP` : code;
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'connection-failed';

/** @param host with its port, and nothing else of the address */
export const notSent = (host: string, code: string): Exchange & { kind: 'not-sent' } => ({
  kind: 'not-sent',
  error: {
    code: 'no-connection',
    message: `No connection to ${host} (${reasonOf(code)})`,
    remedy: 'Nothing was sent. Look at the address in the configuration and at the network.',
  },
});

export const released = (host: string): Exchange & { kind: 'released' } => ({
  kind: 'released',
  error: {
    code: 'released',
    message: `Held back before the first byte to ${host}`,
    remedy: 'It is sent again by itself.',
  },
});

/** @param code of Node's, or one of the reasons above */
export const noAnswer = (host: string, code: string): LookUp & { kind: 'no-answer' } => ({
  kind: 'no-answer',
  error: {
    code: 'no-answer',
    message: `No whole answer from ${host} (${reasonOf(code)})`,
    remedy: 'It is looked for where the network allows it; else `broadsheet resolve` settles it.',
  },
});
