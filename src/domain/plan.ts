import { changedFields } from './content.ts';
import type { Delivery, HoldOwner, WantedDelivery } from './delivery.ts';
import type { DeliveryEvent, DeliveryState } from './lifecycle.ts';

export type ApprovalMode = 'person' | 'git' | 'either';

export type ActionKind = 'create' | 'update' | 'cancel' | 'keep' | 'blocked';

/** What an ingest does to one delivery. `apply` carries it out and decides nothing. */
export interface Action {
  readonly action: ActionKind;
  readonly wanted: WantedDelivery;
  readonly existing: Delivery | null;
  /** In order, each through the state machine. */
  readonly events: readonly DeliveryEvent[];
  readonly held: HoldOwner | null;
  /** The sheet's `approved` counts as an approval by the commit, now. */
  readonly approvedByGit: boolean;
  readonly gitApproved: boolean;
  /** It is on its way, and its approval is gone for all that may come after. */
  readonly withdrawn?: true;
  /** The content of the sheet replaces the stored one. */
  readonly takesContent: boolean;
  readonly present: boolean;
  /** What differs from the stored content, in words; `row` where the row is gone. */
  readonly changed: readonly string[];
  readonly reason: string;
}

/** A request is, or may be, on its way: nothing changes before it is settled. */
const isOnItsWay = (state: DeliveryState) => state === 'publishing' || state === 'unconfirmed';

const identity = (of: WantedDelivery) => JSON.stringify([of.postId, of.content.place]);
const nameOf = (of: WantedDelivery) => JSON.stringify([of.postId, of.platform, of.target]);

/**
 * Compares what the sheet asks for with what is stored. Pure: the same input gives the same plan,
 * and a plan of what has just been applied holds nothing but `keep`.
 *
 * @param wanted the sheet's deliveries, each (post, place) once
 * @param existing the stored deliveries of the same week
 * @param mode who may approve
 */
export function plan(
  wanted: readonly WantedDelivery[],
  existing: readonly Delivery[],
  mode: ApprovalMode,
): readonly Action[] {
  const matches = matchesOf(wanted, existing);
  const actions = wanted.map((one) => {
    const found = matches.get(one);
    return found ? compare(one, found, mode) : create(one, mode);
  });
  const kept = new Set([...matches.values()].map((one) => one.id));
  const gone = existing.filter((one) => !kept.has(one.id));
  return [...actions, ...gone.flatMap(remove)];
}

/**
 * Which stored delivery is which wanted one: the same post at the same place, however its target is
 * called. Of those that are left, one under the same name is the same too: its account publishes to
 * another place now (a chat that got another id, a reader more on a list), and what is out at the
 * old one is not made again at the new one. Last, a target that was mended takes over what stood for
 * its unmapped name.
 */
function matchesOf(
  wanted: readonly WantedDelivery[],
  existing: readonly Delivery[],
): ReadonlyMap<WantedDelivery, Delivery> {
  const matches = new Map<WantedDelivery, Delivery>();
  const match = (keyOf: (of: WantedDelivery) => string, among: readonly Delivery[]) => {
    const taken = new Set(matches.values());
    const left = Map.groupBy(
      among.filter((one) => !taken.has(one)),
      (one) => keyOf(one.wanted),
    );
    for (const one of wanted) {
      const found = matches.has(one) ? undefined : left.get(keyOf(one))?.shift();
      if (found) matches.set(one, found);
    }
  };
  match(identity, existing);
  match(nameOf, existing);
  match(
    ({ postId }) => postId,
    existing.filter((one) => one.wanted.unmapped),
  );
  return matches;
}

const gitMayApprove = (wanted: WantedDelivery, mode: ApprovalMode) =>
  mode !== 'person' && wanted.status === 'approved';

function create(wanted: WantedDelivery, mode: ApprovalMode): Action {
  const gitApproved = gitMayApprove(wanted, mode);
  const base = {
    wanted,
    existing: null,
    held: wanted.status === 'held' ? ('sheet' as const) : null,
    gitApproved,
    approvedByGit: false,
    takesContent: true,
    present: true,
    changed: [],
  };
  if (wanted.status === 'posted')
    return {
      ...base,
      action: 'keep',
      events: ['row-arrived', 'marked-posted-in-git'],
      reason: 'marked posted in git',
    };
  if (wanted.problems.length > 0)
    return {
      ...base,
      action: 'blocked',
      events: ['row-invalid'],
      reason: wanted.problems.join(', '),
    };
  return {
    ...base,
    action: 'create',
    events: gitApproved ? ['row-arrived', 'approved', 'instant-known'] : ['row-arrived'],
    approvedByGit: gitApproved,
    reason: gitApproved ? 'new, approved by git' : 'new, waits for approval',
  };
}

function compare(wanted: WantedDelivery, existing: Delivery, mode: ApprovalMode): Action {
  const changes = changedFields(existing.wanted.content, wanted.content);
  const gitApproved = gitMayApprove(wanted, mode);
  const base = {
    wanted,
    existing,
    gitApproved,
    approvedByGit: false,
    held: heldAfter(wanted, existing),
    takesContent: true,
    present: true,
    changed: changes,
  };
  if (existing.state === 'posted' || existing.partsPublished > 0)
    return {
      ...base,
      ...keepFrozen(existing, changes),
      held: existing.held,
      gitApproved: existing.gitApproved,
    };
  if (existing.state === 'awaiting' && wanted.status !== 'posted')
    return {
      ...base,
      action: 'keep',
      events: [],
      gitApproved: existing.gitApproved,
      // What a person has in hand is what was approved, and what will be public.
      takesContent: false,
      reason:
        changes.length > 0
          ? `a person has it in hand: the edit of its ${changes.join(', ')} waits until it is resolved`
          : 'a person has it in hand',
    };
  if (isOnItsWay(existing.state) && wanted.status !== 'posted')
    return {
      ...base,
      action: 'keep',
      events: [],
      // What git approves anew when it is settled is not counted as approved by git before.
      gitApproved: gitApproved && existing.gitApproved && (mode !== 'git' || changes.length === 0),
      ...(isBackToDraft(wanted, existing) && { withdrawn: true }),
      reason: inFlight(wanted, existing, changes),
    };
  return { ...base, ...events(wanted, existing, changes, gitApproved, mode) };
}

