import fc from 'fast-check';
import type { LotInput } from '../network/start.ts';
import type { Subject } from './crew.ts';
import { violations } from './invariants.ts';
import { faultsFired, keepWord, meet } from './network.ts';
import { type Fault, faultNames } from './plan.ts';
import { classes, type NetworkClass } from './setting.ts';
import { settleEverything } from './settle.ts';
import type { Stage, Trial } from './stage.ts';
import { atRest, gather, type Verdict } from './trial.ts';

type Blow = 'kill' | 'stop' | 'restart-database' | 'cut-connections';

/** One trial that chance has made; the same for the same seed. */
export interface Plan {
  readonly networkClass: NetworkClass;
  readonly workers: number;
  /** What strikes, and when so many requests have come. */
  readonly blows: readonly { readonly blow: Blow; readonly after: number }[];
  /** What the very first request of an account meets, so that something goes wrong each time. */
  readonly first: Fault;
  /** What the others draw. */
  readonly lot: LotInput;
}

const faulty = (
  [
    'accept-fin',
    'accept-reset',
    'accept-hang',
    'accept-error-500',
    'accept-truncated',
    'accept-garbage',
    'hang',
    'drop',
    'error-500',
    'error-503',
    'redirect-307',
    'bad-request',
    'unauthorised',
    'rate-limited',
    'look-up-500',
    'look-up-incomplete',
    'look-up-truncated',
  ] as const
).map((fault) => ({ weight: 1, fault }));

const blows: fc.Arbitrary<Blow> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Blow>('kill') },
  { weight: 2, arbitrary: fc.constant<Blow>('stop') },
  { weight: 2, arbitrary: fc.constant<Blow>('cut-connections') },
  { weight: 1, arbitrary: fc.constant<Blow>('restart-database') },
);

const plans: fc.Arbitrary<Plan> = fc.record({
  networkClass: fc.constantFrom(...classes),
  workers: fc.integer({ min: 1, max: 3 }),
  blows: fc.array(fc.record({ blow: blows, after: fc.integer({ min: 1, max: 5 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
  first: fc.constantFrom(...faultNames.filter((fault) => fault !== 'none')),
  lot: fc.record({
    seed: fc.nat(),
    perPost: fc.constant(2),
    faults: fc.constant([
      { weight: faulty.length, fault: 'none' as const },
      // Three forms of what no timeout of ours can wait for.
      { weight: 2, fault: { kind: 'accept-late' as const, clientGone: true, delayMs: 100 } },
      { weight: 2, fault: { kind: 'accept-fin' as const, lagLookUps: 2 } },
      ...faulty,
    ]),
  }),
});

export function planOf(seed: number, index: number): Plan {
  const [plan] = fc.sample(plans, { seed: seed + index, numRuns: 1 });
  if (!plan) throw new Error('no plan');
  return plan;
}

/** Runs one trial: workers on a database, a network of bad habits, and blows from outside. */
export async function runRandom(stage: Stage, trial: Trial, plan: Plan): Promise<Verdict> {
  const workers: Subject[] = [];
  for (const [index, account] of trial.accounts.entries())
    await meet(stage.network, account, plan.networkClass, index === 0 ? plan.first : 'none');
  await stage.network.draw(plan.lot);
  for (let worker = 0; worker < plan.workers; worker += 1) workers.push(trial.launch('worker', ''));
  let struck = 0;
  for (const { blow, after } of plan.blows)
    if (await strike(stage, trial, workers, blow, after)) struck += 1;
  for (const one of workers) one.goOn();
  await atRest(trial, patience);
  // What was promised to the first request still comes to pass.
  await stage.network.draw({ ...plan.lot, faults: [{ weight: 1, fault: 'none' }] });
  for (const one of workers) await one.rest();
  await settleEverything(trial.house, () => keepWord(trial.control, trial.prefix));
  const evidence = await gather(stage.network, trial, workers, Number.POSITIVE_INFINITY);
  return {
    violations: violations(evidence),
    pointFired: struck === plan.blows.length,
    faultFired: await faultsFired(stage.network, trial.prefix, [plan.first]),
    kills: workers.filter((one) => one.killed).length,
    unconfirmed: evidence.deliveries.filter((one) => one.state === 'unconfirmed').length,
  };
}

const patience = 6000;

/**
 * The moment is when so many requests have come, and not a time: that is where things break.
 *
 * @returns whether it hit anything
 */
async function strike(
  stage: Stage,
  trial: Trial,
  workers: Subject[],
  blow: Blow,
  after: number,
): Promise<boolean> {
  await Promise.race([arrivals(stage, trial, after), rest(patience)]);
  switch (blow) {
    case 'kill':
      return killOne(trial, workers);
    case 'stop':
      someWorker(trial, workers).halt();
      return true;
    case 'restart-database':
      await stage.restartDatabase();
      return true;
    case 'cut-connections':
      await trial.cutConnections();
      return true;
  }
}

/** One that began while the database was away has ended by itself; whoever runs it starts it again. */
function someWorker(trial: Trial, workers: Subject[]): Subject {
  const alive = workers.find((one) => one.alive);
  if (alive) return alive;
  const next = trial.launch('worker', '');
  workers.push(next);
  return next;
}

/** @returns false where all that are tried end by themselves at just that moment */
async function killOne(trial: Trial, workers: Subject[]): Promise<boolean> {
  for (let tries = 0; tries < 3; tries += 1) {
    const one = someWorker(trial, workers);
    await one.kill();
    workers.push(trial.launch('worker', ''));
    if (one.killed) return true;
  }
  return false;
}

async function arrivals({ network }: Stage, { prefix }: Trial, atLeast: number): Promise<void> {
  await fetch(`${network.control}/arrived?accounts=${prefix}&at_least=${atLeast}`);
}

const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
