import type { NewsTable } from '../../application/ports/store.ts';
import type { Queries } from './store.ts';
import type { WriteBehind } from './write-behind.ts';

export function newsTable(queries: Queries, behind: WriteBehind): NewsTable {
  return {
    async report(news) {
      behind.news(news);
    },
    async claimUnsent(onlyUrgent, { until, realNow }) {
      await behind.flush();
      const free = queries
        .selectFrom('news')
        .select('id')
        .where('sentAt', 'is', null)
        .where((where) =>
          where.or([where('leaseUntil', 'is', null), where('leaseUntil', '<=', realNow)]),
        )
        .$if(onlyUrgent, (query) => query.where('urgent', '=', true))
        .forUpdate()
        .skipLocked();
      const claimed = await queries
        .updateTable('news')
        .set({ leaseUntil: until })
        .where('id', 'in', free)
        .returningAll()
        .execute();
      return claimed.sort((a, b) => Number(a.id) - Number(b.id));
    },
    async release(ids) {
      await queries.updateTable('news').set({ leaseUntil: null }).where('id', 'in', ids).execute();
    },
    async withdraw(deliveryId) {
      await behind.flush();
      await queries
        .deleteFrom('news')
        .where('deliveryId', '=', deliveryId)
        .where('sentAt', 'is', null)
        .execute();
    },
    async markSent(ids, sentAt) {
      await queries.updateTable('news').set({ sentAt }).where('id', 'in', ids).execute();
    },
  };
}
