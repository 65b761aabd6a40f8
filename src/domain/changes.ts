import { changedFields } from './content.ts';
import type { WantedDelivery } from './delivery.ts';
import type { CheckedPost } from './post.ts';

/** What a change of a sheet means for one delivery, whatever of it is stored anywhere. */
export interface SheetChange {
  readonly kind: 'create' | 'update' | 'cancel' | 'blocked';
  readonly wanted: WantedDelivery;
  readonly reason: string;
}

/**
 * What a change of a sheet does: deliveries that come, change or go, and those of its rows that would
 * not go out. What is as it was is left out.
 *
 * @param before null where there was no such sheet
 */
export function sheetChanges(
  before: readonly CheckedPost[] | null,
  after: readonly CheckedPost[],
): readonly SheetChange[] {
  const earlier = byIdentity(before ?? []);
  const later = byIdentity(after);
  const gone = [...earlier].filter(([identity]) => !later.has(identity));
  return [
    ...[...later].flatMap(([identity, wanted]) => changeOf(earlier.get(identity), wanted) ?? []),
    ...gone.map(([, wanted]) => ({ kind: 'cancel' as const, wanted, reason: 'the row is gone' })),
  ];
}

/** A delivery is one post to one place. */
const byIdentity = (posts: readonly CheckedPost[]): ReadonlyMap<string, WantedDelivery> =>
  new Map(
    posts
      .flatMap(({ deliveries }) => deliveries)
      .map((one) => [JSON.stringify([one.postId, one.content.place]), one]),
  );

function changeOf(before: WantedDelivery | undefined, wanted: WantedDelivery): SheetChange | null {
  const same = before?.contentHash === wanted.contentHash;
  if (wanted.problems.length > 0) {
    if (same && before.problems.join() === wanted.problems.join()) return null;
    return { kind: 'blocked', wanted, reason: `does not go out: ${wanted.problems.join(', ')}` };
  }
  if (before === undefined)
    return { kind: 'create', wanted, reason: `new, ${statusWords[wanted.status]}` };
  if (!same)
    return {
      kind: 'update',
      wanted,
      reason: `${changedFields(before.content, wanted.content).join(', ')} changed: an approval of the old content ends`,
    };
  if (before.problems.length > 0)
    return { kind: 'create', wanted, reason: 'passes the checks now' };
  if (before.status === wanted.status) return null;
  return { kind: 'update', wanted, reason: statusWords[wanted.status] };
}

const statusWords: Readonly<Record<WantedDelivery['status'], string>> = {
  pending: 'waits for approval',
  approved: 'approved in the sheet',
  posted: 'marked as posted already',
  held: 'held',
};
