import { sql } from 'kysely';
import type { DeliveryTable } from '../../application/ports/store.ts';
import { ofAny, textArray } from './bulk.ts';
import type { Queries } from './database.ts';
import { localeOfPost, type Row, toColumns, toRecord, wantedColumns } from './delivery-row.ts';
import { lockDue, lockStranded, nextDue } from './due.ts';
import type { WriteBehind } from './write-behind.ts';

export function deliveryTable(queries: Queries, behind: WriteBehind): DeliveryTable {
  const lockedRecords = (rows: readonly Row[]) => {
    for (const row of rows) behind.locked(row.id, row.state);
    return rows.map(toRecord);
  };

  const withLocale = () =>
    queries.selectFrom('delivery').selectAll().select(localeOfPost.as('locale'));

  return {
    async ofWeek(weekId) {
      await behind.flush();
      const rows = await withLocale()
        .where('weekId', '=', weekId)
        .orderBy('line')
        .orderBy('platform')
        .orderBy('target')
        .orderBy('id')
        .execute();
      return rows.map(toRecord);
    },
    async lock(ids) {
      if (ids.length === 0) return [];
      await behind.flush();
      const rows = await withLocale()
        .where(ofAny('id', ids))
        .orderBy('id')
        .forUpdate('delivery')
        .execute();
      return lockedRecords(rows);
    },
    async insert({ wanted, approval, locale: _, ...plain }) {
      await queries
        .insertInto('delivery')
        .values({ ...plain, ...wantedColumns(wanted), ...approvalColumns(approval) })
        .execute();
      behind.locked(plain.id, plain.state);
    },
    async change(id, from, change) {
      const decided = behind.change(id, from, change);
      if (decided !== null) return decided;
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
      behind.audit({ ...entry, deliveryId, fromState: from, toState: to });
    },
    async lockDue(filter) {
      await behind.flush();
      return lockedRecords(await lockDue(queries, filter));
    },
    async changedWithin(ids, { after, until }) {
      await behind.flush();
      const rows = await queries
        .selectFrom('audit')
        .select('deliveryId')
        .distinct()
        .where(sql<boolean>`delivery_id = ANY(${textArray(ids)}::text[])`)
        .where('at', '>', after)
        .where('at', '<=', until)
        .execute();
      return new Set(rows.map((row) => row.deliveryId));
    },
    async lockStranded(filter) {
      await behind.flush();
      return lockedRecords(await lockStranded(queries, filter));
    },
    async lockLate(before) {
      await behind.flush();
      const rows = await withLocale()
        .where('state', 'in', ['pending', 'approved', 'scheduled'])
        .where('lateFrom', '<', before)
        .orderBy('id')
        .forUpdate('delivery')
        .skipLocked()
        .execute();
      return lockedRecords(rows);
    },
    async lockOverdue(now) {
      await behind.flush();
      const rows = await withLocale()
        .where(({ or, and, eb }) =>
          or([
            and([eb('state', '=', 'scheduled'), eb('dueAt', '<=', now)]),
            eb('state', '=', 'awaiting'),
          ]),
        )
        .orderBy('id')
        .forUpdate('delivery')
        .execute();
      return lockedRecords(rows);
    },
    async lockReady() {
      await behind.flush();
      const rows = await withLocale()
        .where('state', '=', 'approved')
        .where('held', 'is', null)
        .where('present', '=', true)
        .orderBy('id')
        .forUpdate('delivery')
        .skipLocked()
        .execute();
      return lockedRecords(rows);
    },
    async postedByWord(account, posts) {
      await behind.flush();
      const rows = await queries
        .selectFrom('delivery')
        .select('id')
        .where('state', '=', 'posted')
        .where('partsPublished', '=', 0)
        .where('account', '=', account)
        .where(sql<boolean>`coalesce(remote_id, remote_url) = ANY(${textArray(posts)}::text[])`)
        .execute();
      return rows.map((row) => row.id);
    },
    async nextDue(filter) {
      await behind.flush();
      return nextDue(queries, filter);
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
