import { addAbortListener } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Wire } from '../application/ports/account.ts';
import { connect } from './connect.ts';
import {
  codeOf,
  type Exchange,
  type HttpRequest,
  type LookUp,
  largestAnswer,
  noAnswer,
  notSent,
  released,
} from './message.ts';

// An `import` would load what else `node:http` names too, its WebSocket client: 14 MB and 40 ms of a
// command that sends nothing.
const { request: httpRequest } = process.getBuiltinModule('node:http');

/** What a request needs of the wire. */
type Conversation = Omit<Wire, 'now'>;

/**
 * Makes one irreversible request: at most once on the wire, no retry, no redirect followed.
 *
 * @param wire asked once, when the connection stands; its signal is the only time limit
 * @returns what it came to; never throws
 */
export async function send(request: HttpRequest, wire: Conversation): Promise<Exchange> {
  const url = URL.parse(request.url);
  if (!url || !/^https?:$/.test(url.protocol)) return notSent('the network', 'address-invalid');
  if (wire.signal.aborted) return released(url.host);
  const connection = await connect(url, wire.signal, request.guard);
  if (!connection.ok) return notSent(url.host, connection.error);
  try {
    return await converse(connection.value, url, request, wire);
  } finally {
    connection.value.destroy();
  }
}

/**
 * Makes one request that makes nothing public, by the same code.
 *
 * @returns the answer, or why there is none; never throws
 */
export async function lookUp(request: HttpRequest, signal: AbortSignal): Promise<LookUp> {
  const exchange = await send(request, {
    signal,
    maySend: async () => true,
    watched: false,
    reached: async () => {},
  });
  return exchange.kind === 'answered' ? exchange : { kind: 'no-answer', error: exchange.error };
}

async function converse(
  socket: Socket,
  url: URL,
  request: HttpRequest,
  wire: Conversation,
): Promise<Exchange> {
  let began = false;
  try {
    const body = Buffer.from(request.body ?? '');
    const client = prepare(socket, url, request, body);
    const coming = comingAnswer(client, url.host, request.withoutBody);
    using _ = addAbortListener(wire.signal, () => client.destroy(new TookTooLong()));
    if (!(await wire.maySend()) || wire.signal.aborted) return released(url.host);
    if (socket.destroyed) return notSent(url.host, 'ECONNRESET');
    began = true;
    await write(client, body, coming, wire);
    const exchange = await coming;
    if (exchange.kind === 'answered') await wire.reached('after-response');
    return exchange;
  } catch (error) {
    // Of our own making: headers that Node refuses, or a test's failpoint.
    return began ? noAnswer(url.host, codeOf(error)) : notSent(url.host, codeOf(error));
  }
}

class TookTooLong extends Error {
  readonly code = 'took-too-long';
}

/** Ready to be written to the connection; nothing is, until it is told to. */
function prepare(socket: Socket, url: URL, request: HttpRequest, body: Buffer): ClientRequest {
  const carries = body.length > 0 || !/^(?:GET|HEAD)$/.test(request.method);
  return httpRequest({
    createConnection: () => socket,
    method: request.method,
    path: url.pathname + url.search,
    headers: {
      // What is compressed could not be read: the answer is taken as it is.
      'accept-encoding': 'identity',
      'user-agent': 'Broadsheet',
      ...request.headers,
      ...(carries && { 'content-length': body.length }),
      host: url.host,
      connection: 'close',
    },
  });
}

/** Listens from the start, so that nothing that happens to the connection is missed. */
function comingAnswer(client: ClientRequest, host: string, withoutBody = false): Promise<Exchange> {
  return new Promise((resolve) => {
    const cut = () => resolve(noAnswer(host, 'ECONNRESET'));
    client.on('error', (error) => resolve(noAnswer(host, codeOf(error))));
    client.on('close', cut);
    client.on('response', (response) => {
      // From here on the answer's own end counts; the request may close before it is read.
      client.off('close', cut);
      if (withoutBody) resolve(answerOf(response, ''));
      else collect(response, host).then(resolve);
    });
  });
}

async function collect(response: IncomingMessage, host: string): Promise<Exchange> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > largestAnswer) return noAnswer(host, 'answer-too-large');
      chunks.push(chunk);
    }
  } catch {
    return noAnswer(host, 'answer-cut');
  }
  if (!response.complete) return noAnswer(host, 'answer-cut');
  // Without a byte order mark, which JSON may not have and some servers send (RFC 8259 section 8.1).
  return answerOf(response, new TextDecoder().decode(Buffer.concat(chunks)));
}

function answerOf(response: IncomingMessage, body: string): Exchange {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  return {
    kind: 'answered',
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body,
  };
}

/** Headers and half of the body are with the system before `mid-write` is reached. */
async function write(
  client: ClientRequest,
  body: Buffer,
  coming: Promise<Exchange>,
  wire: Conversation,
): Promise<void> {
  const half = wire.watched === false ? 0 : body.length >> 1;
  if (half > 0) {
    await flushed(coming, (done) => client.write(body.subarray(0, half), done));
    await wire.reached('mid-write');
  }
  await flushed(coming, (done) => client.end(body.subarray(half), done));
  await wire.reached('after-write');
}

/** A connection that ends leaves writes without a word, so the end of the exchange counts too. */
const flushed = (
  coming: Promise<Exchange>,
  writing: (done: () => void) => unknown,
): Promise<unknown> => Promise.race([coming, new Promise<void>((done) => writing(() => done()))]);
