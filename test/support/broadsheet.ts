import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApi } from '../../src/api/app.ts';
import type { SandboxPost } from '../../src/application/ports/world.ts';
import { type House, openHouse, readWorld, stopDatabase } from '../../src/compose.ts';
import { parseInstant } from '../../src/domain/time.ts';
import { type Ran, runCommand } from './command.ts';
import { type Started, start } from './process.ts';

/** The command line, as the sources hold it. */
export const sources = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));

/** The same, put together for this run of tests, where that was done. */
export const program = process.env.BROADSHEET_TEST_PROGRAM ?? sources;

export type { Ran } from './command.ts';

/** An installation that is open in this process, on a virtual clock. */
export interface Session {
  readonly house: House;
  moveTo(now: string): void;
  call(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    // biome-ignore lint/suspicious/noExplicitAny: tests look at documents of many shapes
  ): Promise<{ readonly status: number; readonly body: any }>;
}

/** An installation of its own: a folder with a configuration, a data directory and a database. */
export interface Installation {
  readonly directory: string;
  readonly data: string;
  readonly config: string;
  readonly environment: NodeJS.ProcessEnv;
  configure(yaml: string): Promise<void>;
  /** Runs the command line in a process of its own. */
  run(...args: string[]): Promise<Ran>;
  /** Starts the command line in a process of its own, and comes back at once. */
  start(...args: string[]): Started;
  /** Opens it in this process, as of an instant. */
  open(now: string | null): Promise<House>;
  /** Opens it in this process and calls its API, at one instant after another. */
  session<T>(now: string, work: (session: Session) => Promise<T>): Promise<T>;
  world(): Promise<readonly SandboxPost[]>;
  close(): Promise<void>;
}

/** @param databaseUrl null for the embedded PostgreSQL */
export async function installation(databaseUrl: string | null): Promise<Installation> {
  const directory = await mkdtemp(join(tmpdir(), 'broadsheet-e2e-'));
  // As root, the embedded server is another user, which must be able to enter.
  await chmod(directory, 0o755);
  const data = join(directory, 'data');
  const config = join(directory, 'broadsheet.yaml');
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: directory,
    ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }),
  };
  const started: Started[] = [];
  const open = async (now: string | null): Promise<House> => {
    const instant = now === null ? null : parseInstant(now);
    const clock = instant?.ok
      ? { kind: 'virtual' as const, now: instant.value }
      : { kind: 'either' as const };
    const house = await openHouse({ config, data, environment, clock });
    if (!house.ok) throw new Error(JSON.stringify(house.error));
    return house.value;
  };
  return {
    directory,
    data,
    config,
    environment,
    open,
    configure: (yaml) => writeFile(config, yaml),
    run: (...args) => run([...args, '--config', config, '--data', data], environment, directory),
    start(...args) {
      const all = [program, ...args, '--config', config, '--data', data];
      const one = start(process.execPath, all, environment, directory);
      started.push(one);
      return one;
    },
    async session(now, work) {
      const house = await open(now);
      try {
        return await work(sessionOf(house));
      } finally {
        await house.close();
      }
    },
    world: () => readWorld(data),
    async close() {
      // A test that fails must leave nothing running.
      for (const { child } of started) child.kill('SIGKILL');
      await Promise.all(started.map(({ ended }) => ended));
      if (databaseUrl === null && started.length > 0) await stopDatabase(data);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function sessionOf(house: House): Session {
  const api = createApi(house.services);
  return {
    house,
    moveTo(now) {
      const instant = parseInstant(now);
      if (!instant.ok || !house.virtualClock) throw new Error(`no virtual clock to move to ${now}`);
      house.virtualClock.moveTo(instant.value);
    },
    async call(method, path, body) {
      const response = await api.request(path, {
        method,
        headers: { 'content-type': 'application/json', prefer: 'wait' },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
  };
}

/** Runs the command line and waits for its end. */
export const run = (
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Ran> => runCommand(process.execPath, [program, ...args], environment, cwd);
