import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Limits } from '../../src/application/services.ts';

/** What a process is told to do, in a line of JSON. */
export interface Job {
  /** Works until it is told to rest, or settles what a dead worker left and comes to rest itself. */
  readonly role: 'worker' | 'recoverer';
  readonly config: string;
  readonly data: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Those of the product where they are left out. */
  readonly limits?: Limits;
  /** Where the network is told what to do. */
  readonly control: string;
  /** How the names of the trial's accounts begin. */
  readonly prefix: string;
}

/** A process at one job, and what it said of it. */
export interface Subject {
  readonly role: Job['role'];
  readonly said: readonly string[];
  readonly alive: boolean;
  readonly killed: boolean;
  /** Resolves with the line when one begins with this, or with null when the job ends first. */
  line(start: string): Promise<string | null>;
  /** Resolves when the job has ended, or the process. */
  readonly ended: Promise<void>;
  /** Asks it to finish what is on the wire, and waits for the end of the job. */
  rest(): Promise<void>;
  kill(): Promise<void>;
  /** Halts the process where it stands (SIGSTOP). */
  halt(): void;
  /** Lets a halted process go on. */
  goOn(): void;
}

/** Processes that do jobs; who has come to rest takes the next one, who was killed is replaced. */
export interface Crew {
  start(job: Job): Subject;
  close(): Promise<void>;
}

/**
 * @param program the path of `program.ts`, or of a bundle of it
 * @param environment what its processes see beside that of this one
 */
export function createCrew(program: string, environment: NodeJS.ProcessEnv = {}): Crew {
  const idle: Member[] = [];
  const members: Member[] = [];
  return {
    start(job) {
      const member = idle.pop() ?? hire(program, environment);
      if (!members.includes(member)) members.push(member);
      const subject = employ(member, job);
      void subject.ended.then(() => {
        if (subject.alive) idle.push(member);
      });
      return subject;
    },
    async close() {
      for (const { child } of members) child.kill('SIGKILL');
      await Promise.all(members.map(({ closed }) => closed));
    },
  };
}

interface Member {
  readonly child: ChildProcess;
  readonly closed: Promise<unknown>;
  /** Who hears what it says. */
  hears: (line: string | null) => void;
}

function hire(program: string, environment: NodeJS.ProcessEnv): Member {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  // Whoever is killed does not read what is written to it.
  child.stdin.on('error', () => {});
  const member: Member = { child, closed: once(child, 'close'), hears: () => {} };
  createInterface({ input: child.stderr }).on('line', (line) => member.hears(line));
  void member.closed.then(() => member.hears(null));
  return member;
}

function employ(member: Member, job: Job): Subject {
  const { child } = member;
  const said: string[] = [];
  const waiting = new Map<string, (line: string | null) => void>();
  const end = Promise.withResolvers<void>();
  let over = false;
  member.hears = (line) => {
    if (line === null || line === 'rested') {
      over = true;
      end.resolve();
      for (const found of waiting.values()) found(null);
      return waiting.clear();
    }
    said.push(line);
    for (const [start, found] of waiting)
      if (line.startsWith(start)) {
        waiting.delete(start);
        found(line);
      }
  };
  child.stdin?.write(`${JSON.stringify(job)}\n`);
  return {
    role: job.role,
    said,
    ended: end.promise,
    get alive() {
      return child.exitCode === null && child.signalCode === null;
    },
    get killed() {
      return child.signalCode === 'SIGKILL';
    },
    line: (start) =>
      new Promise((resolve) => {
        const earlier = said.find((one) => one.startsWith(start));
        if (earlier !== undefined || over) resolve(earlier ?? null);
        else waiting.set(start, resolve);
      }),
    async rest() {
      if (!over) child.stdin?.write('rest\n');
      await end.promise;
    },
    async kill() {
      if (over) return;
      child.kill('SIGKILL');
      await end.promise;
    },
    halt: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
  };
}
