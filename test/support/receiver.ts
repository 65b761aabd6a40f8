import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of notifications on loopback, which can be away, refuse, or hang. */
export interface Receiver {
  readonly url: string;
  /** What it took, in the order in which it came. */
  readonly taken: readonly ReceivedRequest[];
  /** Everything that was asked of it, taken or not. */
  readonly asked: readonly ReceivedRequest[];
  /** Answers with this status from now on; `null`: keeps everybody waiting. */
  answerWith(status: number | null, body?: string): void;
  /** Nobody listens at its port until {@link comeBack}. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function receiver(): Promise<Receiver> {
  const taken: ReceivedRequest[] = [];
  const asked: ReceivedRequest[] = [];
  let status: number | null = 200;
  let said = 'said by the receiver';
  const answer = (response: ServerResponse) => {
    if (status === null) return;
    response.writeHead(status, { connection: 'close' }).end(said);
  };
  const server = createServer(async (request, response) => {
    const one = {
      method: request.method ?? '',
      target: request.url ?? '',
      headers: request.headers,
      body: await text(request),
    };
    asked.push(one);
    if (status === 200) taken.push(one);
    answer(response);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const leave = async () => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    taken,
    asked,
    answerWith(given, body = said) {
      status = given;
      said = body;
    },
    goAway: leave,
    comeBack: () => listen(port),
    [Symbol.asyncDispose]: leave,
  };
}
