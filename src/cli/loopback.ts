import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Waits on this machine for a browser that a network sends back. */
export interface Loopback {
  readonly redirectUri: string;
  /**
   * The address that the browser was sent to, with the network's answer.
   *
   * @param state of our request; what comes without it is not the answer to it
   * @returns null where none came in time
   */
  answer(state: string, limit: AbortSignal): Promise<string | null>;
  close(): void;
}

const path = '/callback';

/** @param port of 127.0.0.1; 0 takes a free one */
export async function openLoopback(port: number): Promise<Loopback> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    redirectUri: `${origin}${path}`,
    answer: (state, limit) =>
      new Promise((resolve) => {
        limit.addEventListener('abort', () => resolve(null), { once: true });
        server.on('request', (request, response) => {
          const url = URL.parse(request.url ?? '', origin);
          const isOurs =
            request.method === 'GET' &&
            url?.pathname === path &&
            url.searchParams.get('state') === state;
          response.writeHead(isOurs ? 200 : 404, {
            'content-type': 'text/plain; charset=utf-8',
            'cache-control': 'no-store',
            'referrer-policy': 'no-referrer',
            connection: 'close',
          });
          response.end(
            isOurs ? 'Broadsheet has the answer. Go back to the terminal.\n' : 'Nothing is here.\n',
          );
          if (isOurs) resolve(url.href);
        });
      }),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
