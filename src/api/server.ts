import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Services } from '../application/services.ts';
import { failure, type Result, success } from '../domain/result.ts';
import { createApi } from './app.ts';

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the API on loopback. Who runs it may use it: the token lies in the data directory,
 * readable by its owner only.
 */
export async function startServer(
  house: { readonly services: Services; readonly dataDirectory: string },
  port: number,
): Promise<Result<RunningServer>> {
  const token = randomBytes(24).toString('base64url');
  const id = randomBytes(12).toString('base64url');
  const guarded = new Hono();
  // Public, so that the token is sent to nobody but the process that made it.
  guarded.get('/healthz', (context) => context.json({ ok: true, id }));
  guarded.use('/api/*', async (context, next) => {
    const given = context.req.header('authorization') ?? '';
    if (equal(given, `Bearer ${token}`)) return next();
    const body = {
      type: 'urn:broadsheet:problem:unauthorised',
      title: 'This needs the token.',
      status: 401,
      code: 'unauthorised',
      detail: 'Send it as `Authorization: Bearer …`; it is in server.json of the data directory.',
      diagnostics: [],
    };
    return context.json(body, 401, { 'content-type': 'application/problem+json' });
  });
  const api = createApi(house.services);
  // Not `route`: that would leave out what the API answers where it has nothing.
  guarded.all('*', (context) => api.fetch(context.req.raw));
  const started = await listen(guarded, port);
  if (!started.ok) return started;
  const url = `http://127.0.0.1:${started.value.port}`;
  const file = join(house.dataDirectory, 'server.json');
  const note = JSON.stringify({ url, token, id, pid: process.pid });
  await mkdir(house.dataDirectory, { recursive: true });
  await writeFile(`${file}.new`, note, { mode: 0o600 });
  await rename(`${file}.new`, file);
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

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function listen(
  api: Hono,
  port: number,
): Promise<Result<{ readonly port: number; close(): Promise<void> }>> {
  return new Promise((resolve) => {
    const server = serve({ fetch: api.fetch, port, hostname: '127.0.0.1' }, (info) =>
      resolve(
        success({
          port: info.port,
          close: () =>
            new Promise<void>((closed) => {
              server.close(() => closed());
            }),
        }),
      ),
    );
    server.on('error', (error: NodeJS.ErrnoException) =>
      resolve(
        failure({
          code: 'port-taken',
          message: `Port ${port} can't be used: ${error.code ?? error.message}.`,
          remedy: 'Choose another with --port, or 0 for a free one.',
        }),
      ),
    );
  });
}