function inFlight(wanted: WantedDelivery, existing: Delivery, changes: readonly string[]): string {
  const edited = changes.length > 0 && 'edited';
  const what = isBackToDraft(wanted, existing) ? 'approval withdrawn in git' : edited;
  return what ? `${what} while in flight: applied when settled` : 'in flight';
}

function heldAfter(wanted: WantedDelivery, existing: Delivery): HoldOwner | null {
  if (existing.held === 'person') return 'person';
  return wanted.status === 'held' ? 'sheet' : null;
}

function keepFrozen(existing: Delivery, changes: readonly string[]) {
  const parts = existing.state === 'posted' ? '' : `${existing.partsPublished} parts `;
  const { place } = existing.wanted.content;
  const out = changes.includes('place')
    ? `${parts}already out at ${place}, where its account published then`
    : `${parts}already out`;
  const ignored = changes.filter((field) => field !== 'place').join(', ');
  return {
    action: 'keep' as const,
    events: [],
    takesContent: false,
    reason: ignored === '' ? out : `${out}: the edit of its ${ignored} is ignored`,
  };
}

type Outcome = Pick<Action, 'action' | 'events' | 'reason'> & { readonly approvedByGit?: boolean };

function events(
  wanted: WantedDelivery,
  existing: Delivery,
  changes: readonly string[],
  gitApproved: boolean,
  mode: ApprovalMode,
): Outcome {
  const { state } = existing;
  if (wanted.status === 'posted')
    return state === 'cancelled' || isOnItsWay(state)
      ? { action: 'keep', events: [], reason: 'marked posted in git' }
      : { action: 'cancel', events: ['marked-posted-in-git'], reason: 'marked posted in git' };
  const back: DeliveryEvent[] = state === 'cancelled' ? ['row-back'] : [];
  const edited: DeliveryEvent[] =
    changes.length > 0 && state !== 'invalid' && state !== 'cancelled' ? ['content-edited'] : [];
  if (wanted.problems.length > 0)
    return block(wanted, existing, [...back, ...edited], changes.length > 0);
  const mended: DeliveryEvent[] = state === 'invalid' ? ['row-mended'] : [];
  const steps = [...back, ...edited, ...mended];
  const rising = gitApproved && !existing.gitApproved;
  const renewed = mode === 'git' && gitApproved && (edited.length > 0 || mended.length > 0);
  const now = steps.length > 0 ? 'pending' : state;
  if (now === 'pending' && back.length === 0 && (rising || renewed))
    return {
      action: 'update',
      events: [...steps, 'approved', 'instant-known'],
      approvedByGit: true,
      reason: [...describe(steps, existing, changes), 'approved by git'].join('; '),
    };
  if (steps.length > 0)
    return {
      action: 'update',
      events: steps,
      reason: describe(steps, existing, changes).join('; '),
    };
  if (withdrawn(wanted, existing))
    return {
      action: 'update',
      events: ['approval-withdrawn'],
      reason: 'approval withdrawn in git',
    };
  return { action: 'keep', events: [], reason: 'unchanged' };
}

function block(
  wanted: WantedDelivery,
  existing: Delivery,
  steps: readonly DeliveryEvent[],
  changed: boolean,
): Outcome {
  const codes = wanted.problems.join(', ');
  const open = existing.state === 'failed' || existing.state === 'missed';
  const told = existing.state === 'invalid' && codes === existing.wanted.problems.join(', ');
  if ((told || open) && !changed) return { action: 'blocked', events: [], reason: codes };
  return { action: 'blocked', events: [...steps, 'row-invalid'], reason: codes };
}

const withdrawn = (wanted: WantedDelivery, existing: Delivery): boolean =>
  (existing.state === 'approved' || existing.state === 'scheduled') &&
  isBackToDraft(wanted, existing);

export const isBackToDraft = (wanted: WantedDelivery, existing: Delivery): boolean =>
  existing.wanted.status === 'approved' && wanted.status === 'pending';

function describe(
  steps: readonly DeliveryEvent[],
  existing: Delivery,
  changes: readonly string[],
): string[] {
  return steps.map((step) => {
    if (step === 'row-back') return 'back in the sheet, not approved';
    if (step === 'row-mended') return 'mended';
    const changed = `${changes.join(', ')} changed`;
    return existing.approval ? `approval voided: ${changed}` : changed;
  });
}

function remove(existing: Delivery): Action[] {
  if (existing.state === 'cancelled' || existing.state === 'posted') return [];
  const inHand = existing.state === 'awaiting';
  const fixed = isOnItsWay(existing.state) || inHand || existing.partsPublished > 0;
  const busy = inHand ? 'while a person has it in hand' : 'while in flight';
  return [
    {
      action: fixed ? 'keep' : 'cancel',
      wanted: existing.wanted,
      existing,
      events: fixed ? [] : ['row-removed'],
      held: existing.held,
      approvedByGit: false,
      gitApproved: false,
      takesContent: false,
      present: false,
      changed: ['row'],
      reason: fixed ? `gone from the sheet ${busy}: applied when settled` : 'gone from the sheet',
    },
  ];
}
