import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type GitFault = 'none' | 'redirect' | 'hang' | 'truncate';

export interface GitServer {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  /** Authorization headers, as they came. */
  readonly authorizations: readonly (string | undefined)[];
  /** Paths, as they were asked for. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export interface GitServerOptions {
  /** Holds the repositories. */
  readonly root: string;
  readonly fault?: GitFault;
  /** Asks for this token. */
  readonly token?: string;
  /** Where a redirect leads. */
  readonly redirectTo?: string;
}

/** The real `git http-backend` behind a server on loopback. */
export async function gitServer(options: GitServerOptions): Promise<GitServer> {
  const authorizations: (string | undefined)[] = [];
  const requests: string[] = [];
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization);
    requests.push(request.url ?? '');
    if (options.fault === 'hang') return;
    if (options.fault === 'redirect') {
      response.writeHead(302, { location: `${options.redirectTo}${request.url}` });
      response.end();
    } else if (options.token && !knows(request, options.token)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' });
      response.end();
    } else backend(options, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    authorizations,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const knows = (request: IncomingMessage, token: string): boolean =>
  Buffer.from(request.headers.authorization?.slice('Basic '.length) ?? '', 'base64')
    .toString('utf8')
    .endsWith(`:${token}`);

function backend(
  { root, fault }: GitServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://x');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('close', () => {
    const all = Buffer.concat(chunks);
    const end = all.indexOf('\r\n\r\n');
    const head = all.subarray(0, end).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(head.map((line) => line.split(': ', 2)));
    const body = all.subarray(end + 4);
    response.writeHead(Number.parseInt(headers.Status ?? '200', 10), headers);
    if (fault === 'truncate' && pathname.endsWith('git-upload-pack')) {
      response.write(body.subarray(0, body.length / 2));
      response.destroy();
    } else response.end(body);
  });
}
