import { sql } from 'kysely';
import type { Measures, MeasureWindow } from '../../application/ports/health.ts';
import type { Queries } from './database.ts';

/**
 * Asked every few seconds beside the work, so by the indexes alone: the first due delivery of each
 * account, the deliveries that are not done, and the end of the journal.
 */
export async function measure(
  queries: Queries,
  { now, since, realNow }: MeasureWindow,
): Promise<Measures> {
  const { rows: ages } = await sql<Omit<Measures, 'deliveries' | 'outcomes' | 'latency'>>`
    SELECT (SELECT extract(epoch FROM ${now}::timestamptz - min(greatest(one.due_at, free_at)))::float8
              FROM account CROSS JOIN LATERAL (
                SELECT due_at FROM delivery
                 WHERE delivery.account = account.account AND state = 'scheduled' AND held IS NULL
                 ORDER BY due_at LIMIT 1) AS one
             WHERE account.paused_at IS NULL
               AND greatest(one.due_at, free_at) <= ${now}::timestamptz) AS oldest_overdue,
           (SELECT extract(epoch FROM ${now}::timestamptz - max(imported_at))::float8
              FROM week) AS last_import,
           (SELECT extract(epoch FROM min(CASE WHEN renewable THEN renewable_until ELSE expires_at END)
                     - ${realNow}::timestamptz)::float8 / 86400 FROM connection) AS first_token_end,
           (SELECT count(*)::int FROM account WHERE paused_at IS NOT NULL) AS paused_accounts`.execute(
    queries,
  );
  const { rows: deliveries } = await sql<Measures['deliveries'][number]>`
    SELECT state, count(*)::int AS count FROM delivery
     WHERE state NOT IN ('posted', 'cancelled') GROUP BY state`.execute(queries);
  const { rows: outcomes } = await sql<Measures['outcomes'][number]>`
    SELECT connector, attempt.state AS outcome, count(*)::int AS count
      FROM attempt JOIN delivery ON delivery.id = attempt.delivery_id
     WHERE attempt.finished_at > ${since} GROUP BY connector, attempt.state`.execute(queries);
  const { rows: latencies } = await sql<Measures['latency']>`
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median,
           percentile_cont(0.99) WITHIN GROUP (ORDER BY seconds) AS p99
      FROM (SELECT extract(epoch FROM attempt.finished_at - delivery.due_at)::float8 AS seconds
              FROM attempt JOIN delivery ON delivery.id = attempt.delivery_id
             WHERE attempt.finished_at > ${since} AND attempt.state = 'accepted'
               AND attempt.part = 0) AS gone`.execute(queries);
  const [first] = ages;
  const [latency = { median: null, p99: null }] = latencies;
  if (!first) throw new Error('a question without a condition has an answer');
  return { ...first, deliveries, outcomes, latency };
}
