import { spawn } from 'node:child_process';

export interface GitCall {
  readonly cacheDirectory: string;
  readonly arguments: readonly string[];
  /** Protocols that git may use, in git's own words: `https`, `file`. */
  readonly protocols: readonly string[];
  readonly timeoutMilliseconds: number;
  readonly maximumOutputBytes: number;
  readonly token?: string | null;
  readonly input?: string;
}

export interface GitAnswer {
  readonly code: number;
  readonly output: Buffer;
  /** What git said on its standard error, in English. */
  readonly complaint: string;
  readonly stopped: 'timeout' | 'size' | null;
}

/** git sees nothing of the machine's or the user's settings: no hooks, helpers, filters, aliases. */
function environment(call: GitCall): NodeJS.ProcessEnv {
  const settings: [string, string][] = [
    ['http.followRedirects', 'false'],
    ['core.hooksPath', '/dev/null'],
    ['transfer.credentialsInUrl', 'die'],
    ['fetch.fsckObjects', 'true'],
    ['credential.helper', ''],
    ['gc.auto', '0'],
    ['safe.directory', '*'],
  ];
  // By the environment and not as an argument, which every user of the machine could read.
  if (call.token) {
    const basic = Buffer.from(`x-access-token:${call.token}`).toString('base64');
    settings.push(['http.extraHeader', `Authorization: Basic ${basic}`]);
  }
  const pairs = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: process.env.PATH,
    HOME: call.cacheDirectory,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: call.protocols.join(':'),
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(pairs),
  };
}

/**
 * Runs git, without a shell, bounded in time and output. It answers always: a git that is missing
 * is code 127.
 */
export function git(call: GitCall): Promise<GitAnswer> {
  return new Promise((resolve) => {
    const child = spawn('git', ['-C', call.cacheDirectory, ...call.arguments], {
      env: environment(call),
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that the helpers of a transfer end with it.
      detached: true,
    });
    const output: Buffer[] = [];
    let size = 0;
    let complaint = '';
    let stopped: GitAnswer['stopped'] = null;
    const stop = (why: GitAnswer['stopped']) => {
      stopped ??= why;
      if (child.pid !== undefined) killGroup(child.pid);
    };
    const timer = setTimeout(() => stop('timeout'), call.timeoutMilliseconds);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > call.maximumOutputBytes) stop('size');
      else output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < 8000) complaint += chunk.toString('utf8');
    });
    child.stdin.on('error', () => {});
    child.stdin.end(call.input ?? '');
    const end = (code: number, said = complaint) => {
      clearTimeout(timer);
      resolve({ code, output: Buffer.concat(output), complaint: said, stopped });
    };
    child.on('error', (error) => end(127, error.message));
    child.on('close', (code) => end(code ?? 1));
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
