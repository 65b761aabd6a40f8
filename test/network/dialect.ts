import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { waitForms } from './fault.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Draft } from './network.ts';

/** One request that arrived whole. */
export interface Asked {
  readonly method: string;
  /** Without the first folder, which names the dialect: `/bot1:abc/sendMessage`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a request wants of the network. */
export type Wish =
  | {
      readonly on: 'create';
      readonly account: string;
      readonly key: string | null;
      /** Null: it is not as the vendor wants it. */
      readonly draft: Draft | null;
    }
  | {
      readonly on: 'look-up';
      readonly account: string;
      /** ISO 8601; empty: from the beginning. */
      readonly since: string;
      /** Only posts before this one, by its number. */
      readonly before: number;
      /** Left out: all of the account's posts. */
      only?(post: LedgerEntry): boolean;
      /** Left out: as the dialect lists posts. For lists that also show what is not public. */
      reply?(page: Page): Reply;
    }
  | {
      readonly on: 'remove';
      /** Null: it is not public. */
      readonly post: LedgerEntry | null;
    }
  | {
      /** It makes nothing public and lists nothing, such as a session or a draft. */
      readonly on: 'aside';
      /** @param posts all that is public */
      reply(posts: readonly LedgerEntry[]): Reply;
    };

/** Why a request is not carried out. */
export type Refusal =
  | 'unauthorised'
  | 'forbidden'
  | 'bad-request'
  | 'not-found'
  | 'key-conflict'
  | 'error-500'
  | 'error-503';

export interface Reply {
  readonly status: number;
  /** An object is sent as JSON. */
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Page {
  /** The newest first. */
  readonly posts: readonly LedgerEntry[];
  /** Whether older ones are left. */
  readonly more: boolean;
  /** The number before which the next page begins; null: there is none to be had. */
  readonly next: number | null;
}

/** How one vendor's API speaks. What the network does, and how it fails, is the same for all. */
export interface Dialect {
  /**
   * @param posts all that is public
   * @returns null where the vendor has no such address
   */
  read(asked: Asked, posts: readonly LedgerEntry[]): Wish | null;
  /** The token that came with it, wherever this vendor wants it. @returns null where none did */
  token(asked: Asked): string | null;
  made(entry: LedgerEntry): Reply;
  /** Left out: the vendor takes doubles. @param earlier null where the vendor does not name it */
  double?(earlier: LedgerEntry | null): Reply;
  /** Left out: nothing is taken back. @param post that was; null: it was not there */
  removed?(post: LedgerEntry | null): Reply;
  /** Left out: the vendor lists no posts. */
  page?(page: Page): Reply;
  /** @param said to be quoted: a network of bad manners repeats the token */
  refused(why: Refusal, said: string): Reply;
  /**
   * A 429.
   *
   * @param form how it names the wait, where the vendor has more than one way
   * @param now milliseconds of the network's clock
   */
  wait(seconds: number, form: WaitForm, now: number): Reply;
}

export type WaitForm = (typeof waitForms)[number];

/** The body of a request. @returns null where it is no JSON */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

export const bearerOf = ({ headers }: Asked): string | null =>
  /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1] ?? null;

/** Answers whole. */
export function answer(response: ServerResponse, reply: Reply): void {
  const { text, headers } = written(reply);
  response.writeHead(reply.status, headers);
  response.end(text);
}

/** Answers, and closes the connection in the middle of it. @param share of the body that is sent */
export function breakOff(response: ServerResponse, reply: Reply, share: number): void {
  const { text, headers } = written(reply);
  const bytes = Buffer.from(text);
  // What is all in the headers breaks off in them.
  if (bytes.length === 0) {
    response.socket?.end(`HTTP/1.1 ${reply.status} OK\r\ncontent-le`);
    return;
  }
  response.writeHead(reply.status, { ...headers, 'content-length': bytes.length });
  const sent = bytes.subarray(0, Math.floor((bytes.length - 1) * share));
  response.flushHeaders();
  response.write(sent, () => response.socket?.end());
}

function written({ body, headers }: Reply) {
  const isText = typeof body === 'string';
  return {
    text: isText ? body : JSON.stringify(body),
    headers: { 'content-type': isText ? 'text/plain' : 'application/json', ...headers },
  };
}
