import fc from 'fast-check';
import type { Failpoint } from '../../src/application/services.ts';
import type { RuleInput } from '../network/start.ts';
import { classes, type NetworkClass } from './setting.ts';

export const actions = ['kill', 'stop', 'throw'] as const;
export type Action = (typeof actions)[number];

/** Steps on the way from the schedule to the recorded outcome. */
export const publishingPoints = [
  'claim',
  'before-attempt-commit',
  'after-attempt-commit',
  'before-deadline-check',
  'after-deadline-check',
  'mid-write',
  'after-write',
  'after-response',
  'before-outcome-commit',
  'after-outcome-commit',
] as const satisfies readonly Failpoint[];

/** Steps of the recovery of what a dead worker left, and of the look for a lost answer. */
export const recoveryPoints = [
  'before-recovery-commit',
  'after-recovery-commit',
  'before-look-up',
  'after-look-up',
  'before-evidence-commit',
  'after-evidence-commit',
] as const satisfies readonly Failpoint[];

export type Point = (typeof publishingPoints)[number] | (typeof recoveryPoints)[number];

/** What each fault is to the simulated network. */
export const faults = {
  none: { kind: 'none' },
  'accept-then-fin': { kind: 'accept-fin' },
  'accept-then-reset': { kind: 'accept-reset' },
  'accept-then-hang': { kind: 'accept-hang' },
  'accept-then-500': { kind: 'accept-error-500' },
  'accept-then-truncate': { kind: 'accept-truncated' },
  'accept-then-garbage': { kind: 'accept-garbage' },
  /** Public only after we have given up, and after a first look in vain where there is one. */
  'accept-late': { kind: 'accept-late', clientGone: true, delayMs: 100 },
  'listing-lags': { kind: 'accept-fin', lagLookUps: 2 },
  hang: { kind: 'hang' },
  reset: { kind: 'drop' },
  'status-500': { kind: 'error-500' },
  'redirect-307': { kind: 'redirect-307' },
  'rate-limited': { kind: 'rate-limited', form: 'retry-after', seconds: 2 },
  'unauthorised-401': { kind: 'unauthorised' },
  'rejected-400': { kind: 'bad-request' },
} as const satisfies Record<string, RuleInput['fault']>;

export type Fault = keyof typeof faults;

export const faultNames = Object.keys(faults) as readonly Fault[];

/** One trial, by which it can be done again. */
export interface Case {
  readonly networkClass: NetworkClass;
  /** What the accounts' first requests meet, one after the other; the last account meets none. */
  readonly faults: readonly [Fault, Fault];
  readonly point: Point;
  readonly action: Action;
}

/** What a recovery point needs to be reached depends on the class: nothing looks where nothing can. */
const reachable = ({ networkClass, point }: Case): boolean =>
  networkClass !== 'neither' ||
  !(recoveryPoints as readonly Point[]).includes(point) ||
  point.endsWith('recovery-commit');

const casesOf = (faults: readonly Case['faults'][]): readonly Case[] =>
  classes
    .flatMap((networkClass) =>
      faults.flatMap((two) =>
        [...publishingPoints, ...recoveryPoints].flatMap((point) =>
          actions.map((action): Case => ({ networkClass, faults: two, point, action })),
        ),
      ),
    )
    .filter(reachable);

/** Every case there is, with one fault for all, in one order. */
export const everyCase: readonly Case[] = casesOf(faultNames.map((fault) => [fault, fault]));

const pairsOf = (one: Case): readonly string[] => {
  const entries = Object.entries(one);
  return entries.flatMap(([key, value], index) =>
    entries.slice(index + 1).map(([other, second]) => `${key}=${value} ${other}=${second}`),
  );
};

/**
 * A small set of cases in which every pair of values occurs: greedy, in an order made by the seed.
 * Two faults share a case, since each account has a network of its own: half as many trials.
 */
export function pairwise(seed: number): readonly Case[] {
  const order = shuffle(faultNames, seed);
  const half = order.length / 2;
  const couples = order
    .slice(0, half)
    .map((fault, index): Case['faults'] => [fault, order[half + index] as Fault]);
  const shuffled = shuffle(casesOf(couples), seed);
  const missing = new Set(shuffled.flatMap(pairsOf));
  const chosen: Case[] = [];
  while (missing.size > 0) {
    let best: Case | undefined;
    let gain = 0;
    for (const one of shuffled) {
      const news = pairsOf(one).filter((pair) => missing.has(pair)).length;
      if (news > gain) [best, gain] = [one, news];
    }
    if (!best) break;
    chosen.push(best);
    for (const pair of pairsOf(best)) missing.delete(pair);
  }
  return chosen;
}

/** The same order for the same seed, on every machine. */
export function shuffle<T>(list: readonly T[], seed: number): readonly T[] {
  const [order] = fc.sample(
    fc.shuffledSubarray([...list.keys()], { minLength: list.length, maxLength: list.length }),
    { seed, numRuns: 1 },
  );
  return (order ?? []).map((index) => list[index] as T);
}
