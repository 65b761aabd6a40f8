import { sql } from 'kysely';
import type { ClaimFilter, DeliveryTable } from '../../application/ports/store.ts';
import type { DeliveryState } from '../../domain/lifecycle.ts';
import { toColumns, toRecord, wantedColumns } from './delivery-row.ts';
import type { Queries } from './store.ts';

const needingPerson: readonly DeliveryState[] = [
  'failed',
  'unconfirmed',
  'awaiting',
  'invalid',
  'missed',
];

export function deliveryTable(queries: Queries): DeliveryTable {
  const withLocale = () =>
    queries
      .selectFrom('delivery')
      .innerJoin('post', (join) =>
        join
          .onRef('post.weekId', '=', 'delivery.weekId')
          .onRef('post.postId', '=', 'delivery.postId'),
      )
      .selectAll('delivery')
      .select('post.locale');

  /** Scheduled, of an account that we know and that may publish. */
  const publishable = ({ keys, weekId }: ClaimFilter) =>
    withLocale()
      .innerJoin('account', 'account.account', 'delivery.account')
      .where('delivery.state', '=', 'scheduled')
      .where('delivery.held', 'is', null)
      .where('account.pausedAt', 'is', null)
      .where(sql<string>`delivery.platform || '/' || delivery.target`, 'in', ['', ...keys])
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('instance').select('pausedAt').where('instance.pausedAt', 'is not', null),
          ),
        ),
      )
      .$if(weekId !== null, (query) => query.where('delivery.weekId', '=', weekId));

  return {
    async ofWeek(weekId) {
      const rows = await withLocale()
        .where('delivery.weekId', '=', weekId)
        .orderBy('delivery.line')
        .orderBy('delivery.id')
        .execute();
      return rows.map(toRecord);
    },
    async lock(ids) {
      if (ids.length === 0) return [];
      const rows = await withLocale()
        .where('delivery.id', 'in', ids)
        .orderBy('delivery.id')
        .forUpdate('delivery')
        .execute();
      return rows.map(toRecord);
    },
    async insert({ wanted, approval, locale: _, ...plain }) {
      await queries
        .insertInto('delivery')
        .values({ ...plain, ...wantedColumns(wanted), ...approvalColumns(approval) })
        .execute();
    },
    async change(id, from, change) {
      const columns = toColumns(change);
      const row = await queries
        .updateTable('delivery')
        .set(Object.keys(columns).length > 0 ? columns : { state: from })
        .where('id', '=', id)
        .where('state', '=', from)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
    async audit(deliveryId, { from, to, ...entry }) {
      await queries
        .insertInto('audit')
        .values({ ...entry, deliveryId, fromState: from, toState: to })
        .execute();
    },
    async lockDue(filter) {
      const row = await publishable(filter)
        .where('delivery.dueAt', '<=', filter.now)
        .where(({ or, eb }) =>
          or([eb('account.freeAt', 'is', null), eb('account.freeAt', '<=', filter.now)]),
        )
        .orderBy('delivery.dueAt')
        .orderBy('delivery.line')
        .orderBy('delivery.id')
        .limit(1)
        // Both: two workers must not take two posts of one account at the same instant.
        .forUpdate(['delivery', 'account'])
        .skipLocked()
        .executeTakeFirst();
      return row ? toRecord(row) : null;
    },
    async lockLate(before) {
      const rows = await withLocale()
        .where('delivery.state', 'in', ['pending', 'approved', 'scheduled'])
        .where('delivery.lateFrom', '<', before)
        .orderBy('delivery.id')
        .forUpdate('delivery')
        .skipLocked()
        .execute();
      return rows.map(toRecord);
    },
    async lockReady() {
      const rows = await withLocale()
        .where('delivery.state', '=', 'approved')
        .where('delivery.held', 'is', null)
        .where('delivery.present', '=', true)
        .orderBy('delivery.id')
        .forUpdate('delivery')
        .skipLocked()
        .execute();
      return rows.map(toRecord);
    },
    async nextDue(filter) {
      const row = await queries
        .selectFrom(
          publishable(filter)
            .clearSelect()
            .select(sql<string>`greatest(delivery.due_at, account.free_at)`.as('at'))
            .as('waiting'),
        )
        .select((column) => column.fn.min('waiting.at').as('at'))
        .where('waiting.at', '>', filter.now)
        .executeTakeFirst();
      return row?.at ?? null;
    },
    async needingPerson(weekId) {
      const rows = await queries
        .selectFrom('delivery')
        .innerJoin('account', 'account.account', 'delivery.account')
        .select('delivery.id')
        .$if(weekId !== null, (query) => query.where('delivery.weekId', '=', weekId))
        .where(({ or, and, eb }) =>
          or([
            eb('delivery.state', 'in', needingPerson),
            and([eb('delivery.state', '=', 'scheduled'), eb('account.pausedAt', 'is not', null)]),
          ]),
        )
        .orderBy('delivery.line')
        .orderBy('delivery.id')
        .execute();
      return rows.map((row) => row.id);
    },
  };
}

function approvalColumns(approval: Parameters<DeliveryTable['insert']>[0]['approval']) {
  return {
    approvedHash: approval?.contentHash ?? null,
    approvedBy: approval?.by ?? null,
    approvedAt: approval?.at ?? null,
    approvedCommit: approval?.commit ?? null,
  };
}
