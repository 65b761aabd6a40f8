import { contentHash } from '../domain/content.ts';
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
  readonly reason: string;
}

/** The plan as `plan --json` shows it. */
export function planDocument(services: Services, plan: Plan): PlanDocument {
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
      reason: action.reason,
    })),
    ignored_tasks: plan.checked.ignoredTasks,
  };
}

const leavesNoMore: ReadonlySet<string> = new Set(['posted', 'cancelled', 'failed', 'missed']);

const mayLeave = ({ action, events, existing }: Action): boolean =>
  action !== 'blocked' &&
  action !== 'cancel' &&
  (events.length > 0 || !leavesNoMore.has(existing?.state ?? ''));

/** When each may leave: after the quiet hours, and spaced from the post of its account before it. */
function dueInstants(services: Services, actions: readonly Action[]): Map<Action, string> {
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
