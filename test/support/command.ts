import { spawn } from 'node:child_process';
import { asPublished } from './documents.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What `--json` printed, which is as its JSON Schema says. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look at documents of many shapes
  json(): any;
}

/** Runs a program in a process of its own and waits for its end. */
export function runCommand(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: environment,
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    const end = (code: number, said = stderr) =>
      resolve({ code, stdout, stderr: said, json: () => asPublished(JSON.parse(stdout)) });
    child.on('error', (error) => end(127, error.message));
    child.on('close', (code) => end(code ?? -1));
  });
}
