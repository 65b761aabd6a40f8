import { addMilliseconds } from './time.ts';

/** Something that is to leave by an account. */
export interface Departure {
  readonly account: string;
  /** ISO instant before which it does not leave: after the quiet hours. */
  readonly due: string;
}

/**
 * When each will really leave: an account lets one go at a time, with the spacing in between. What
 * is due at once leaves in the order that it is given in.
 *
 * @param spacingMilliseconds between two posts of one account
 * @param free the instant from which an account may publish again, where that is known
 */
export function departures<Item extends Departure>(
  waiting: readonly Item[],
  spacingMilliseconds: number,
  free: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<Item, string> {
  const next = new Map(free);
  const leaving = new Map<Item, string>();
  for (const item of [...waiting].sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0))) {
    const earliest = next.get(item.account) ?? item.due;
    const at = earliest > item.due ? earliest : item.due;
    next.set(item.account, addMilliseconds(at, spacingMilliseconds));
    leaving.set(item, at);
  }
  return leaving;
}
