import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One request and its answer, as they went by. */
export interface Recorded {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly asked: string;
  readonly status: number;
  readonly answered: string;
}

export interface Recorder {
  readonly url: string;
  readonly exchanges: readonly Recorded[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** Stands before a server and keeps what goes by. @param target its address, without a path */
export async function recorderBefore(target: string): Promise<Recorder> {
  const exchanges: Recorded[] = [];
  const server = createServer((request, response) => {
    void pass(target, request).then(({ headers, ...exchange }) => {
      exchanges.push(exchange);
      response.writeHead(exchange.status, headers).end(exchange.answered);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

const ofOneConnection = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

async function pass(target: string, request: IncomingMessage) {
  const { method = '', url: path = '', headers } = request;
  const asked = await text(request);
  const kept = Object.entries(headers).filter(([name]) => !ofOneConnection.has(name));
  const answer = await fetch(`${target}${path}`, {
    method,
    headers: kept.map(([name, value]): [string, string] => [name, String(value)]),
    redirect: 'manual',
    ...(asked !== '' && { body: asked }),
  });
  const back = [...answer.headers].filter(([name]) => !ofOneConnection.has(name));
  return {
    method,
    path,
    asked,
    status: answer.status,
    answered: await answer.text(),
    headers: Object.fromEntries(back),
  };
}
