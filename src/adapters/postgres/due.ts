import { sql } from 'kysely';
import type { ClaimFilter, PublishableFilter } from '../../application/ports/store.ts';
import type { Row } from './delivery-row.ts';
import type { Queries } from './store.ts';

/** A scheduled delivery of an account that we know and that may publish. */
const publishable = ({ keys, weekId }: PublishableFilter) => sql`
  delivery.state = 'scheduled' AND delivery.held IS NULL AND account.paused_at IS NULL
  AND delivery.platform || '/' || delivery.target = ANY(${keys}::text[])
  AND (${weekId}::text IS NULL OR delivery.week_id = ${weekId})
  AND NOT EXISTS (SELECT FROM instance WHERE paused_at IS NOT NULL)`;

const due = (filter: ClaimFilter) => sql`
  ${publishable(filter)} AND delivery.due_at <= ${filter.now} AND account.sending IS NULL
  AND (delivery.late_from >= ${filter.lateBefore} OR delivery.parts_published > 0)
  AND (account.free_at IS NULL OR account.free_at <= ${filter.now})`;

/**
 * The first due delivery of each free account. The account's row is locked with it and the
 * conditions stand in the outer query again, because that is what PostgreSQL checks once more when
 * another worker was faster: two workers never take two posts of one account at the same instant.
 */
export async function lockDue(queries: Queries, filter: ClaimFilter): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    WITH first AS MATERIALIZED (
      SELECT DISTINCT ON (delivery.account) delivery.id
        FROM delivery JOIN account USING (account)
       WHERE ${due(filter)}
       ORDER BY delivery.account, delivery.due_at, delivery.line, delivery.id
    )
    SELECT delivery.*, post.locale
      FROM first JOIN delivery USING (id) JOIN account USING (account)
           JOIN post USING (week_id, post_id)
     WHERE ${due(filter)}
     ORDER BY delivery.due_at, delivery.line, delivery.id
     LIMIT ${filter.limit}
       FOR UPDATE OF delivery, account SKIP LOCKED`.execute(queries);
  return rows;
}

/** The earliest instant after now at which a scheduled delivery may leave. */
export async function nextDue(queries: Queries, filter: PublishableFilter): Promise<string | null> {
  const { rows } = await sql<{ readonly at: string | null }>`
    SELECT min(greatest(delivery.due_at, account.free_at)) AS at
      FROM delivery JOIN account USING (account)
     WHERE ${publishable(filter)} AND greatest(delivery.due_at, account.free_at) > ${filter.now}`.execute(
    queries,
  );
  return rows[0]?.at ?? null;
}
