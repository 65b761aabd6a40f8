import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import type { lot, rule } from './fault.ts';
import type { LedgerEntry } from './ledger.ts';
import type { AccountOptions, Arrived, Fired, Traffic } from './network.ts';

export type RuleInput = z.input<typeof rule>;
export type LotInput = z.input<typeof lot>;

export interface StartOptions {
  /** Goes on with this one; else a new one, which goes when the network does. */
  readonly ledgerFile?: string;
  readonly token?: string;
  readonly pageSize?: number;
  readonly lagMs?: number;
  readonly skewMs?: number;
  readonly script?: readonly RuleInput[];
  readonly lot?: LotInput;
}

/** A simulated network that runs in its own process. */
export interface RunningNetwork {
  readonly url: string;
  /** Where it is told what to do, and asked what it saw. */
  readonly control: string;
  readonly ledgerFile: string;
  /** What is public. @param atLeast waits until there is so much */
  ledger(atLeast?: number): Promise<readonly LedgerEntry[]>;
  /** What was public, and was taken back. */
  removed(): Promise<readonly LedgerEntry[]>;
  /** The faults that struck. */
  fired(atLeast?: number): Promise<readonly Fired[]>;
  /** The faults that struck and are over: late acceptances count when they are public. */
  done(atLeast?: number): Promise<readonly Fired[]>;
  /** The requests that came whole. */
  arrived(atLeast?: number): Promise<readonly Arrived[]>;
  /** What came. @param atLeast waits until there is so much */
  traffic(atLeast?: Partial<Traffic>): Promise<Traffic>;
  script(...rules: readonly RuleInput[]): Promise<void>;
  draw(lot: LotInput): Promise<void>;
  /** From now on nothing goes wrong. */
  calm(): Promise<void>;
  describe(account: string, options: AccountOptions): Promise<void>;
  /** What is late is public now, and look-ups show it. @param accounts how their names begin */
  keepWord(accounts: string): Promise<void>;
  /** Nobody listens, until it is told to listen again. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** Ends with the process that starts it, whatever becomes of that one. */
export async function startNetwork(options: StartOptions = {}): Promise<RunningNetwork> {
  const directory = await mkdtemp(join(tmpdir(), 'broadsheet-network-'));
  const ledgerFile = options.ledgerFile ?? join(directory, 'ledger.jsonl');
  const child = spawn(
    process.execPath,
    [main, '--ledger', ledgerFile, ...(await argumentsOf(options, directory))],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [first] = await Promise.race([once(lines, 'line'), exited.then(() => [null])]);
  if (typeof first !== 'string') throw new Error('the simulated network did not start');
  const { url, control } = JSON.parse(first);
  const call = clientOf(control);
  return {
    url,
    control,
    ledgerFile,
    ledger: (atLeast = 0) => call(`/ledger?at_least=${atLeast}`),
    removed: () => call('/removed'),
    fired: (atLeast = 0) => call(`/fired?at_least=${atLeast}`),
    done: (atLeast = 0) => call(`/fired?done&at_least=${atLeast}`),
    arrived: (atLeast = 0) => call(`/arrived?at_least=${atLeast}`),
    traffic: (atLeast = {}) => call(`/traffic?${queryOf(atLeast)}`),
    script: (...rules) => call('/script', rules),
    draw: (lot) => call('/lot', lot),
    calm: () => call('/calm', {}),
    describe: (account, described) => call('/accounts', { account, options: described }),
    keepWord: (accounts) => call('/word', { accounts }),
    refuse: () => call('/refuse', {}),
    listen: () => call('/listen', {}),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function argumentsOf(options: StartOptions, directory: string): Promise<readonly string[]> {
  const given: string[] = [];
  if (options.token !== undefined) given.push('--token', options.token);
  if (options.pageSize !== undefined) given.push('--page-size', `${options.pageSize}`);
  if (options.lagMs !== undefined) given.push('--lag-ms', `${options.lagMs}`);
  if (options.skewMs !== undefined) given.push('--skew-ms', `${options.skewMs}`);
  for (const name of ['script', 'lot'] as const) {
    if (options[name] === undefined) continue;
    const file = join(directory, `${name}.json`);
    await writeFile(file, JSON.stringify(options[name]));
    given.push(`--${name}`, file);
  }
  return given;
}

const queryOf = (numbers: Partial<Traffic>): URLSearchParams => {
  const texts = Object.entries(numbers).map(([name, value]) => [name, `${value}`]);
  return new URLSearchParams(Object.fromEntries(texts));
};

const clientOf = (control: string) => async (path: string, body?: unknown) => {
  const response = await fetch(`${control}${path}`, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  const said = await response.json();
  if (!response.ok) throw new Error(`the simulated network: ${JSON.stringify(said)}`);
  return said as never;
};
