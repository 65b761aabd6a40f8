import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StepRun } from '../../src/application/loop.ts';
import type { Installation } from './broadsheet.ts';

/** What a process did at one instant, and when something is due next. */
export interface Lived {
  readonly ran: readonly StepRun[];
  readonly next: string | null;
}

/** A process that serves the API and lives on a virtual clock. */
export interface VirtualServer {
  /** Its data directory. */
  readonly data: string;
  /** Moves its clock, and lets its loop look what is due. */
  liveAt(instant: string): Promise<Lived>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at documents of many shapes
  get(path: string): Promise<{ readonly status: number; readonly body: any }>;
  /** As its owner; waits for the end of a run. */
  post(path: string, body: object): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * @param program the path of a bundle of `virtual-server-program.ts`
 * @param name of its data directory: each has its own, as on a machine of its own
 */
export async function virtualServer(
  program: string,
  { directory, config, environment }: Installation,
  name: string,
  now: string,
): Promise<VirtualServer> {
  const data = join(directory, name);
  const child = fork(program, [config, data, now], { env: environment, execArgv: [] });
  const ended = once(child, 'exit');
  const told = async <T>(): Promise<T> => {
    const [said] = await Promise.race([once(child, 'message'), ended.then(() => [null])]);
    assert.ok(said, 'the process lives');
    return said as T;
  };
  const { url } = await told<{ url: string }>();
  const { token } = JSON.parse(await readFile(join(data, 'server.json'), 'utf8'));
  const headers = { authorization: `Bearer ${token}`, prefer: 'wait' };
  return {
    data,
    liveAt(instant) {
      child.send(instant);
      return told();
    },
    async get(path) {
      const response = await fetch(`${url}${path}`, { headers });
      return { status: response.status, body: await response.json() };
    },
    async post(path, body) {
      const text = JSON.stringify(body);
      const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: text });
      assert.ok(response.ok, `${path}: ${response.status} ${await response.text()}`);
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
