import { createServer, type IncomingMessage, type Server } from 'node:http';
import { z } from 'zod';
import { answer } from './dialect.ts';
import { lot, rule } from './fault.ts';
import { accountOptions, type Network, type Traffic } from './network.ts';

interface Listening {
  /** @param ms null: until it is told to listen again */
  refuse(ms: number | null): Promise<void>;
  listen(): Promise<void>;
}

const describing = z.strictObject({ account: z.string(), options: accountOptions });
const word = z.strictObject({ accounts: z.string() });
const refusing = z.strictObject({ ms: z.int().min(0).nullable().default(null) });

/**
 * How a test tells the network what to do, and asks it what it saw. On a port of its own, so that
 * it answers while the network refuses connections.
 *
 * `GET /ledger`, `/removed`, `/fired`, `/arrived` take `?accounts=PREFIX`, and `?at_least=N` and then answer when there are so many;
 * `POST /word` `{accounts: PREFIX}` lets the network keep its word towards them;
 * `GET /quiet` answers when all that was written before is worked on.
 * `GET /fired?done` counts late acceptances only when they are public, and
 * `GET /traffic?closed=N` waits until so many connections are closed.
 */
export function controlServer(network: Network, listening: Listening): Server {
  const asked: Readonly<Record<string, (query: URLSearchParams) => readonly unknown[]>> = {
    '/ledger': (query) => network.public.filter(of(query)),
    '/removed': (query) => network.removed.filter(of(query)),
    '/fired': (query) =>
      network.fired.filter(of(query)).filter((one) => one.done || !query.has('done')),
    '/arrived': (query) => network.arrived.filter(of(query)),
  };
  const told: Readonly<Record<string, (body: unknown) => unknown>> = {
    '/script': (body) => network.script.add(z.array(rule).parse(body)),
    '/lot': (body) => network.script.drawBy(lot.parse(body)),
    '/calm': () => network.script.calm(),
    '/accounts': (body) => {
      const { account, options } = describing.parse(body);
      network.describe(account, options);
    },
    '/word': (body) => network.keepWord(word.parse(body).accounts),
    '/refuse': (body) => listening.refuse(refusing.parse(body).ms),
    '/listen': () => listening.listen(),
  };
  const reply = async (request: IncomingMessage) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://control');
    if (pathname === '/quiet') return quiet(network);
    if (pathname === '/traffic') return traffic(network, searchParams);
    const ask = asked[pathname];
    if (ask) {
      const enough = Number(searchParams.get('at_least') ?? 0);
      await network.until(() => ask(searchParams).length >= enough);
      return ask(searchParams);
    }
    const tell = told[pathname];
    if (!tell) throw new Error(`there is no ${pathname}`);
    await tell(JSON.parse(await text(request)));
    return {};
  };
  return createServer((request, response) => {
    reply(request).then(
      (body) => answer(response, { status: 200, body }),
      (error: Error) => answer(response, { status: 400, body: { error: error.message } }),
    );
  });
}

async function traffic(network: Network, least: URLSearchParams): Promise<Traffic> {
  const names = ['connections', 'closed', 'bytes', 'partial'] as const;
  await network.until(() =>
    names.every((name) => network.traffic[name] >= Number(least.get(name) ?? 0)),
  );
  return network.traffic;
}

/** Enough for a connection to be taken, its request to be read, and a ledger to be flushed. */
const turnsOfTheLoop = 10;

/** Answers when all that clients had written before they asked is worked on. */
async function quiet(network: Network): Promise<object> {
  for (let turn = 0; turn < turnsOfTheLoop; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    await network.until(() => network.working === 0);
  }
  return {};
}

/** `?accounts=t7-` means those whose names begin so. */
const of =
  (query: URLSearchParams) =>
  ({ account }: { readonly account: string }): boolean =>
    account.startsWith(query.get('accounts') ?? '');

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return chunks.length === 0 ? '{}' : Buffer.concat(chunks).toString('utf8');
}
