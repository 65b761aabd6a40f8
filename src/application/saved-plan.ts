import { createHash } from 'node:crypto';
import type { Delivery } from '../domain/delivery.ts';
import type { Problem } from '../domain/result.ts';
import type { PlanBasis } from './documents/plan.ts';
import type { PlanDocument, PlannedAction } from './plan-document.ts';
import type { Services } from './services.ts';
import type { Origin, PlanOptions } from './week-plan.ts';

export type { PlanBasis } from './documents/plan.ts';

/** What of a saved plan is held against the present. */
export interface SavedPlan extends Pick<PlanDocument, 'schema' | 'week_id' | 'commit' | 'basis'> {
  readonly actions: readonly Pick<
    PlannedAction,
    'action' | 'post_id' | 'platform' | 'target' | 'content_hash' | 'late' | 'reason'
  >[];
}

/** 16 hexadecimal digits: whoever would forge one could as well write the plan anew. */
const fingerprint = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/** What a plan is made from now. */
export function basisOf(
  { configuration, accounts, redact }: Services,
  origin: Origin,
  options: PlanOptions,
  stored: readonly Delivery[],
): PlanBasis {
  const { timezone, approval, spacingMilliseconds, quiet, lateAfterMilliseconds } = configuration;
  return {
    ...origin,
    rebind: options.rebind,
    allow_removal: options.allowRemoval,
    settings: fingerprint([
      timezone,
      approval,
      spacingMilliseconds,
      quiet,
      lateAfterMilliseconds,
      configuration.schedule.publish,
      [...configuration.checks],
    ]),
    accounts: Object.fromEntries(
      [...accounts.values()].map(({ key, place, account, network, linkPlacement }) => {
        const settings = redact(JSON.stringify(configuration.accounts.get(key) ?? null));
        return [key, fingerprint([place, account, network, linkPlacement, settings])];
      }),
    ),
    deliveries: Object.fromEntries(stored.map((one) => [one.id, fingerprint(standingOf(one))])),
  };
}

const standingOf = (one: Delivery) => [
  one.state,
  one.present,
  one.held,
  one.wanted.contentHash,
  one.approval && [one.approval.contentHash, one.approval.by, one.approval.at],
  one.gitApproved,
  one.attemptsLeft,
  one.partsPublished,
];

/**
 * Why a saved plan is not the plan of now.
 *
 * @param now made from the present branch, configuration and database
 * @returns null where carrying it out does exactly what was looked at
 */
export function staleness(saved: SavedPlan, now: SavedPlan): Problem | null {
  const moved = movedOn(saved, now.commit);
  if (moved) return moved;
  const changed: string[] = [];
  if (saved.basis.settings !== now.basis.settings)
    changed.push('the settings of the workspace differ');
  const accounts = different(saved.basis.accounts, now.basis.accounts);
  if (accounts.length > 0) changed.push(`${listed(accounts)} configured otherwise`);
  const deliveries = different(saved.basis.deliveries, now.basis.deliveries);
  if (deliveries.length > 0)
    changed.push(
      `the stored state of ${counted(deliveries.length, 'delivery', 'deliveries')} has moved on`,
    );
  const late = lateSince(saved, now);
  if (late > 0)
    changed.push(
      `the time of ${counted(late, 'delivery', 'deliveries')} is over meanwhile (late_after)`,
    );
  // Last, because it mostly follows from the others; alone it is another version of Broadsheet.
  const posts = different(actionsOf(saved), actionsOf(now));
  if (posts.length > 0 && changed.length === 0)
    changed.push(`what would happen to ${posts.slice(0, 3).join(', ')} differs`);
  return changed.length === 0 ? null : stale(saved.week_id, changed.join('; '));
}

/** Whether the branch has another commit than the plan: told before that one is even read. */
export const movedOn = (saved: SavedPlan, commit: string): Problem | null =>
  saved.commit === commit
    ? null
    : stale(
        saved.week_id,
        `the branch is at commit ${commit.slice(0, 10)}, the plan was made for ${saved.commit.slice(0, 10)}`,
      );

const stale = (weekId: string, why: string): Problem => ({
  code: 'plan-stale',
  message: `The saved plan is stale: ${why}.`,
  remedy: `Nothing was changed. Look at \`broadsheet plan ${weekId} --save FILE\` again, then run that one.`,
});

/** How many would be missed now, and would have gone out by the plan as it was looked at. */
function lateSince(saved: SavedPlan, now: SavedPlan): number {
  const nameOf = (one: SavedPlan['actions'][number]) =>
    JSON.stringify([one.post_id, one.platform, one.target]);
  const before = new Set(saved.actions.filter((one) => one.late).map(nameOf));
  return now.actions.filter((one) => one.late && !before.has(nameOf(one))).length;
}

const actionsOf = ({ actions }: SavedPlan): Readonly<Record<string, string>> =>
  Object.fromEntries(
    actions.map((one) => [
      `${one.post_id} → ${one.platform}/${one.target}`,
      `${one.action} ${one.content_hash} ${one.reason}`,
    ]),
  );

/** The names whose values are not the same on both sides. */
function different(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]);
}

const listed = (names: readonly string[]): string =>
  `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''} ${names.length === 1 ? 'is' : 'are'}`;

const counted = (number: number, one: string, many: string): string =>
  `${number} ${number === 1 ? one : many}`;
