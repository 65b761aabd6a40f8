import type { Configuration } from '../domain/configuration.ts';
import { contentHash } from '../domain/content.ts';
import { departures } from '../domain/departures.ts';
import { composeMessage } from '../domain/message.ts';
import { limitsOf } from '../domain/network-limits.ts';
import type { Action } from '../domain/plan.ts';
import { dueInstant } from '../domain/time.ts';
import type { PlanDocument, PlannedAction, Wait } from './documents/plan.ts';
import { lateBefore } from './lateness.ts';
import type { Account } from './ports/account.ts';
import type { Clock } from './ports/clock.ts';
import type { Services } from './services.ts';
import type { Plan } from './week-plan.ts';

export type { PlanDocument, PlannedAction } from './documents/plan.ts';

/** What a plan is shown with. */
export interface PlanSurroundings extends Pick<Services, 'accounts'> {
  readonly clock: Pick<Clock, 'now'>;
  readonly configuration: Pick<
    Configuration,
    'timezone' | 'quiet' | 'spacingMilliseconds' | 'lateAfterMilliseconds'
  >;
}

/** What is shown of a plan. */
export interface ShownPlan extends Omit<Plan, 'checked'> {
  readonly checked: Pick<Plan['checked'], 'file' | 'ignoredTasks' | 'diagnostics'>;
}

/** The plan as `plan --json` shows it. */
export function planDocument(services: PlanSurroundings, plan: ShownPlan): PlanDocument {
  const leaving = leavingInstants(services, plan.actions);
  const late = lateBefore(services);
  const accounts = new Map([...services.accounts.values()].map((one) => [one.place, one]));
  return {
    schema: 'broadsheet/plan@1',
    week_id: plan.weekId,
    commit: plan.commit,
    sheet: plan.checked.file,
    timezone: services.configuration.timezone,
    totals: plan.totals,
    warnings: plan.checked.diagnostics.filter(({ severity }) => severity === 'warning').length,
    actions: plan.actions.map((action) => ({
      ...showAction(action, leaving.get(action), accounts.get(action.wanted.content.place)),
      late: isLate(action, late),
    })),
    ignored_tasks: plan.checked.ignoredTasks,
    basis: plan.basis,
  };
}

function showAction(
  action: Action,
  leaves: Leaving | undefined,
  account: Account | undefined,
): Omit<PlannedAction, 'late'> {
  const { wanted, existing } = action;
  const { parts, title } = composeMessage(wanted.content);
  const limits = account && limitsOf(account);
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

/** A delivery that stays as it is may have got more time by a person's order. */
const isLate = (action: Action, before: string): boolean =>
  mayLeave(action) &&
  (action.action === 'create' || action.changed.length > 0) &&
  action.wanted.scheduledAt !== null &&
  action.wanted.scheduledAt < before;

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
