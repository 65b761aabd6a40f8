import type { PlanDocument, PlannedAction } from '../../application/plan-document.ts';
import { localInstant } from '../../domain/time.ts';
import { count, print, shown, styled, table } from '../terminal.ts';
import { lengthsOf, showText } from './text-of-post.ts';

const signs = {
  create: ['green', '+', 'create'],
  update: ['yellow', '~', 'update'],
  cancel: ['red', '-', 'cancel'],
  blocked: ['magenta', '!', 'blocked'],
  keep: ['dim', '=', 'kept as it is, though its row changed'],
} as const;

const handSign = '*';

export interface PlanView {
  /** With the words themselves, as each network gets them. */
  readonly texts?: boolean;
  /** The command that comes next; null: none is said. */
  readonly next: string | null;
}

/** The plan as a person reads it: what changes, when it leaves, and why. What stays is counted. */
export function showPlan(plan: PlanDocument, { texts = false, next }: PlanView): void {
  print(
    `Plan for ${styled('bold', plan.week_id)} at commit ${plan.commit.slice(0, 10)} (times in ${plan.timezone})`,
  );
  const changes = plan.actions.filter((one) => one.action !== 'keep' || one.changed.length > 0);
  if (changes.length > 0) print(`\n${legend(changes)}\n`);
  if (texts) for (const one of changes) showWithText(one, plan);
  else if (changes.length > 0) print(table(changes.map((one) => rowOf(one, plan))));
  if (changes.length > 0) print('');
  for (const line of totals(plan)) print(line);
  if (next !== null) print(`\nNext: ${styled('bold', next)}`);
}

function legend(changes: readonly PlannedAction[]): string {
  const used = Object.entries(signs).filter(([kind]) => changes.some((one) => one.action === kind));
  const words = used.map(([, [style, sign, word]]) => `${styled(style, sign)} ${word}`);
  if (changes.some((one) => one.by_person))
    words.push(`${styled('cyan', handSign)} a person posts it by hand`);
  return `  ${words.join('   ')}`;
}

const signOf = ({ action, by_person }: PlannedAction): string => {
  const [style, sign] = signs[action];
  return styled(style, sign) + (by_person ? styled('cyan', handSign) : '');
};

const targetOf = ({ platform, target }: PlannedAction): string =>
  target === '' ? platform : `${platform}/${target}`;

function rowOf(one: PlannedAction, plan: PlanDocument): readonly string[] {
  const leaves = one.action !== 'cancel' && one.action !== 'blocked';
  return [
    signOf(one),
    shown(one.post_id),
    targetOf(one),
    whenOf(one, plan.timezone),
    leaves ? lengthsOf(one.parts) : '',
    one.cost === null ? '' : dollars(one.cost),
    reasonOf(one, plan.timezone),
  ];
}

function showWithText(one: PlannedAction, plan: PlanDocument): void {
  const [sign = '', post = '', target = '', when = '', , cost = '', reason = ''] = rowOf(one, plan);
  const parts = [when, cost].filter(Boolean).join(', ');
  print(`${sign} ${styled('bold', post)} to ${target}${parts && `, ${parts}`}: ${reason}`);
  if (one.action !== 'cancel') showText(one);
  print('');
}

const whenOf = ({ due_at, scheduled_at }: PlannedAction, zone: string): string => {
  const instant = due_at ?? scheduled_at;
  return instant === null ? 'no date' : localInstant(instant, zone);
};

const waitWords = { 'quiet-hours': 'quiet hours', spacing: 'spacing' } as const;

function reasonOf(one: PlannedAction, zone: string): string {
  const place = one.action === 'blocked' ? `line ${one.line}: ` : '';
  const held = `${one.held ? '; held' : ''}${one.late ? '; too late: it will be missed' : ''}`;
  if (one.waits_for.length === 0 || one.scheduled_at === null)
    return `${place}${one.reason}${held}`;
  const waits = one.waits_for.map((wait) => waitWords[wait]).join(' and ');
  return `${one.reason}${held}; planned for ${localInstant(one.scheduled_at, zone)}, leaves after ${waits}`;
}

/** Prices of a post are fractions of a cent. */
const dollars = (cost: number): string => `$${cost.toFixed(3)}`;

function totals(plan: PlanDocument): readonly string[] {
  const { create, update, cancel, keep, blocked } = plan.totals;
  const lines = [
    `${create} to create, ${update} to update, ${cancel} to cancel, ${blocked} blocked, ${keep} kept.`,
  ];
  if (blocked > 0)
    lines.push(
      `What is blocked does not go out. Mend it in ${shown(plan.sheet)}; \`broadsheet check\` says how.`,
    );
  const late = plan.actions.filter((one) => one.late).length;
  if (late > 0) {
    const deliveries = count(late, 'delivery', 'deliveries');
    lines.push(`Too late already: ${deliveries}, which will be missed, and not published.`);
  }
  if (plan.warnings > 0)
    lines.push(
      `${count(plan.warnings, 'warning')} of the checks, which block nothing; \`broadsheet check\` says which.`,
    );
  const hands = plan.actions.filter((one) => one.by_person && one.due_at !== null).length;
  if (hands > 0) lines.push(`${count(hands, 'post')} will be given to a person to post by hand.`);
  const cost = plan.actions.reduce((sum, one) => sum + (one.cost ?? 0), 0);
  if (cost > 0) lines.push(`Networks that charge by the post take about ${dollars(cost)}.`);
  if (plan.ignored_tasks.length > 0) lines.push(ignored(plan.ignored_tasks));
  return lines;
}

/** Once, however many there are: they are the planner's, and nobody here does anything about them. */
function ignored(tasks: PlanDocument['ignored_tasks']): string {
  const kinds = [...new Set(tasks.map((task) => task.type))].map(shown).join(', ');
  return styled('dim', `Not run here: ${count(tasks.length, 'task')} of the queue (${kinds}).`);
}
