import type { LedgerEntry } from '../network/ledger.ts';
import type { Arrived, Fired } from '../network/network.ts';
import type { RunningNetwork } from '../network/start.ts';
import { type Fault, faults } from './plan.ts';
import type { NetworkClass } from './setting.ts';

const ask = async <T>(control: string, path: string): Promise<T> =>
  (await (await fetch(`${control}${path}`)).json()) as T;

/**
 * Lets the network keep its documented word: what it has taken is public by now, however late.
 *
 * @param accounts the beginning of their names
 */
export async function keepWord(control: string, accounts: string): Promise<void> {
  // What a killed process had written is in the hands of the system, and not lost.
  await ask(control, '/quiet');
  const fired = await ask<readonly Fired[]>(control, `/fired?accounts=${accounts}`);
  await ask(control, `/fired?done&accounts=${accounts}&at_least=${fired.length}`);
}

/** The first request of an account that comes meets this fault. */
export async function meet(
  network: RunningNetwork,
  account: string,
  networkClass: NetworkClass,
  fault: Fault,
): Promise<void> {
  await network.describe(account, { class: networkClass, duplicates: 'taken' });
  if (fault === 'none') return;
  const told = faults[fault];
  // A look in vain comes first, where the network shows the account its posts.
  const late = told.kind === 'accept-late' && networkClass === 'lookup' ? { lookUps: 1 } : {};
  await network.script({ match: { account }, fault: { ...told, ...late } });
}

export async function faultFired(
  { control }: RunningNetwork,
  accounts: string,
  fault: Fault,
): Promise<boolean> {
  const fired = await ask<readonly Fired[]>(control, `/fired?accounts=${accounts}`);
  return fired.some((one) => one.kind === faults[fault].kind);
}

/** Whether a request met a fault, whichever chance has drawn. */
export async function anyFault({ control }: RunningNetwork, accounts: string): Promise<boolean> {
  const fired = await ask<readonly Fired[]>(control, `/fired?accounts=${accounts}`);
  return fired.some((one) => one.kind !== 'none');
}

/** What became public, and the requests to publish that came, by their words. */
export async function seen({ control }: RunningNetwork, accounts: string) {
  const ledger = await ask<readonly LedgerEntry[]>(control, `/ledger?accounts=${accounts}`);
  const arrived = await ask<readonly Arrived[]>(control, `/arrived?accounts=${accounts}`);
  return { ledger, requests: arrived.filter((one) => one.on === 'create').length };
}
