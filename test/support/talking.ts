import type { Socket } from 'node:net';
import { rawServer } from './raw-server.ts';

/** What a server says to one request: JSON with a status, or what it does to the connection. */
export type Said = readonly [status: number, body: object | string] | ((socket: Socket) => void);

export interface Talking {
  readonly url: string;
  /** The requests that came, in turn. */
  requests(): readonly Heard[];
  /** Resolves when what arrived fits. */
  arrived(pattern: RegExp): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Heard {
  /** `POST /path?query` */
  readonly line: string;
  readonly head: string;
  readonly body: string;
}

/** A server that answers each request in turn; after the last of the answers it fails. */
export async function talking(answers: readonly Said[]): Promise<Talking> {
  let next = 0;
  const server = await rawServer({
    data(socket, received) {
      const asked = requestsIn(received).at(-1);
      if (!asked || !isWhole(asked)) return;
      const said = answers[next] ?? [500, {}];
      next += 1;
      if (typeof said === 'function') return said(socket);
      const [status, body] = said;
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const length = Buffer.byteLength(text);
      socket.end(`HTTP/1.1 ${status} Said\r\nContent-Length: ${length}\r\n\r\n${text}`);
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    requests: () =>
      requestsIn(server.received).map((text) => {
        const { head, body } = split(text);
        return { line: head.split(' ', 2).join(' '), head, body };
      }),
    arrived: (pattern) => server.arrived(pattern),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** One connection each, so that they follow each other. */
const requestsIn = (received: string): readonly string[] =>
  received.split(/(?=(?:GET|POST|PUT) \/\S* HTTP\/1\.1\r\n)/).filter((text) => text !== '');

function split(text: string) {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  return { head, body: rest.join('\r\n\r\n') };
}

function isWhole(text: string): boolean {
  const { head, body } = split(text);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  return text.includes('\r\n\r\n') && Buffer.byteLength(body) >= length;
}
