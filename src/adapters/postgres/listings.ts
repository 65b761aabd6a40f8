import { sql } from 'kysely';
import type { Happening, ListingTable } from '../../application/ports/listings.ts';
import type { Run, StoredPost } from '../../application/ports/store.ts';
import type { Queries } from './database.ts';
import { toRecord } from './delivery-row.ts';

export function listingTable(queries: Queries): ListingTable {
  return {
    async runs({ weekId, after, limit }) {
      const rows = await queries
        .selectFrom('automationRuns')
        .selectAll()
        .$if(weekId !== null, (query) => query.where('weekId', '=', weekId))
        .$if(after !== null, (query) => query.where('number', '<', after?.[0] ?? ''))
        .orderBy('number', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ item: row as unknown as Run, position: [row.number] }));
    },
    async posts({ weekId, after, limit }) {
      const rows = await queries
        .selectFrom('post')
        .selectAll()
        .$if(weekId !== null, (query) => query.where('weekId', '=', weekId ?? ''))
        .$if(after !== null, (query) => query.where(isAfter(['week_id', 'post_id'], after)))
        .orderBy('weekId')
        .orderBy('postId')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        item: row as unknown as StoredPost & { readonly weekId: string },
        position: [row.weekId, row.postId],
      }));
    },
    async deliveries({ weekId, after, limit }, state) {
      const rows = await queries
        .selectFrom('delivery')
        .innerJoin('post', (join) =>
          join
            .onRef('post.weekId', '=', 'delivery.weekId')
            .onRef('post.postId', '=', 'delivery.postId'),
        )
        .selectAll('delivery')
        .select('post.locale')
        .$if(weekId !== null, (query) => query.where('delivery.weekId', '=', weekId ?? ''))
        .$if(state !== null, (query) => query.where(sql<boolean>`delivery.state = ${state}`))
        .$if(after !== null, (query) =>
          query.where(isAfter(['delivery.week_id', 'delivery.post_id', 'delivery.place'], after)),
        )
        .orderBy('delivery.weekId')
        .orderBy('delivery.postId')
        .orderBy('delivery.place')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        item: toRecord(row),
        position: [row.weekId, row.postId, row.place],
      }));
    },
    async weekOf(deliveryId) {
      const row = await queries
        .selectFrom('delivery')
        .select('weekId')
        .where('id', '=', deliveryId)
        .executeTakeFirst();
      return row?.weekId ?? null;
    },
    async happenings(after, limit) {
      const rows = await queries
        .selectFrom('audit')
        .innerJoin('delivery', 'delivery.id', 'audit.deliveryId')
        .select(['audit.id', 'audit.at', 'audit.who', 'audit.event', 'audit.why', 'audit.commit'])
        .select(['audit.fromState as from', 'audit.toState as to', 'audit.deliveryId'])
        .select(['delivery.weekId', 'delivery.postId', 'delivery.platform', 'delivery.target'])
        .where('audit.id', '>', after)
        .orderBy('audit.id')
        .limit(limit)
        .execute();
      return rows as readonly Happening[];
    },
    async lastHappening() {
      const row = await queries
        .selectFrom('audit')
        .select((column) => column.fn.max('id').as('id'))
        .executeTakeFirst();
      return row?.id ?? '0';
    },
  };
}

/** Behind a position, in the order of these columns: one step down the index that has them. */
function isAfter(columns: readonly string[], position: readonly string[] | null) {
  const left = sql.join(columns.map((column) => sql.ref(column)));
  return sql<boolean>`(${left}) > (${sql.join((position ?? []).map((value) => sql.val(value)))})`;
}
