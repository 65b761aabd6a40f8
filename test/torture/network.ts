import type { LedgerEntry } from '../network/ledger.ts';
import type { Arrived, Fired } from '../network/network.ts';
import type { RunningNetwork } from '../network/start.ts';
import { type Fault, faults } from './plan.ts';
import { type NetworkClass, refusesDoubles } from './setting.ts';

const ask = async <T>(control: string, path: string): Promise<T> =>
  (await (await fetch(`${control}${path}`)).json()) as T;

const tell = (control: string, path: string, body: object) =>
  fetch(`${control}${path}`, { method: 'POST', body: JSON.stringify(body) });

/**
 * Lets the network keep its documented word: what it has taken is public by now, however late, and
 * seen in look-ups, however few there were.
 *
 * @param accounts the beginning of their names
 */
export async function keepWord(control: string, accounts: string): Promise<void> {
  // What a killed process had written is in the hands of the system, and not lost.
  await ask(control, '/quiet');
  await tell(control, '/word', { accounts });
  const fired = await ask<readonly Fired[]>(control, `/fired?accounts=${accounts}`);
  await ask(control, `/fired?done&accounts=${accounts}&at_least=${fired.length}`);
  // Again, for what was late has a lag of its own.
  await tell(control, '/word', { accounts });
}

/** The first request of an account that comes meets this fault. */
export async function meet(
  network: RunningNetwork,
  account: string,
  networkClass: NetworkClass,
  fault: Fault,
): Promise<void> {
  const duplicates = refusesDoubles(account) ? 'refused-naming' : 'taken';
  await network.describe(account, { class: networkClass, duplicates });
  if (fault === 'none') return;
  const told = faults[fault];
  // A look in vain comes first, where the network shows the account its posts.
  const late = told.kind === 'accept-late' && networkClass === 'lookup' ? { lookUps: 1 } : {};
  await network.script({ match: { account }, fault: { ...told, ...late } });
}

export async function faultsFired(
  { control }: RunningNetwork,
  accounts: string,
  wanted: readonly Fault[],
): Promise<boolean> {
  const fired = await ask<readonly Fired[]>(control, `/fired?accounts=${accounts}`);
  const kinds = new Set<string>(['none', ...fired.map((one) => one.kind)]);
  return wanted.every((fault) => kinds.has(faults[fault].kind));
}

/** What became public, and the requests to publish that came, by their words. */
export async function seen({ control }: RunningNetwork, accounts: string) {
  const ledger = await ask<readonly LedgerEntry[]>(control, `/ledger?accounts=${accounts}`);
  const arrived = await ask<readonly Arrived[]>(control, `/arrived?accounts=${accounts}`);
  return {
    ledger,
    requests: arrived.flatMap(({ on, text }) => (on === 'create' ? (text ?? '') : [])),
  };
}
