import { sql } from 'kysely';
import type { Queries } from './database.ts';

/** PostgreSQL types of the columns that a bulk change may write. */
export type ColumnTypes = Readonly<Record<string, string>>;

/** The key is compared as what it is: as text, each change read the whole journal. */
const idTypes = { delivery: 'text', attempt: 'bigint' } as const;

export interface BulkChange {
  readonly id: string;
  /** Written only while the row is in one of these states. */
  readonly from: readonly string[];
  /** By the names of the columns, as JSON has them. */
  readonly columns: Readonly<Record<string, unknown>>;
}

/**
 * Changes many rows by compare-and-swap on their state: one statement for all that write the same
 * columns. The values travel as one JSON document, so that a batch of any size is one parameter.
 *
 * @returns the ids of the rows that were changed
 */
export async function changeRows(
  queries: Queries,
  table: 'delivery' | 'attempt',
  types: ColumnTypes,
  changes: readonly BulkChange[],
): Promise<ReadonlySet<string>> {
  const alike = Map.groupBy(changes, ({ columns }) => Object.keys(columns).sort().join());
  const changed = new Set<string>();
  for (const group of alike.values()) {
    const names = Object.keys(group[0]?.columns ?? {}).sort();
    const documents = group.map(({ id, from, columns }) => ({ ...columns, of_id: id, was: from }));
    const declared = names.map((name) => sql`${sql.ref(name)} ${sql.raw(typeOf(types, name))}`);
    const set = names.map((name) => sql`${sql.ref(name)} = new.${sql.ref(name)}`);
    const { rows } = await sql<{ readonly id: string }>`
      UPDATE ${sql.table(table)} SET ${sql.join(set)}
        FROM jsonb_to_recordset(${JSON.stringify(documents)}::jsonb)
             AS new(of_id ${sql.raw(idTypes[table])}, was text[], ${sql.join(declared)})
       WHERE ${sql.table(table)}.id = new.of_id AND ${sql.table(table)}.state = ANY(new.was)
      RETURNING ${sql.table(table)}.id`.execute(queries);
    for (const row of rows) changed.add(row.id);
  }
  return changed;
}

function typeOf(types: ColumnTypes, name: string): string {
  const type = types[name];
  if (!type) throw new Error(`no type is known for the column ${name}`);
  return type;
}

/** One parameter for any number of ids, so that the statement is always the same. */
export const ofAny = (column: string, ids: readonly string[]) =>
  sql<boolean>`${sql.ref(column)} = ANY(${textArray(ids)}::text[])`;

/**
 * An array as PostgreSQL writes it. A list that is asked for again and again is written once: `pg`
 * wrote those of 400 accounts anew for each statement, in 3 % of a worker's time.
 */
export function textArray(texts: readonly string[]): string {
  const known = written.get(texts);
  if (known !== undefined) return known;
  const quoted = texts.map((text) => `"${text.replaceAll(/[\\"]/g, '\\$&')}"`);
  const array = `{${quoted.join()}}`;
  written.set(texts, array);
  return array;
}

const written = new WeakMap<readonly string[], string>();
