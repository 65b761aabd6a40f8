import { parseArgs } from 'node:util';
import { bundle } from '../support/bundle.ts';
import type { Invariant, Violation } from './invariants.ts';
import { type Case, everyCase, pairwise, shuffle } from './plan.ts';
import { planOf, runRandom } from './random.ts';
import type { NetworkClass } from './setting.ts';
import { openStage, type Stage, type Trial } from './stage.ts';
import { openWindow, runCase, type Verdict } from './trial.ts';

/** What a request that leaves too late can break; all else must hold even then. */
const brokenByLateness: ReadonlySet<Invariant> = new Set([
  'public at most once',
  'failed is not public',
]);

/** One trial, ready to run. */
interface Job {
  readonly name: string;
  readonly networkClass: NetworkClass;
  /** A process that is stopped behind the check of its deadline sends late: counted apart. */
  readonly inOpenWindow: boolean;
  run(stage: Stage, trial: Trial): Promise<Verdict>;
}

const { values } = parseArgs({
  options: {
    trials: { type: 'string' },
    seed: { type: 'string' },
    lanes: { type: 'string', default: '4' },
    exhaustive: { type: 'boolean', default: false },
    pairwise: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const wanted = values.trials === undefined ? undefined : Number(values.trials);
const systematic = values.exhaustive || values.pairwise || values.only !== undefined;
const jobs = systematic ? systematicJobs() : randomJobs(wanted ?? 300);
/** Processes live through random trials together, for opening costs more than a trial does. */
const ofOneScene = systematic ? 1 : 10;
const tally = { done: 0, kills: 0, unconfirmed: 0, windowTrials: 0, windowDoubles: 0 };
const unfired: string[] = [];
const violated: string[] = [];

process.stdout.write(`seed ${seed}: ${jobs.length} trials\n`);
const queue = [...jobs.entries()];
let enough = false;
// Whoever has seen enough gets the report of what was done.
process.once('SIGINT', () => {
  enough = true;
});
const began = performance.now();
let told = began;
{
  await using program = await bundle('test/torture/program.ts');
  await Promise.all(Array.from({ length: Number(values.lanes) }, () => lane(program.path)));
}
report();

function systematicJobs(): readonly Job[] {
  const cases = values.pairwise ? pairwise(seed) : everyCase;
  const chosen = cases.filter((one) => nameOf(one).includes(values.only ?? ''));
  return shuffle(chosen, seed)
    .slice(0, wanted)
    .map((one) => ({
      name: nameOf(one),
      networkClass: one.networkClass,
      inOpenWindow: one.action === 'stop' && openWindow.has(one.point),
      run: (stage, trial) => runCase(stage, trial, one),
    }));
}

function randomJobs(count: number): readonly Job[] {
  return Array.from({ length: count }, (_, index) => {
    const plan = planOf(seed, index);
    const told = plan.blows.map(({ blow, after }) => `${blow}@${after}`).join(' ');
    return {
      name: `random ${index}: ${plan.networkClass}, ${plan.workers} workers, ${told}`,
      networkClass: plan.networkClass,
      inOpenWindow: plan.blows.some(({ blow }) => blow === 'stop'),
      run: (stage, trial) => runRandom(stage, trial, plan),
    };
  });
}

async function lane(program: string): Promise<void> {
  const stage = await openStage(program);
  try {
    while (queue.length > 0) {
      const share = queue.splice(0, ofOneScene).map(([index, job]) => ({
        job,
        planned: { name: `t${index}`, networkClass: job.networkClass },
      }));
      await using scene = await stage.scene(share.map(({ planned }) => planned));
      for (const { job, planned } of share) {
        if (enough) return;
        await using trial = await scene.trial(planned);
        judge(job, await job.run(stage, trial));
      }
    }
  } finally {
    await stage.close();
  }
}

function judge({ name, inOpenWindow }: Job, verdict: Verdict): void {
  tally.done += 1;
  tally.kills += verdict.kills;
  tally.unconfirmed += verdict.unconfirmed;
  if (!verdict.pointFired) unfired.push(`${name}: the failpoint was not reached`);
  if (!verdict.faultFired) unfired.push(`${name}: the fault did not happen`);
  if (inOpenWindow) tally.windowTrials += 1;
  const late = (one: Violation) => inOpenWindow && brokenByLateness.has(one.invariant);
  if (verdict.violations.some(late)) tally.windowDoubles += 1;
  for (const { invariant, detail } of verdict.violations.filter((one) => !late(one))) {
    violated.push(`${invariant}: ${detail} [${name}]`);
    process.stdout.write(`${violated.at(-1)}\n`);
  }
  progress();
}

/** Long runs say now and then how far they are. */
function progress(): void {
  if (performance.now() - told < 30_000) return;
  told = performance.now();
  process.stdout.write(`${tally.done} of ${jobs.length}, ${violated.length} violations\n`);
}

function nameOf({ networkClass, faults, point, action }: Case): string {
  return `${networkClass} ${[...new Set(faults)].join('+')} ${point} ${action}`;
}

function report(): void {
  const minutes = (performance.now() - began) / 60_000;
  for (const line of unfired) process.stdout.write(`${line}\n`);
  const { done, kills, unconfirmed, windowTrials, windowDoubles } = tally;
  process.stdout.write(
    `${done} trials, ${kills} kills, ${violated.length} violations, ${unfired.length} that fired nothing, ${unconfirmed} deliveries for a person, ${Math.round(done / minutes)} trials a minute\n`,
  );
  process.stdout.write(
    `stopped between the check of the deadline and the end of the write: ${windowDoubles} of ${windowTrials} trials broke a promise\n`,
  );
  if (violated.length === 0 && unfired.length === 0) return;
  process.stdout.write(`again with: --seed ${seed}\n`);
  process.exitCode = 1;
}
