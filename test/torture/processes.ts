import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Trial } from './stage.ts';

/** A process of the product that a trial runs, and what it said. */
export interface Subject {
  readonly child: ChildProcess;
  readonly said: readonly string[];
  /** Resolves with the line when one begins with this, or with null when the process ends first. */
  line(start: string): Promise<string | null>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  /** Asks it to stop and waits for its end. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** @param script `worker.ts` or `recoverer.ts` of this folder */
export function launch(
  script: 'worker.ts' | 'recoverer.ts',
  trial: Trial,
  failpoints: string,
): Subject {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(
    process.execPath,
    [path, trial.config, trial.data, trial.control, trial.prefix],
    {
      env: { ...trial.environment, BROADSHEET_FAILPOINTS: failpoints },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const said: string[] = [];
  const waiting = new Map<string, (line: string | null) => void>();
  const lines = createInterface({ input: child.stderr });
  lines.on('line', (line) => {
    said.push(line);
    for (const [start, found] of waiting)
      if (line.startsWith(start)) {
        waiting.delete(start);
        found(line);
      }
  });
  const ended = once(child, 'close').then(() => {
    for (const found of waiting.values()) found(null);
    waiting.clear();
  });
  const finish = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return {
    child,
    said,
    ended,
    line: (start) =>
      new Promise((resolve) => {
        const earlier = said.find((one) => one.startsWith(start));
        if (earlier !== undefined) resolve(earlier);
        else if (child.exitCode !== null || child.signalCode !== null) resolve(null);
        else waiting.set(start, resolve);
      }),
    stop: () => finish('SIGTERM'),
    kill: () => finish('SIGKILL'),
  };
}
