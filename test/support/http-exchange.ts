import type { Socket } from 'node:net';
import type { HttpRequest } from '../../src/http/message.ts';
import { type RawServer, rawServer } from './raw-server.ts';

/** What must never show, wherever it was sent. */
export const secret = 'tok-3n-s3cr3t';
export const body = '{"text":"Hello, world"}';

/** A whole answer to a create. */
export const created = (json = '{"id":"7"}') =>
  `HTTP/1.1 201 Created\r\nX-Kind: post\r\nContent-Length: ${json.length}\r\n\r\n${json}`;

/** A create with the secret in its path, its query and its headers. */
export const post = (port: number, scheme = 'http'): HttpRequest => ({
  method: 'POST',
  url: `${scheme}://127.0.0.1:${port}/bot${secret}/posts?key=${secret}`,
  headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
  body,
});

export const whole = (received: string) => received.endsWith(body);

/** Does something as soon as the whole request is there. */
export const afterRequest = (act: (socket: Socket) => void) =>
  rawServer({ data: (socket, received) => whole(received) && act(socket) });

export const requests = (server: RawServer) => server.received.match(/POST /g)?.length ?? 0;
