import { nearest } from '../domain/nearest.ts';
import { failure, type Result, success } from '../domain/result.ts';
import type { DeliveryRecord, StoreTransaction } from './ports/store.ts';

/** Which deliveries of a week a person means. */
export type Selection =
  | { readonly all: true }
  /** Each an id, a `post_id`, or `post_id:platform/target`. */
  | { readonly names: readonly string[] };

const namesOf = ({ id, wanted }: DeliveryRecord): readonly string[] => [
  id,
  wanted.postId,
  `${wanted.postId}:${wanted.platform}/${wanted.target}`,
];

/** As in the sheet, and the targets of a row by name: the same order each time that one looks. */
const inOrder = ({ wanted: a }: DeliveryRecord, { wanted: b }: DeliveryRecord): number =>
  a.line - b.line || a.platform.localeCompare(b.platform) || a.target.localeCompare(b.target);

/**
 * Finds and locks what a person named. A name that fits nothing refuses the whole order, so that
 * half of it is never carried out unseen.
 */
export async function select(
  transaction: StoreTransaction,
  weekId: string,
  selection: Selection,
): Promise<Result<readonly DeliveryRecord[]>> {
  const all = await transaction.deliveries.ofWeek(weekId);
  if (all.length === 0) return unknownWeek(transaction, weekId);
  const chosen = 'all' in selection ? success(all) : byName(all, selection.names);
  if (!chosen.ok) return chosen;
  const locked = await transaction.deliveries.lock(chosen.value.map((one) => one.id));
  return success([...locked].sort(inOrder));
}

function byName(
  all: readonly DeliveryRecord[],
  names: readonly string[],
): Result<readonly DeliveryRecord[]> {
  const known = all.flatMap(namesOf);
  for (const name of names) {
    if (known.includes(name)) continue;
    const close = nearest(name, known);
    return failure({
      code: 'delivery-unknown',
      message: `No delivery of this week is called "${name}".`,
      remedy: `${close ? `Did you mean ${close}? ` : ''}Name an id, a post_id, or post_id:platform/target; \`broadsheet status\` lists them.`,
    });
  }
  return success(all.filter((one) => namesOf(one).some((name) => names.includes(name))));
}

async function unknownWeek(transaction: StoreTransaction, weekId: string): Promise<Result<never>> {
  const weeks = (await transaction.weeks.list()).map((week) => week.weekId);
  const close = nearest(weekId, weeks);
  return failure({
    code: 'week-unknown',
    message: `The week "${weekId}" was never imported.`,
    remedy:
      weeks.length === 0
        ? `Import it with \`broadsheet run-week ${weekId}\`.`
        : `${close ? `Did you mean ${close}? ` : ''}Imported are ${weeks.join(', ')}.`,
  });
}
