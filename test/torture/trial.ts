import type { RunningNetwork } from '../network/start.ts';
import type { Subject } from './crew.ts';
import { type Evidence, type Violation, violations } from './invariants.ts';
import { faultsFired, keepWord, meet, seen } from './network.ts';
import { type Case, type Fault, type Point, recoveryPoints } from './plan.ts';
import { settleEverything } from './settle.ts';
import type { Stage, Trial } from './stage.ts';

export interface Verdict {
  readonly violations: readonly Violation[];
  /** Asserted for each trial: one in which nothing went wrong has shown nothing. */
  readonly pointFired: boolean;
  readonly faultFired: boolean;
  readonly kills: number;
  readonly unconfirmed: number;
}

/**
 * Points after which a stopped process can't be kept from sending when it goes on: the check of the
 * deadline is behind it. What comes of that is counted apart.
 */
export const openWindow: ReadonlySet<Point> = new Set(['after-deadline-check', 'mid-write']);

const isRecovery = (point: Point): boolean => (recoveryPoints as readonly Point[]).includes(point);

/** Runs one case: breaks the process off, lives on, and compares. */
export async function runCase({ network }: Stage, trial: Trial, one: Case): Promise<Verdict> {
  await scriptFaults(network, trial, one);
  const failpoint = `${one.point}=${one.action}`;
  const victims = isRecovery(one.point)
    ? await breakRecovery(trial, failpoint)
    : await breakPublishing(trial, failpoint);
  await goOn(victims, trial);
  return verdict(network, trial, victims, one);
}

async function scriptFaults(network: RunningNetwork, trial: Trial, { faults, networkClass }: Case) {
  // The last account meets a healthy network, so that every step of a request is reached.
  for (const [index, account] of trial.accounts.entries())
    await meet(network, account, networkClass, faults[index] ?? 'none');
}

const patience = 30_000;

/** The victim is a worker; it is stopped, killed or broken at its point, or comes to rest. */
async function breakPublishing(trial: Trial, failpoint: string): Promise<readonly Subject[]> {
  const worker = trial.launch('worker', failpoint);
  await Promise.race([worker.line('failpoint'), atRest(trial, patience)]);
  return [worker];
}

/** A worker dies with a request on the wire; the victim is the process that settles what it left. */
async function breakRecovery(trial: Trial, failpoint: string): Promise<readonly Subject[]> {
  const worker = trial.launch('worker', 'after-write=kill');
  await Promise.race([worker.line('failpoint'), atRest(trial, patience)]);
  await worker.kill();
  const recoverer = trial.launch('recoverer', failpoint);
  await Promise.race([recoverer.line('failpoint'), recoverer.ended]);
  return [recoverer, worker];
}

/**
 * Nothing is due and nothing on its way: the failpoint was not reached, or the process lives on.
 *
 * @param patience waits no longer, in milliseconds
 */
export async function atRest({ house, weekId }: Trial, patience: number): Promise<void> {
  const { services } = house;
  const until = performance.now() + patience;
  while (performance.now() < until) {
    const busy = await services.store.transaction(async (transaction) => {
      const now = services.clock.now();
      const deliveries = await transaction.deliveries.ofWeek(weekId);
      const paused = (await transaction.accounts.list()).filter((one) => one.pausedAt !== null);
      const held = new Set(paused.map((one) => one.account));
      return deliveries.some(
        (one) =>
          one.state === 'publishing' ||
          (one.state === 'scheduled' && (one.dueAt ?? '') <= now && !held.has(one.wanted.account)),
      );
    });
    if (!busy) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Others settle what is there; then a stopped process goes on, ends, and all is settled again. */
async function goOn(victims: readonly Subject[], trial: Trial): Promise<void> {
  const word = () => keepWord(trial.control, trial.prefix);
  const stopped: Subject[] = [];
  for (const one of victims) if (await stopsAtItsPoint(one)) stopped.push(one);
  await settleEverything(trial.house, word);
  for (const one of stopped) {
    one.goOn();
    await one.rest();
  }
  if (stopped.length > 0) await settleEverything(trial.house, word);
}

/** Lets a process come to rest. @returns whether it was stopped instead, also on its way there */
async function stopsAtItsPoint(one: Subject): Promise<boolean> {
  const isStop = (line: string | null | undefined) => line?.endsWith(' stop') ?? false;
  if (one.said.some(isStop)) return true;
  const rested = one.rest().then(() => false);
  return Promise.race([rested, one.line('failpoint').then((line) => isStop(line) || rested)]);
}

/** Faults at which the network gives each request its true answer. */
const answering: ReadonlySet<Fault> = new Set([
  'none',
  'redirect-307',
  'rate-limited',
  'unauthorised-401',
  'rejected-400',
]);

/**
 * How many answers may be lost. A process that dies or breaks takes all with it; one that is stopped
 * after an answer keeps that one, while the other accounts' requests run out of time.
 */
function lostAnswers({ faults, action, point }: Case, accounts: number): number {
  if (!faults.every((fault) => answering.has(fault)) || isRecovery(point))
    return Number.POSITIVE_INFINITY;
  const beforeTheWrite = ['claim', 'before-attempt-commit', 'before-deadline-check'];
  if (action === 'throw' && beforeTheWrite.includes(point)) return 0;
  const afterTheAnswer = ['after-response', 'before-outcome-commit'];
  const keepsOne = action === 'stop' && afterTheAnswer.includes(point);
  return keepsOne ? accounts - 1 : Number.POSITIVE_INFINITY;
}

async function verdict(
  network: RunningNetwork,
  trial: Trial,
  victims: readonly Subject[],
  one: Case,
): Promise<Verdict> {
  const evidence = await gather(network, trial, victims, lostAnswers(one, trial.accounts.length));
  const lines = victims.flatMap((victim) => victim.said);
  return {
    violations: violations(evidence),
    pointFired: lines.some((line) => line.startsWith(`failpoint ${one.point} `)),
    faultFired: await faultsFired(network, trial.prefix, one.faults),
    kills: victims.filter((victim) => victim.killed).length,
    unconfirmed: evidence.deliveries.filter((delivery) => delivery.state === 'unconfirmed').length,
  };
}

export async function gather(
  network: RunningNetwork,
  trial: Trial,
  processes: readonly Subject[],
  lost: number,
): Promise<Evidence> {
  const stored = await trial.house.services.store.transaction(async (transaction) => {
    const deliveries = await transaction.deliveries.ofWeek(trial.weekId);
    const ids = deliveries.map((delivery) => delivery.id);
    const accounts = await transaction.accounts.list();
    return { deliveries, accounts, attempts: await transaction.attempts.ofDeliveries(ids) };
  });
  return {
    ...stored,
    ...(await seen(network, trial.prefix)),
    networkClass: trial.networkClass,
    approved: trial.approved,
    crashes: processes
      // One that finds no database at its start says so and ends, as it should.
      .filter((one) => one.role === 'worker' && one.said.includes('ready'))
      .filter((one) => !one.alive && !one.killed)
      .map((one) => one.said.find((line) => line.startsWith('error')) ?? 'it said nothing'),
    lostAnswers: lost,
    // Virtual instants of the settling lie ahead of the real clock; nothing may be due by then.
    now: '9999-12-31T00:00:00.000Z',
  };
}
