import fc from 'fast-check';
import type { House } from '../../src/compose.ts';
import type { LotInput } from '../network/start.ts';
import { violations } from './invariants.ts';
import { keepWord } from './network.ts';
import { launch, type Subject } from './processes.ts';
import { classes, type NetworkClass } from './setting.ts';
import { settleEverything } from './settle.ts';
import type { Stage, Trial } from './stage.ts';
import { gather, type Verdict } from './trial.ts';

type Blow = 'kill' | 'stop' | 'restart-database' | 'cut-connections';

/** One trial that chance has made; the same for the same seed. */
interface Plan {
  readonly networkClass: NetworkClass;
  readonly workers: number;
  /** What strikes, and when so many requests have come. */
  readonly blows: readonly { readonly blow: Blow; readonly after: number }[];
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
export async function runRandom(stage: Stage, name: string, plan: Plan): Promise<Verdict> {
  const trial = await stage.trial(name, plan.networkClass);
  const workers: Subject[] = [];
  let house: House | null = null;
  try {
    for (const account of trial.accounts)
      await stage.network.describe(account, { class: plan.networkClass, duplicates: 'taken' });
    await stage.network.draw(plan.lot);
    for (let worker = 0; worker < plan.workers; worker += 1)
      workers.push(launch('worker.ts', trial, ''));
    for (const { blow, after } of plan.blows) await strike(stage, trial, workers, blow, after);
    await stage.network.calm();
    for (const one of workers) one.child.kill('SIGCONT');
    for (const one of workers) await one.stop();
    house = await trial.open();
    await settleEverything(house, () => keepWord(trial.control, trial.prefix));
    const evidence = await gather(stage.network, trial, house.services, Number.POSITIVE_INFINITY);
    return {
      violations: violations(evidence),
      pointFired: true,
      faultFired: true,
      kills: workers.filter((one) => one.child.signalCode === 'SIGKILL').length,
      unconfirmed: evidence.deliveries.filter((one) => one.state === 'unconfirmed').length,
    };
  } finally {
    for (const one of workers) await one.kill();
    await house?.close();
    await trial.close();
  }
}

const patience = 6000;

/** The moment is when so many requests have come, and not a time: that is where things break. */
async function strike(
  stage: Stage,
  trial: Trial,
  workers: Subject[],
  blow: Blow,
  after: number,
): Promise<void> {
  await Promise.race([arrivals(stage, trial, after), rest(patience)]);
  const alive = workers.find((one) => one.child.exitCode === null && one.child.signalCode === null);
  switch (blow) {
    case 'kill':
      await alive?.kill();
      workers.push(launch('worker.ts', trial, ''));
      return;
    case 'stop':
      alive?.child.kill('SIGSTOP');
      return;
    case 'restart-database':
      return stage.restartDatabase();
    case 'cut-connections':
      return trial.cutConnections();
  }
}

async function arrivals({ network }: Stage, { prefix }: Trial, atLeast: number): Promise<void> {
  await fetch(`${network.control}/arrived?accounts=${prefix}&at_least=${atLeast}`);
}

const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
