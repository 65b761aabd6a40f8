import type { Configuration } from '../domain/configuration.ts';
import { contentHash } from '../domain/content.ts';
import { departures } from '../domain/departures.ts';
import { composeMessage } from '../domain/message.ts';
import { networkLimits } from '../domain/network-limits.ts';
import type { Action, ActionKind } from '../domain/plan.ts';
import { dueInstant } from '../domain/time.ts';
import type { Plan } from './ingest.ts';
import type { Account } from './ports/account.ts';
import type { PlanBasis } from './saved-plan.ts';
import type { Services } from './services.ts';

export interface PlanDocument {
  readonly schema: 'broadsheet/plan@1';
  readonly week_id: string;
  readonly commit: string;
  /** Path of the sheet in the repository. */
  readonly sheet: string;
  /** IANA zone of the workspace, for whoever shows the instants. */
  readonly timezone: string;
  readonly totals: Readonly<Record<ActionKind, number>>;
  readonly actions: readonly PlannedAction[];
  readonly ignored_tasks: readonly { readonly id: string; readonly type: string }[];
  /** What it was made from: by it `run-week --plan` sees whether the plan is stale. */
  readonly basis: PlanBasis;
}

export interface PlannedAction {
  readonly action: ActionKind;
  readonly post_id: string;
  /** Of the sheet. */
  readonly line: number;
  readonly platform: string;
  readonly target: string;
  /** Where the delivery stands now; null where there is none yet. */
  readonly state: string | null;
  readonly held: boolean;
  /** A person posts it by hand: no program may post there. */
  readonly by_person: boolean;
  readonly content_hash: string;
  readonly scheduled_at: string | null;
  /** When it will really leave, once it is approved; null where it does not. */
  readonly due_at: string | null;
  /** Why it leaves later than it is scheduled. */
  readonly waits_for: readonly Wait[];
  readonly link: 'inline' | 'first-reply' | 'none';
  readonly title: string | null;
  /** What people will see: one part, or several for a thread. */
  readonly parts: readonly PlannedPart[];
  /** What the lengths count, in words; null where the network is not known. */
  readonly unit: string | null;
  /** In US dollars, by the network's price; null where it takes nothing, or nothing is sent. */
  readonly cost: number | null;
  /** What differs from what is stored: `copy`, `local time`; `row` where the row is gone. */
  readonly changed: readonly string[];
  readonly reason: string;
}

export type Wait = 'quiet-hours' | 'spacing';

export interface PlannedPart {
  readonly text: string;
  /** By the network's own counting. */
  readonly length: number;
  /** The longest that the network takes; null where it sets no limit that matters. */
  readonly limit: number | null;
}

/** What a plan is shown with. */
export interface PlanSurroundings extends Pick<Services, 'accounts'> {
  readonly configuration: Pick<Configuration, 'timezone' | 'quiet' | 'spacingMilliseconds'>;
}

/** What is shown of a plan. */
export interface ShownPlan extends Omit<Plan, 'checked'> {
  readonly checked: Pick<Plan['checked'], 'file' | 'ignoredTasks'>;
}

/** The plan as `plan --json` shows it. */
export function planDocument(services: PlanSurroundings, plan: ShownPlan): PlanDocument {
  const leaving = leavingInstants(services, plan.actions);
  const accounts = new Map([...services.accounts.values()].map((one) => [one.place, one]));
  return {
    schema: 'broadsheet/plan@1',
    week_id: plan.weekId,
    commit: plan.commit,
    sheet: plan.checked.file,
    timezone: services.configuration.timezone,
    totals: plan.totals,
    actions: plan.actions.map((action) =>
      showAction(action, leaving.get(action), accounts.get(action.wanted.content.place)),
    ),
    ignored_tasks: plan.checked.ignoredTasks,
    basis: plan.basis,
  };
}

function showAction(
  action: Action,
  leaves: Leaving | undefined,
  account: Account | undefined,
): PlannedAction {
  const { wanted, existing } = action;
  const { parts, title } = composeMessage(wanted.content);
  const limits = account && networkLimits[account.network];
  return {
    action: action.action,
    post_id: wanted.postId,
    line: wanted.line,
    platform: wanted.platform,
    target: wanted.target,
    state: existing?.state ?? null,
    held: action.held !== null,
    by_person: account?.byHand !== undefined,
    content_hash: wanted.contentHash || contentHash(wanted.content),
    scheduled_at: wanted.scheduledAt,
    due_at: leaves?.at ?? null,
    waits_for: leaves?.waits ?? [],
    link: wanted.content.linkPlacement,
    title,
    parts: parts.map((text) => ({
      text,
      length: limits ? limits.measure(text) : text.length,
      limit: limits?.text ?? null,
    })),
    unit: limits?.unit ?? null,
    cost: mayLeave(action) ? (account?.costOf?.(parts) ?? null) : null,
    changed: action.changed,
    reason: action.reason,
  };
}

const leavesNoMore: ReadonlySet<string> = new Set(['posted', 'cancelled', 'failed', 'missed']);

const mayLeave = ({ action, wanted, events, existing }: Action): boolean =>
  action !== 'blocked' &&
  action !== 'cancel' &&
  wanted.status !== 'posted' &&
  (events.length > 0 || !leavesNoMore.has(existing?.state ?? ''));

interface Leaving {
  readonly at: string;
  readonly waits: readonly Wait[];
}

/** When each may leave: after the quiet hours, and spaced from the post of its account before it. */
function leavingInstants(
  { configuration }: PlanSurroundings,
  actions: readonly Action[],
): ReadonlyMap<Action, Leaving> {
  const waiting = actions.filter(mayLeave).flatMap((action) => {
    const { scheduledAt, content, account } = action.wanted;
    if (scheduledAt === null) return [];
    const due = dueInstant(scheduledAt, content.zone, configuration.quiet);
    return [{ action, account, due, quiet: due !== scheduledAt }];
  });
  const leaving = departures(waiting, configuration.spacingMilliseconds);
  return new Map(
    waiting.map((one) => {
      const at = leaving.get(one) ?? one.due;
      const waits: Wait[] = [];
      if (one.quiet) waits.push('quiet-hours');
      if (at !== one.due) waits.push('spacing');
      return [one.action, { at, waits }];
    }),
  );
}
