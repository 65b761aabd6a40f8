import { contentHash } from '../domain/content.ts';
import type { ActionKind } from '../domain/plan.ts';
import { addMilliseconds, dueInstant } from '../domain/time.ts';
import type { Plan } from './ingest.ts';
import type { Services } from './services.ts';

export interface PlanDocument {
  readonly schema: 'broadsheet/plan@1';
  readonly week_id: string;
  readonly commit: string;
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
  const { quiet } = services.configuration;
  const free = new Map<string, string>();
  return {
    schema: 'broadsheet/plan@1',
    week_id: plan.weekId,
    commit: plan.commit,
    totals: plan.totals,
    actions: plan.actions.map(({ action, wanted, reason }) => ({
      action,
      post_id: wanted.postId,
      platform: wanted.platform,
      target: wanted.target,
      content_hash: wanted.contentHash || contentHash(wanted.content),
      scheduled_at: wanted.scheduledAt,
      due_at:
        wanted.scheduledAt &&
        spaced(
          free,
          wanted.account,
          dueInstant(wanted.scheduledAt, wanted.content.zone, quiet),
          services.configuration.spacingMilliseconds,
        ),
      link: wanted.content.linkPlacement,
      reason,
    })),
    ignored_tasks: plan.checked.ignoredTasks,
  };
}

/** What spacing makes of an instant when the posts of the account before it go out on time. */
function spaced(free: Map<string, string>, account: string, due: string, spacing: number): string {
  const earliest = free.get(account);
  const at = earliest !== undefined && earliest > due && sameDay(earliest, due) ? earliest : due;
  free.set(account, addMilliseconds(at, spacing));
  return at;
}

const sameDay = (a: string, b: string) => a.slice(0, 10) === b.slice(0, 10);
