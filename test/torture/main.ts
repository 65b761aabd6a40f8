import { parseArgs } from 'node:util';
import { type Case, everyCase, pairwise, shuffle } from './plan.ts';
import { openStage, type Stage } from './stage.ts';
import { openWindow, runCase, type Verdict } from './trial.ts';

const { values } = parseArgs({
  options: {
    trials: { type: 'string' },
    seed: { type: 'string' },
    lanes: { type: 'string', default: '3' },
    exhaustive: { type: 'boolean', default: false },
    every: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

interface Tally {
  done: number;
  kills: number;
  unconfirmed: number;
  windowTrials: number;
  windowDoubles: number;
  unfired: string[];
  violated: string[];
}

const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const cases = values.exhaustive || values.every ? everyCase : pairwise(seed);
const chosen = cases
  .filter((one) => !values.only || nameOf(one).includes(values.only))
  .slice(0, values.trials ? Number(values.trials) : undefined);
const tally: Tally = {
  done: 0,
  kills: 0,
  unconfirmed: 0,
  windowTrials: 0,
  windowDoubles: 0,
  unfired: [],
  violated: [],
};
process.stdout.write(`seed ${seed}: ${chosen.length} of ${everyCase.length} cases\n`);
const queue = [...shuffle(chosen, seed).entries()];
const began = performance.now();
await Promise.all(Array.from({ length: Number(values.lanes) }, lane));
report();

async function lane(): Promise<void> {
  const stage = await openStage();
  try {
    for (let next = queue.shift(); next; next = queue.shift()) await one(stage, ...next);
  } finally {
    await stage.close();
  }
}

async function one(stage: Stage, index: number, found: Case): Promise<void> {
  const verdict = await runCase(stage, `t${index}`, found);
  tally.done += 1;
  tally.kills += verdict.kills;
  tally.unconfirmed += verdict.unconfirmed;
  const name = nameOf(found);
  if (!verdict.pointFired) tally.unfired.push(`${name}: the failpoint was not reached`);
  if (!verdict.faultFired) tally.unfired.push(`${name}: the fault did not happen`);
  judge(found, name, verdict);
}

function judge(found: Case, name: string, { violations }: Verdict): void {
  if (found.action === 'stop' && openWindow.has(found.point)) {
    tally.windowTrials += 1;
    if (violations.length > 0) tally.windowDoubles += 1;
    return;
  }
  for (const { invariant, detail } of violations) {
    tally.violated.push(`${invariant}: ${detail} [${name}]`);
    process.stdout.write(`${tally.violated.at(-1)}\n`);
  }
}

function nameOf({ networkClass, fault, point, action }: Case): string {
  return `${networkClass} ${fault} ${point} ${action}`;
}

function report(): void {
  const minutes = (performance.now() - began) / 60_000;
  for (const line of tally.unfired) process.stdout.write(`${line}\n`);
  process.stdout.write(
    `${tally.done} trials, ${tally.kills} kills, ${tally.violated.length} violations, ${tally.unfired.length} that fired nothing, ${tally.unconfirmed} deliveries for a person, ${Math.round(tally.done / minutes)} trials a minute\n`,
  );
  process.stdout.write(
    `open window (stopped between the check and the write): ${tally.windowDoubles} of ${tally.windowTrials} went out late\n`,
  );
  if (tally.violated.length > 0 || tally.unfired.length > 0) {
    process.stdout.write(`again with: npm run torture -- --seed ${seed}\n`);
    process.exitCode = 1;
  }
}
