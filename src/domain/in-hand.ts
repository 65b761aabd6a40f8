import { type Action, isBackToDraft } from './plan.ts';

/**
 * Why whoever has a delivery in hand, to post it by hand, is to stop: the sheet has changed its mind
 * since. Pure.
 *
 * @returns null where the delivery is in nobody's hand, is settled by the same action, or is wanted
 *   as it is
 */
export function recallBy({ existing, wanted, present, held, events }: Action): string | null {
  if (existing?.state !== 'awaiting' || events.length > 0) return null;
  if (existing.present && !present) return 'Its row is gone from the sheet';
  if (held !== null && existing.held === null) return 'It is held in the sheet';
  if (isBackToDraft(wanted, existing)) return 'Its approval was withdrawn in the sheet';
  return present && wanted.contentHash !== existing.wanted.contentHash
    ? 'Its row was edited since: what you have is what was approved, and the edit is not'
    : null;
}
