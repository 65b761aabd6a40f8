import type { PlanDocument } from '../../application/plan-document.ts';
import { print, shown, styled, table } from '../terminal.ts';
import { localInstant } from './instant.ts';

const signs = {
  create: ['green', '+'],
  update: ['yellow', '~'],
  cancel: ['red', '-'],
  keep: ['dim', '='],
  blocked: ['magenta', '!'],
} as const;

/** The plan as a person reads it: what changes, and why. What stays is counted only. */
export function showPlan(plan: PlanDocument): void {
  const changes = plan.actions.filter((one) => one.action !== 'keep');
  const rows = changes.map((one) => {
    const [style, sign] = signs[one.action];
    return [
      styled(style, sign),
      shown(one.post_id),
      one.target === '' ? one.platform : `${one.platform}/${one.target}`,
      one.due_at === null ? '' : localInstant(one.due_at, plan.timezone),
      one.reason,
    ];
  });
  print(
    `Plan for ${plan.week_id} at commit ${plan.commit.slice(0, 10)} (times in ${plan.timezone})`,
  );
  if (rows.length > 0) print(table(rows));
  const { create, update, cancel, keep, blocked } = plan.totals;
  print(
    `${create} to create, ${update} to update, ${cancel} to cancel, ${blocked} blocked, ${keep} kept.`,
  );
  const cost = plan.actions.reduce((sum, one) => sum + (one.cost ?? 0), 0);
  if (cost > 0) print(`Networks that charge by the post take about $${cost.toFixed(3)} for these.`);
  for (const task of plan.ignored_tasks) print(`Ignored task ${task.id} (${task.type}).`);
}
