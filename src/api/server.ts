import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { hasWorkingKey } from '../application/keys.ts';
import type { Services } from '../application/services.ts';
import { isLoopback } from '../domain/loopback.ts';
import { failure, type Problem, type Result, success } from '../domain/result.ts';
import { guardedApi } from './guard.ts';

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Milliseconds until a request has to be here as a whole: who sends it slowly holds a connection. */
const requestTimeout = 30_000;

/**
 * Serves the API. Who runs it may use it: the token lies in the data directory, readable by its owner
 * only; everybody else needs a key. Elsewhere than on loopback it listens only where there is one.
 */
export async function startServer(
  house: { readonly services: Services; readonly dataDirectory: string },
  at: { readonly host: string; readonly port: number },
): Promise<Result<RunningServer>> {
  if (!isNearby(at.host) && !(await hasWorkingKey(house.services)))
    return failure({
      code: 'key-missing',
      message: `${at.host} can be reached from other machines, and there is no key yet.`,
      remedy: 'Make one with `broadsheet keys create`, or leave --host out.',
    });
  const token = randomBytes(24).toString('base64url');
  const id = randomBytes(12).toString('base64url');
  const started = await listen(guardedApi(house.services, { token, id }), at);
  if (!started.ok) return started;
  const url = `${addressOf(at.host)}:${started.value.port}`;
  const file = join(house.dataDirectory, 'server.json');
  const note = JSON.stringify({ url, token, id, pid: process.pid });
  const problem = await leaveNote(file, note);
  if (problem) {
    await started.value.close();
    return failure(problem);
  }
  return success({
    url,
    close: async () => {
      // Of two that were started at once, the other one may have written over it.
      const found = await readFile(file, 'utf8').catch(() => null);
      if (found === note) await rm(file, { force: true });
      await started.value.close();
    },
  });
}

/** Says where the server is, and by what token, to its owner alone. @returns null when it is written */
async function leaveNote(file: string, note: string): Promise<Problem | null> {
  const half = `${file}.new`;
  try {
    await writeFile(half, note, { mode: 0o600 });
    await rename(half, file);
    return null;
  } catch (error) {
    await rm(half, { force: true }).catch(() => {});
    return {
      code: 'server-file-unwritable',
      message: `Where the server is can't be written: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Let this user write to the data directory, or choose another with --data.',
    };
  }
}

const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Whether nobody but this machine can reach it there. */
const isNearby = (host: string): boolean => !(host in everywhere) && isLoopback(addressOf(host));

/** Where this machine itself reaches a server that listens there. */
function addressOf(host: string): string {
  const near = everywhere[host] ?? host;
  return `http://${near.includes(':') ? `[${near}]` : near}`;
}

/** What is being answered when the server closes gets so long, in milliseconds. */
const graceOfClose = 5000;

function listen(
  api: Hono,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Result<{ readonly port: number; close(): Promise<void> }>> {
  return new Promise((resolve) => {
    const serverOptions = { requestTimeout, headersTimeout: requestTimeout };
    const server = serve({ fetch: api.fetch, port, hostname: host, serverOptions }, (info) =>
      resolve(
        success({
          port: info.port,
          close: () =>
            new Promise<void>((closed) => {
              server.close(() => closed());
              // Who does not read what they asked for would hold the process for as long.
              const holdOn = setTimeout(
                () => (server as Server).closeAllConnections(),
                graceOfClose,
              );
              holdOn.unref();
            }),
        }),
      ),
    );
    server.on('error', (error: NodeJS.ErrnoException) =>
      resolve(
        failure({
          code: 'port-taken',
          message: `Port ${port} can't be used: ${error.code ?? error.message}.`,
          remedy:
            'Choose another with --port, or 0 for a free one; --host is an address of this machine.',
        }),
      ),
    );
  });
}
