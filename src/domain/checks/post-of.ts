import { type Content, contentHash } from '../content.ts';
import type { SheetStatus, WantedDelivery } from '../delivery.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { CheckedPost } from '../post.ts';
import type { CheckContext } from './context.ts';
import type { Moment } from './dates.ts';
import type { NamedRow } from './repeats.ts';
import type { Row } from './row.ts';
import type { Target } from './targets.ts';

/** A row with what its cells say. */
export interface CheckedRow extends NamedRow {
  /** Under which it goes to each of its targets. */
  readonly titles: readonly (string | null)[];
  readonly moment: Moment;
  /** Git blob ids. */
  readonly media: readonly string[];
  readonly status: SheetStatus;
}

/**
 * The post that a row asks for.
 *
 * @param diagnostics all of the row, as they were judged: an error makes its deliveries invalid
 */
export function postOf(
  checked: CheckedRow,
  diagnostics: readonly Diagnostic[],
  context: CheckContext,
): CheckedPost {
  const { row, targets } = checked;
  const errors = diagnostics.filter((one) => one.severity === 'error');
  const problems = [...new Set(errors.map((one) => one.code))];
  return {
    postId: row.postId,
    line: row.line,
    locale: row.text('locale'),
    deliveries: targets.map((target, index) =>
      deliveryTo(target, { ...checked, title: checked.titles[index] ?? null, problems }, context),
    ),
    diagnostics,
  };
}

/** What of a row makes its message to a target. */
export const messageFor = (row: Row, { account }: Target, title: string | null) =>
  ({
    copy: row.text('post_copy'),
    link: row.text('utm_url'),
    linkPlacement: account?.linkPlacement ?? 'inline',
    title,
  }) satisfies Partial<Content>;

function deliveryTo(
  target: Target,
  {
    row,
    moment,
    media,
    status,
    title,
    problems,
  }: CheckedRow & { readonly title: string | null; readonly problems: readonly string[] },
  { timezone, instantOf }: CheckContext,
): WantedDelivery {
  const { localDateTime, isUsable } = moment;
  const { account, place } = target;
  const content = {
    ...messageFor(row, target, title),
    media,
    localDateTime,
    zone: timezone,
    place,
  };
  return {
    postId: row.postId,
    line: row.line,
    platform: row.text('platform'),
    target: target.name,
    connector: account?.connector ?? '',
    account: account?.account ?? place,
    content,
    contentHash: contentHash(content),
    scheduledAt: isUsable ? instantOf(localDateTime, timezone) : null,
    unmapped: account === null,
    status,
    problems,
  };
}
