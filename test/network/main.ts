import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { controlServer } from './control.ts';
import { lot, rule } from './fault.ts';
import { Network } from './network.ts';
import { publicServer } from './server.ts';

/**
 * A made-up network on loopback, as a process of its own:
 * `node test/network/main.ts --ledger FILE [--port N] [--token T] [--page-size N] [--lag-ms N]
 * [--skew-ms N] [--script FILE] [--lot FILE]`
 *
 * Prints `{"url", "control", "seed"}` on one line. Ends on SIGTERM, or when its standard input does.
 */
const { values } = parseArgs({
  options: {
    ledger: { type: 'string' },
    port: { type: 'string', default: '0' },
    token: { type: 'string' },
    'page-size': { type: 'string', default: '20' },
    'lag-ms': { type: 'string', default: '0' },
    'skew-ms': { type: 'string', default: '0' },
    script: { type: 'string' },
    lot: { type: 'string' },
  },
});
if (values.ledger === undefined) throw new Error('--ledger FILE is missing');

const network = new Network({
  ledger: values.ledger,
  token: values.token,
  pageSize: Number(values['page-size']),
  lagMs: Number(values['lag-ms']),
  skewMs: Number(values['skew-ms']),
});
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
if (values.script) network.script.add(z.array(rule).parse(read(values.script)));
const drawn = values.lot ? lot.parse(read(values.lot)) : null;
if (drawn) network.script.drawBy(drawn);

const server = publicServer(network, (ms) => void refuse(ms));
const control = controlServer(network, { refuse, listen });
const port = await listenOn(server, Number(values.port));
const controlPort = await listenOn(control, 0);
process.stdout.write(
  `${JSON.stringify({
    url: `http://127.0.0.1:${port}`,
    control: `http://127.0.0.1:${controlPort}`,
    seed: drawn?.seed ?? null,
  })}\n`,
);
process.once('SIGTERM', stop);
process.stdin.resume().once('close', stop).once('end', stop);

async function listenOn(one: Server, wanted: number): Promise<number> {
  one.listen(wanted, '127.0.0.1');
  await once(one, 'listening');
  return (one.address() as AddressInfo).port;
}

/** New connections are refused; those that stand are not touched. */
async function refuse(ms: number | null): Promise<void> {
  if (server.listening) server.close();
  if (ms !== null) setTimeout(listen, ms);
}

async function listen(): Promise<void> {
  if (!server.listening) await listenOn(server, port);
}

async function stop(): Promise<void> {
  server.closeAllConnections();
  control.closeAllConnections();
  await network.close();
  process.exit(0);
}
