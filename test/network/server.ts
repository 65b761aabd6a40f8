import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { perform } from './creates.ts';
import { type Asked, answer, type Dialect, type Wish } from './dialect.ts';
import { dialects } from './dialects/all.ts';
import { isCreateFault, isLookUpFault, isRemovalFault } from './fault.ts';
import type { LedgerEntry } from './ledger.ts';
import { show } from './look-ups.ts';
import type { Fired, Network } from './network.ts';
import { takeBack } from './removals.ts';

/** The network as its clients know it: each vendor's API below a folder of its own. */
export function publicServer(network: Network, refuse: (ms: number) => void): Server {
  const server = createServer((request, response) => {
    void receive({ network, request, response, refuse });
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
  readonly refuse: (ms: number) => void;
}

async function receive(visit: Visit): Promise<void> {
  const { network, request, response } = visit;
  const body = await whole(request);
  if (body === null) {
    if (request.method !== 'GET') network.traffic.partial += 1;
    return network.tell();
  }
  const { dialect, asked } = understand(request, body);
  const wish = dialect?.read(asked, network.public);
  if (!dialect) answer(response, { status: 404, body: { error: 'no such vendor' } });
  else if (!wish) answer(response, dialect.refused('not-found', 'there is no such address'));
  else if (wish.on === 'aside') answer(response, wish.reply(network.public));
  else if (wish.on === 'look-up') list({ ...visit, dialect, asked }, wish);
  else if (wish.on === 'remove') await remove({ ...visit, dialect, asked }, wish.post);
  else await create({ ...visit, dialect, asked }, wish);
}

/** `/moved` is where a 307 points to: whoever follows it publishes, and is seen to. */
const address = /^(?:\/moved)?\/([^/]*)(.*)$/;

function understand(request: IncomingMessage, body: string) {
  const url = new URL(request.url ?? '/', 'http://network');
  const [, folder = '', path = ''] = address.exec(url.pathname) ?? [];
  const { method = '', headers } = request;
  return {
    dialect: dialects[folder],
    asked: { method, path, query: url.searchParams, headers, body },
  };
}

interface Understood extends Visit {
  readonly dialect: Dialect;
  readonly asked: Asked;
}

async function create(
  visit: Understood,
  { account, key, draft }: Wish & { readonly on: 'create' },
): Promise<void> {
  const { network, dialect, asked, request, response, refuse } = visit;
  const address = request.url ?? '';
  network.arrived.push({ on: 'create', account, key, path: address, text: draft?.text ?? null });
  if (!knows(visit)) return answer(response, dialect.refused('unauthorised', 'no token'));
  if (!draft) return answer(response, dialect.refused('bad-request', 'no post'));
  const struck = network.script.next({ on: 'create', account, text: draft.text });
  const fault = struck && isCreateFault(struck) ? struck : ({ kind: 'none' } as const);
  const fired = note(network, { kind: fault.kind, on: 'create', account, text: draft.text });
  const token = dialect.token(asked);
  const performing = perform(
    { network, dialect, response, address, token, account, key, draft, refuse },
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

function list(visit: Understood, wish: Wish & { readonly on: 'look-up' }): void {
  const { network, dialect, request, response } = visit;
  const { account } = wish;
  network.arrived.push({ on: 'look-up', account, key: null, path: request.url ?? '', text: null });
  const struck = network.script.next({ on: 'look-up', account, text: '' });
  const fault = struck && isLookUpFault(struck) ? struck : null;
  if (fault) note(network, { kind: fault.kind, on: 'look-up', account, text: '' });
  if (knows(visit)) show({ network, dialect, response, wish }, fault);
  else answer(response, dialect.refused('unauthorised', 'no token'));
}

async function remove(visit: Understood, post: LedgerEntry | null): Promise<void> {
  const { network, dialect, asked, request, response } = visit;
  const account = post?.account ?? '';
  network.arrived.push({ on: 'remove', account, key: null, path: request.url ?? '', text: null });
  if (!knows(visit)) return answer(response, dialect.refused('unauthorised', 'no token'));
  const struck = network.script.next({ on: 'remove', account, text: '' });
  const fault = struck && isRemovalFault(struck) ? struck : null;
  if (fault) note(network, { kind: fault.kind, on: 'remove', account, text: '' });
  await takeBack({ network, dialect, response, token: dialect.token(asked), post }, fault);
}

function knows({ network, dialect, asked }: Understood): boolean {
  const { token } = network.options;
  return token === undefined || dialect.token(asked) === token;
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
