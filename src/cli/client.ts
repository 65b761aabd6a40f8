import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ClockWish } from '../application/choose-clock.ts';
import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Problem } from '../domain/result.ts';
import { type ExitCode, notRun } from './exit.ts';
import { say, styled } from './terminal.ts';
import { showDiagnostics } from './views/diagnostics.ts';

export interface GlobalOptions {
  readonly config: string;
  readonly data?: string;
  readonly json?: boolean;
  readonly server?: string;
  readonly now?: string;
}

/** What the API answered. */
export type Answer<Body> =
  | { readonly ok: true; readonly body: Body }
  | { readonly ok: false; readonly error: ApiProblem };

export interface ApiProblem {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Client {
  call<Body>(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer<Body>>;
}

interface Server {
  readonly url: string;
  readonly token: string;
}

/**
 * Runs a command against the API: of the server that runs on this data directory, or in process.
 *
 * @param wish what the command asks of the clock when it runs in process
 * @param unopened what the command makes of an installation that can't be opened; null: a refusal
 */
export async function withClient(
  options: GlobalOptions,
  wish: 'real' | 'either',
  work: (client: Client) => Promise<ExitCode>,
  unopened: (problem: Problem) => ExitCode | null = () => null,
): Promise<ExitCode> {
  const server = await findServer(options);
  if (server) {
    if (options.now !== undefined)
      return refuse(
        'A server runs here, in real time: --now is refused.',
        'Stop it, or rehearse in another data directory (--data).',
      );
    return work(overHttp(server));
  }
  let clock: ClockWish = { kind: wish };
  if (options.now !== undefined) {
    const { parseInstant } = await import('../domain/time.ts');
    const now = parseInstant(options.now);
    if (!now.ok) return refuse(now.error.message, now.error.remedy);
    clock = { kind: 'virtual', now: now.value };
  }
  const { openHouse } = await import('../compose.ts');
  const house = await openHouse({
    config: options.config,
    data: options.data ?? null,
    environment: process.env,
    clock,
  });
  if (!house.ok) {
    showDiagnostics(house.error.diagnostics);
    return unopened(house.error) ?? refuse(house.error.message, house.error.remedy);
  }
  const { createApi } = await import('../api/app.ts');
  try {
    return await work(inProcess(createApi(house.value.services)));
  } finally {
    await house.value.close();
  }
}

/** Where the server of a data directory can be found, while it runs. */
export const serverFile = (dataDirectory: string): string => join(dataDirectory, 'server.json');

async function findServer(options: GlobalOptions): Promise<Server | null> {
  const data = resolve(options.data ?? join(dirname(resolve(options.config)), '.broadsheet'));
  let server: Server;
  try {
    server = JSON.parse(readFileSync(serverFile(data), 'utf8')) as Server;
  } catch {
    return null;
  }
  const alive = await fetch(new URL('/healthz', server.url), {
    signal: AbortSignal.timeout(1000),
  }).catch(() => null);
  return alive?.ok ? server : null;
}

interface Fetches {
  request(path: string, init: RequestInit): Response | Promise<Response>;
}

const inProcess = (api: Fetches): Client => client((path, init) => api.request(path, init), {});

const overHttp = ({ url, token }: Server): Client =>
  client((path, init) => fetch(new URL(path, url), init), { authorization: `Bearer ${token}` });

function client(
  send: (path: string, init: RequestInit) => Response | Promise<Response>,
  headers: Readonly<Record<string, string>>,
): Client {
  return {
    async call<Body>(method: 'GET' | 'POST', path: string, body?: object) {
      const response = await send(path, {
        method,
        headers: {
          'content-type': 'application/json',
          'x-broadsheet-trigger': 'person',
          prefer: 'wait',
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const json: unknown = await response.json();
      return response.ok
        ? { ok: true as const, body: json as Body }
        : { ok: false as const, error: json as ApiProblem };
    },
  };
}

/** Says why a command could not be done. */
export function refuse(message: string, remedy: string): ExitCode {
  say(`${styled('red', 'error')}: ${message}${remedy ? `\n  ${remedy}` : ''}`);
  return notRun;
}

export function refuseProblem(error: ApiProblem): ExitCode {
  showDiagnostics(error.diagnostics);
  return refuse(error.title, error.detail);
}
