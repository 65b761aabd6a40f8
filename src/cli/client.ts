import type { ClockWish } from '../application/choose-clock.ts';
import type { OpenProblem } from '../compose.ts';
import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Problem } from '../domain/result.ts';
import { type ExitCode, notRun } from './exit.ts';
import { chooseServer, type Server } from './find-server.ts';
import { refuse } from './refusal.ts';
import { say } from './terminal.ts';

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

/**
 * Runs a command against the API: of the server that it is told of or that runs on this data
 * directory, else in process.
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
  const chosen = await chooseServer(options);
  if (!chosen.ok) return refuse(chosen.error);
  if (chosen.value) {
    if (options.now !== undefined)
      return refuse({
        code: 'server-in-real-time',
        message: 'A server runs here, in real time: --now is refused.',
        remedy: 'Stop it, or rehearse in another data directory (--data).',
      });
    return work(overHttp(chosen.value));
  }
  let clock: ClockWish = { kind: wish };
  if (options.now !== undefined) {
    const { parseInstant } = await import('../domain/time.ts');
    const now = parseInstant(options.now);
    if (!now.ok) return refuse(now.error);
    clock = { kind: wish === 'real' ? 'virtual' : 'glance', now: now.value };
  }
  const { openHouse } = await import('../compose.ts');
  const stopping = interrupted();
  const house = await openHouse({
    config: options.config,
    data: options.data ?? null,
    environment: process.env,
    clock,
    stopping,
  });
  if (!house.ok) return unopened(house.error) ?? refuseToOpen(house.error);
  const { createApi } = await import('../api/app.ts');
  try {
    const code = await work(inProcess(createApi(house.value.services)));
    return stopping.aborted ? notRun : code;
  } finally {
    await house.value.close();
  }
}

/**
 * Aborted at the first Ctrl-C: what is on the wire is finished and recorded, and the rest stays due.
 * A second one ends the process at once, as it would without this.
 */
function interrupted(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      say(
        '\nStopping: what is on the wire is finished, the rest stays due. Ctrl-C again ends at once.',
      );
      stop.abort();
    });
  return stop.signal;
}

interface Fetches {
  request(path: string, init: RequestInit): Response | Promise<Response>;
}

/** The same without a server. */
export const inProcess = (api: Fetches): Client =>
  client((path, init) => api.request(path, init), {});

const overHttp = ({ url, token }: Pick<Server, 'url' | 'token'>): Client =>
  client((path, init) => fetch(new URL(path, url), init), { authorization: `Bearer ${token}` });

function client(send: Send, headers: Readonly<Record<string, string>>): Client {
  return {
    async call<Body>(method: 'GET' | 'POST', path: string, body?: object) {
      const response = await attempt(send, path, {
        method,
        headers: {
          'content-type': 'application/json',
          'x-broadsheet-trigger': 'person',
          prefer: 'wait',
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      if (!response) return { ok: false as const, error: gone };
      const json: unknown = await response.json().catch(() => null);
      if (response.ok && json !== null) return { ok: true as const, body: json as Body };
      return { ok: false as const, error: (json as ApiProblem | null) ?? unreadable(response) };
    },
  };
}

type Send = (path: string, init: RequestInit) => Response | Promise<Response>;

/** Null where a server did not answer. What is thrown in process is a defect, and goes on. */
async function attempt(send: Send, path: string, init: RequestInit): Promise<Response | null> {
  try {
    return await send(path, init);
  } catch (error) {
    if (error instanceof TypeError && 'cause' in error) return null;
    throw error;
  }
}

const gone: ApiProblem = {
  code: 'server-gone',
  title: 'The server did not answer, or ended before it did.',
  detail: 'Look with `broadsheet status` whether it was done; then start it again.',
  diagnostics: [],
};

const unreadable = ({ status }: Response): ApiProblem => ({
  code: 'answer-unreadable',
  title: `The server answered ${status} in a form that can not be read.`,
  detail: 'Look at what the server says on its own terminal.',
  diagnostics: [],
});

/** Says what is wrong with the configuration, or with what it leads to. */
export const refuseToOpen = (problem: OpenProblem): ExitCode =>
  refuse(problem, problem.diagnostics);

export const refuseProblem = ({ code, title, detail, diagnostics }: ApiProblem): ExitCode =>
  refuse({ code, message: title, remedy: detail }, diagnostics);
