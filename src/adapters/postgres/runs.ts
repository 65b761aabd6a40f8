import { sql } from 'kysely';
import type { LeaseSpan, Run, RunTable } from '../../application/ports/store.ts';
import type { Queries } from './database.ts';

/** Without its place in the order, which the database gives. */
function runOf({ number: _, ...row }: { readonly number: string }): Run {
  return row as unknown as Run;
}

const holds = ({ realNow, latest }: LeaseSpan) =>
  sql<boolean>`tick.lease_until > ${realNow} AND tick.lease_until <= ${latest}`;

export function runTable(queries: Queries): RunTable {
  return {
    async save(run) {
      const row = {
        ...run,
        counts: JSON.stringify(run.counts),
        error: run.error && JSON.stringify(run.error),
        steps: JSON.stringify(run.steps),
      };
      await queries
        .insertInto('automationRuns')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
    async find(id) {
      const row = await queries
        .selectFrom('automationRuns')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row ? runOf(row) : null;
    },
    async lock(id) {
      const row = await queries
        .selectFrom('automationRuns')
        .selectAll()
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirstOrThrow();
      return runOf(row);
    },
    async lockAbandoned(realNow) {
      const rows = await queries
        .selectFrom('automationRuns')
        .selectAll()
        .where('status', '=', 'running')
        .where('leaseUntil', '<=', realNow)
        .forUpdate()
        .skipLocked()
        .execute();
      return rows.map(runOf);
    },
    async lockNewestOfDay(day) {
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`run:${day}`}, 0))`.execute(
        queries,
      );
      const row = await queries
        .selectFrom('automationRuns')
        .selectAll()
        .where('day', '=', day)
        .orderBy('number', 'desc')
        .limit(1)
        .forUpdate()
        .executeTakeFirst();
      return row ? runOf(row) : null;
    },
    async list(weekId, limit) {
      const rows = await queries
        .selectFrom('automationRuns')
        .selectAll()
        .$if(weekId !== null, (query) =>
          query.where((where) =>
            where.or([where('weekId', '=', weekId), where('weekId', 'is', null)]),
          ),
        )
        .orderBy('number', 'desc')
        .limit(limit)
        .execute();
      return rows.map(runOf);
    },
    async claimTick({ step, at, leaseUntil, ...span }) {
      await sql`SELECT pg_advisory_xact_lock(hashtextextended('tick', 0))`.execute(queries);
      const atWork = await queries
        .selectFrom('tick')
        .select('step')
        .where(holds(span))
        .executeTakeFirst();
      if (atWork) return 'busy';
      const mine = await queries
        .insertInto('tick')
        .values({ step, at, leaseUntil })
        .onConflict((conflict) =>
          conflict
            .columns(['step', 'at'])
            .doUpdateSet({ leaseUntil })
            .where('tick.leaseUntil', 'is not', null),
        )
        .returning('step')
        .executeTakeFirst();
      return mine ? 'mine' : 'done';
    },
    async finishTick({ step, at }) {
      await queries
        .updateTable('tick')
        .set({ leaseUntil: null })
        .where('step', '=', step)
        .where('at', '=', at)
        .execute();
    },
    async lastTick(step, { now, ...span }) {
      const row = await queries
        .selectFrom('tick')
        .select((column) => column.fn.max('at').as('at'))
        .where('step', '=', step)
        // A clock that was ahead, and is set right, left some that are still to come.
        .where('at', '<=', now)
        .where((where) => where.or([where('leaseUntil', 'is', null), holds(span)]))
        .executeTakeFirst();
      return row?.at ?? null;
    },
    async firstTick(now) {
      const row = await queries
        .selectFrom('tick')
        .select((column) => column.fn.min('at').as('at'))
        .where('at', '<=', now)
        .executeTakeFirst();
      return row?.at ?? null;
    },
  };
}
