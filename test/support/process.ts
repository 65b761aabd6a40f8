import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A process that is still running, with what it has said so far. */
export interface Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly said: { stdout: string; stderr: string };
  /** Waits until its standard error fits; the end of the process ends it too. */
  says(pattern: RegExp): Promise<void>;
  /** Waits until its standard output holds so many whole lines; the end of the process ends it too. */
  lines(count: number): Promise<readonly string[]>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** Starts a program, and comes back at once. */
export function start(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  cwd: string,
): Started {
  const child = spawn(program, args, {
    env: environment,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal })),
  );
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString('utf8');
  });
  child.stdout.on('data', (chunk: Buffer) => {
    said.stdout += chunk.toString('utf8');
  });
  const whole = () => said.stdout.split('\n').slice(0, -1);
  return {
    child,
    said,
    ended,
    says: (pattern) =>
      new Promise((resolve) => {
        const look = () => pattern.test(said.stderr) && resolve();
        child.stderr.on('data', look);
        ended.then(() => resolve());
        look();
      }),
    lines: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (whole().length < count) return;
          child.stdout.off('data', look);
          resolve(whole());
        };
        child.stdout.on('data', look);
        ended.then(() => resolve(whole()));
        look();
      }),
  };
}
