import type { Configuration } from '../domain/configuration.ts';
import { contentHash } from '../domain/content.ts';
import { composeMessage } from '../domain/message.ts';
import type { Action, ActionKind } from '../domain/plan.ts';
import { addMilliseconds, dueInstant } from '../domain/time.ts';
import type { Plan } from './ingest.ts';
import type { Services } from './services.ts';

export interface PlanDocument {
  readonly schema: 'broadsheet/plan@1';
  readonly week_id: string;
  readonly commit: string;
  /** IANA zone of the workspace, for whoever shows the instants. */
  readonly timezone: string;
  readonly totals: Readonly<Record<ActionKind, number>>;
  readonly actions: readonly PlannedAction[];
  readonly ignored_tasks: readonly { readonly id: string; readonly type: string }[];
}

export interface PlannedAction {
  readonly action: ActionKind;
  readonly post_id: string;
  readonly platform: string;
  readonly target: string;
  readonly content_hash: string;
  readonly scheduled_at: string | null;
  readonly due_at: string | null;
  readonly link: 'inline' | 'first-reply' | 'none';
  /** In US dollars, by the network's price; null where it takes nothing, or nothing is sent. */
  readonly cost: number | null;
  readonly reason: string;
}

/** What a plan is shown with. */
export interface PlanSurroundings extends Pick<Services, 'accounts'> {
  readonly configuration: Pick<Configuration, 'timezone' | 'quiet' | 'spacingMilliseconds'>;
}

/** What is shown of a plan. */
export interface ShownPlan extends Omit<Plan, 'checked'> {
  readonly checked: Pick<Plan['checked'], 'ignoredTasks'>;
}

/** The plan as `plan --json` shows it. */
export function planDocument(services: PlanSurroundings, plan: ShownPlan): PlanDocument {
  const due = dueInstants(services, plan.actions);
  return {
    schema: 'broadsheet/plan@1',
    week_id: plan.weekId,
    commit: plan.commit,
    timezone: services.configuration.timezone,
    totals: plan.totals,
    actions: plan.actions.map((action) => ({
      action: action.action,
      post_id: action.wanted.postId,
      platform: action.wanted.platform,
      target: action.wanted.target,
      content_hash: action.wanted.contentHash || contentHash(action.wanted.content),
      scheduled_at: action.wanted.scheduledAt,
      due_at: due.get(action) ?? null,
      link: action.wanted.content.linkPlacement,
      cost: mayLeave(action) ? costOf(services, action) : null,
      reason: action.reason,
    })),
    ignored_tasks: plan.checked.ignoredTasks,
  };
}

const leavesNoMore: ReadonlySet<string> = new Set(['posted', 'cancelled', 'failed', 'missed']);

const mayLeave = ({ action, wanted, events, existing }: Action): boolean =>
  action !== 'blocked' &&
  action !== 'cancel' &&
  wanted.status !== 'posted' &&
  (events.length > 0 || !leavesNoMore.has(existing?.state ?? ''));

function costOf({ accounts }: PlanSurroundings, { wanted }: Action): number | null {
  const account = [...accounts.values()].find((one) => one.place === wanted.content.place);
  return account?.costOf?.(composeMessage(wanted.content).parts) ?? null;
}

/** When each may leave: after the quiet hours, and spaced from the post of its account before it. */
function dueInstants(services: PlanSurroundings, actions: readonly Action[]): Map<Action, string> {
  const { quiet, spacingMilliseconds } = services.configuration;
  const instants = actions
    .filter(mayLeave)
    .flatMap((action) => {
      const { scheduledAt, content } = action.wanted;
      return scheduledAt ? [{ action, due: dueInstant(scheduledAt, content.zone, quiet) }] : [];
    })
    .sort((a, b) => a.due.localeCompare(b.due));
  const free = new Map<string, string>();
  const spaced = new Map<Action, string>();
  for (const { action, due } of instants) {
    const earliest = free.get(action.wanted.account) ?? due;
    const at = earliest > due ? earliest : due;
    free.set(action.wanted.account, addMilliseconds(at, spacingMilliseconds));
    spaced.set(action, at);
  }
  return spaced;
}
