import type { NewsTable } from '../../application/ports/store.ts';
import type { Queries } from './store.ts';
import type { WriteBehind } from './write-behind.ts';

export function newsTable(queries: Queries, behind: WriteBehind): NewsTable {
  return {
    async report(news) {
      behind.news(news);
    },
    async lockUnsent(onlyUrgent) {
      await behind.flush();
      return queries
        .selectFrom('news')
        .selectAll()
        .where('sentAt', 'is', null)
        .$if(onlyUrgent, (query) => query.where('urgent', '=', true))
        .orderBy('id')
        .forUpdate()
        .skipLocked()
        .execute();
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
      if (ids.length === 0) return;
      await queries.updateTable('news').set({ sentAt }).where('id', 'in', ids).execute();
    },
  };
}
