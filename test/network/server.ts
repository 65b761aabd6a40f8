import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { answer, perform } from './creates.ts';
import { isLookUpFault } from './fault.ts';
import { show } from './look-ups.ts';
import type { Fired, Network } from './network.ts';

const draft = z.object({
  text: z.string().min(1),
  title: z.string().nullable().default(null),
  reply_to: z.string().nullable().default(null),
  link: z.string().nullable().default(null),
});

/** `/moved` is where a 307 points to: whoever follows it publishes, and is seen to. */
const route = /^(?:\/moved)?\/accounts\/([^/]+)\/posts$/;

/**
 * The network as its clients know it:
 * `POST /accounts/:account/posts` `{text, title, reply_to, link}` with an optional
 * `Idempotency-Key`, and `GET /accounts/:account/posts?since=…&before=…`.
 */
export function publicServer(network: Network, refuse: (ms: number) => void): Server {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://network');
    const account = decodeURIComponent(route.exec(url.pathname)?.[1] ?? '');
    const visit = { network, request, response, url, account, refuse };
    if (account === '') answer({ response }, { status: 404, body: { error: 'not found' } });
    else if (request.method === 'GET') list(visit);
    else if (request.method === 'POST') void create(visit);
    else answer({ response }, { status: 405, body: { error: 'not allowed' } });
  });
  server.on('connection', (socket) => {
    network.traffic.connections += 1;
    socket.on('close', () => {
      network.traffic.closed += 1;
      network.traffic.bytes += socket.bytesRead;
      network.tell();
    });
  });
  return server;
}

interface Visit {
  readonly network: Network;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly account: string;
  readonly refuse: (ms: number) => void;
}

async function create(visit: Visit): Promise<void> {
  const { network, request, response, account } = visit;
  const body = await whole(request);
  if (body === null) {
    network.traffic.partial += 1;
    return network.tell();
  }
  const key = request.headers['idempotency-key']?.toString() ?? null;
  network.arrived.push({ on: 'create', account, key, path: request.url ?? '' });
  const parsed = draft.safeParse(json(body));
  if (!knows(visit)) return answer({ response }, { status: 401, body: { error: 'no token' } });
  if (!parsed.success) return answer({ response }, { status: 400, body: { error: 'no post' } });
  // The order of the fields is part of how two drafts are compared.
  const { text, title, reply_to, link } = parsed.data;
  const struck = network.script.next({ on: 'create', account, text });
  const fault = struck && !isLookUpFault(struck) ? struck : ({ kind: 'none' } as const);
  const fired = note(network, { kind: fault.kind, on: 'create', account, text });
  const performing = perform(
    { ...visit, key, draft: { text, title, reply_to, link } },
    fault,
    fired,
  );
  if (fault.kind === 'accept-late') return performing;
  network.working += 1;
  await performing.finally(() => {
    network.working -= 1;
    network.tell();
  });
}

function list(visit: Visit): void {
  const { network, response, url, account } = visit;
  network.arrived.push({ on: 'look-up', account, key: null, path: url.pathname });
  const struck = network.script.next({ on: 'look-up', account, text: '' });
  const fault = struck && isLookUpFault(struck) ? struck : null;
  if (fault) note(network, { kind: fault.kind, on: 'look-up', account, text: '' });
  const since = url.searchParams.get('since') ?? '';
  const before = Number(url.searchParams.get('before') ?? Number.POSITIVE_INFINITY);
  if (knows(visit)) show({ network, response, account, since, before }, fault);
  else answer({ response }, { status: 401, body: { error: 'no token' } });
}

function knows({ network, request }: Visit): boolean {
  const { token } = network.options;
  return token === undefined || request.headers.authorization === `Bearer ${token}`;
}

/** What went as it should is not noted. */
function note(network: Network, struck: Omit<Fired, 'done'>): Fired {
  const fired = { ...struck, done: struck.kind !== 'accept-late' };
  if (struck.kind !== 'none') network.fired.push(fired);
  network.tell();
  return fired;
}

/** @returns null where the client left in the middle */
async function whole(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch {
    return null;
  }
  return request.complete ? Buffer.concat(chunks).toString('utf8') : null;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
