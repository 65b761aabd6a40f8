import {
  type Circumstances,
  type DeliveryEvent,
  type DeliveryState,
  guards,
  type Origin,
  type Transition,
  transitions,
} from './lifecycle.ts';

export type Move =
  | { readonly ok: true; readonly transition: Transition; readonly to: DeliveryState }
  | { readonly ok: false; readonly reason: string };

/**
 * Says where an event takes a delivery. The first line of the table that fits decides.
 *
 * @param from the present state, or `new` for a row without a delivery
 * @param event what happened
 * @param at what the guards look at
 * @returns the transition, or why the event changes nothing: a value, never an exception, because
 *   a stray or doubled event is ordinary in a system with many workers
 */
export function move(from: Origin, event: DeliveryEvent, at: Circumstances): Move {
  const lines: readonly Transition[] = transitions;
  const candidates = lines.filter((line) => line.event === event && line.from.includes(from));
  const transition = candidates.find((line) => line.when === undefined || guards[line.when](at));
  if (transition) return { ok: true, transition, to: transition.to };
  if (candidates.length === 0) return { ok: false, reason: `${event} does not apply to ${from}` };
  const unmet = candidates.map((line) => line.when).join('; or ');
  return { ok: false, reason: `${event} leaves ${from} as it is unless ${unmet}` };
}
