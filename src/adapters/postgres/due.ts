import { sql } from 'kysely';
import type { ClaimFilter, PublishableFilter, Strandings } from '../../application/ports/store.ts';
import { textArray } from './bulk.ts';
import type { Queries } from './database.ts';
import { localeOfPost, type Row } from './delivery-row.ts';

const scheduled = sql`delivery.state = 'scheduled' AND delivery.held IS NULL`;

const ofWeek = ({ weekId }: Pick<ClaimFilter, 'weekId'>) =>
  sql`(${weekId}::text IS NULL OR delivery.week_id = ${weekId})`;

/** By the configuration its account publishes where it was approved for. */
const isBound = ({ destinations }: Pick<ClaimFilter, 'destinations'>) => sql`
  delivery.platform || '/' || delivery.target || chr(10) || delivery.place
    = ANY(${textArray(destinations)}::text[])`;

const due = (filter: ClaimFilter) => sql`
  ${scheduled} AND ${ofWeek(filter)} AND ${isBound(filter)} AND delivery.due_at <= ${filter.now}
  AND (delivery.late_from >= ${filter.lateBefore} OR delivery.parts_published > 0)`;

const mayPublish = sql`
  account.paused_at IS NULL AND NOT EXISTS (SELECT FROM instance WHERE paused_at IS NOT NULL)`;

const free = ({ now }: Pick<ClaimFilter, 'now'>) => sql`
  ${mayPublish} AND account.sending IS NULL
  AND (account.free_at IS NULL OR account.free_at <= ${now})`;

/**
 * The first due delivery of each free account. The account's row is locked with it and the
 * conditions stand in the outer query again, because that is what PostgreSQL checks once more when
 * another worker was faster: two workers never take two posts of one account at the same instant.
 *
 * One step down an index for each account, where the whole backlog would be sorted at each claim. What
 * is found is looked up by its id and by no other index: `IS TRUE` hides the rest, which PostgreSQL
 * preferred where it had no statistics yet, and then compared all that is due with each id (0.6 s of
 * 20,000, on version 15). Joined, it read all of an analysed table of 10,000 deliveries: 6 ms of 10.
 */
export async function lockDue(queries: Queries, filter: ClaimFilter): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    SELECT delivery.*, ${localeOfPost} AS locale
      FROM delivery JOIN account USING (account)
     WHERE delivery.id = ANY(ARRAY(
             SELECT one.id
               FROM account CROSS JOIN LATERAL (
                 SELECT id FROM delivery
                  WHERE delivery.account = account.account AND ${due(filter)}
                  ORDER BY due_at, line, id LIMIT 1) AS one
              WHERE ${free(filter)} AND account.account <> ALL(${textArray(filter.others)}::text[])))
       AND (${due(filter)}) IS TRUE AND ${free(filter)}
     ORDER BY delivery.due_at, delivery.line, delivery.id
     LIMIT ${filter.limit}
       FOR UPDATE OF delivery, account SKIP LOCKED`.execute(queries);
  return rows;
}

/** What could have left before an instant, and is for none of the destinations. */
export async function lockStranded(queries: Queries, filter: Strandings): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    SELECT delivery.*, ${localeOfPost} AS locale
      FROM delivery JOIN account USING (account)
     WHERE ${scheduled} AND delivery.due_at <= ${filter.before} AND NOT (${isBound(filter)})
       AND ${mayPublish} AND (account.free_at IS NULL OR account.free_at <= ${filter.before})
     ORDER BY delivery.id
       FOR UPDATE OF delivery SKIP LOCKED`.execute(queries);
  return rows;
}

/**
 * The earliest instant after now at which a scheduled delivery may leave. Of an account that is free what
 * is due already does not count: the index is entered behind it.
 */
export async function nextDue(queries: Queries, filter: PublishableFilter): Promise<string | null> {
  const { rows } = await sql<{ readonly at: string | null }>`
    SELECT min(greatest(one.due_at, account.free_at)) AS at
      FROM account CROSS JOIN LATERAL (
        SELECT due_at FROM delivery
         WHERE delivery.account = account.account AND ${scheduled} AND ${ofWeek(filter)}
           AND delivery.platform || '/' || delivery.target = ANY(${textArray(filter.keys)}::text[])
           AND delivery.due_at > CASE WHEN account.free_at > ${filter.now}
                                      THEN '-infinity' ELSE ${filter.now}::timestamptz END
         ORDER BY due_at LIMIT 1) AS one
     WHERE ${mayPublish}`.execute(queries);
  return rows[0]?.at ?? null;
}
