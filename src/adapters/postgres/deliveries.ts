import type { DeliveryTable } from '../../application/ports/store.ts';
import type { DeliveryState } from '../../domain/lifecycle.ts';
import { toColumns, toRecord, wantedColumns } from './delivery-row.ts';
import { lockDue, nextDue } from './due.ts';
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
    lockDue: async (filter) => (await lockDue(queries, filter)).map(toRecord),
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
    async lockOverdue(now) {
      const rows = await withLocale()
        .where('delivery.state', '=', 'scheduled')
        .where('delivery.dueAt', '<=', now)
        .orderBy('delivery.id')
        .forUpdate('delivery')
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
    nextDue: (filter) => nextDue(queries, filter),
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
