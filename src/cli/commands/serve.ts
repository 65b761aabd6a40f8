import type { Command } from 'commander';
import { type GlobalOptions, refuseToOpen } from '../client.ts';
import { done, type ExitCode } from '../exit.ts';
import { findServer } from '../find-server.ts';
import { run, withGlobals } from '../options.ts';
import { refuse, refuseUsage } from '../refusal.ts';
import { keepHeapSmall } from '../small-heap.ts';
import { print, say } from '../terminal.ts';

interface ServeOptions extends GlobalOptions {
  readonly host: string;
  readonly port: string;
}

/** `serve` and `worker` */
export function addServe(program: Command): void {
  withGlobals(program.command('serve'))
    .description('run the loop and the API on this machine, until it is stopped')
    .option('--port <number>', '0 takes a free one', '4170')
    .option('--host <address>', 'where to listen; elsewhere than here only with a key', '127.0.0.1')
    .addHelpText(
      'before',
      'Examples:\n  broadsheet serve\n  broadsheet serve --host 0.0.0.0     for other machines: needs a key (`broadsheet keys create`)\n',
    )
    .action(
      run((options: ServeOptions) =>
        live(options, { host: options.host, port: portOf(options.port) }),
      ),
    );
  withGlobals(program.command('worker'))
    .description('run the loop only: one of many processes on one database')
    .addHelpText('before', 'Example:\n  DATABASE_URL=postgres://… broadsheet worker\n')
    .action(run((options: GlobalOptions) => live(options, null)));
}

const portOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Number.NaN);

/** @param at where the API listens; null: there is none */
async function live(
  options: GlobalOptions,
  at: { readonly host: string; readonly port: number } | null,
): Promise<ExitCode> {
  if (at && !(Number.isInteger(at.port) && at.port >= 0 && at.port <= 65_535))
    return refuseUsage('The port is not one.', 'Give a number from 0 to 65535.');
  const other = at && (await findServer(options));
  if (other)
    return refuseUsage(
      `A server runs on this data directory already, at ${other.url}.`,
      'Stop it first. More hands on the same database are `broadsheet worker`.',
    );
  keepHeapSmall();
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const { openHouse } = await import('../../compose.ts');
  const house = await openHouse({
    config: options.config,
    data: options.data ?? null,
    environment: process.env,
    clock: { kind: 'real' },
    stopping: stop.signal,
    log: {
      write: (line) => void process.stderr.write(line),
      human: process.stderr.isTTY === true,
    },
  });
  if (!house.ok) return refuseToOpen(house.error);
  const { startServer } = await import('../../api/server.ts');
  const server = at && (await startServer(house.value, at));
  if (server && !server.ok) {
    await house.value.close();
    return refuse(server.error);
  }
  announce(server?.value.url ?? null, options);
  const { work } = await import('../../worker/loop.ts');
  const { log } = house.value.services;
  await work(house.value.services, ({ message }) => log.write('error', 'loop', { message }));
  if (server) await server.value.close();
  await house.value.close();
  say('Stopped.');
  return done;
}

/** That it has begun: whoever started it may now use it. */
function announce(url: string | null, { json }: GlobalOptions): void {
  if (json) {
    const document =
      url === null ? { schema: 'broadsheet/worker@1' } : { schema: 'broadsheet/serve@1', url };
    print(JSON.stringify({ ...document, pid: process.pid }));
  }
  say(`${url === null ? 'Working' : `Serving on ${url}`}; stop it with Ctrl-C.`);
}
