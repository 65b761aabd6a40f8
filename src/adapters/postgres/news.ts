import type { NewsTable } from '../../application/ports/store.ts';
import type { Queries } from './store.ts';

export function newsTable(queries: Queries): NewsTable {
  return {
    async report(news) {
      await queries
        .insertInto('news')
        .values({ ...news, sentAt: null })
        .onConflict((conflict) => conflict.column('subjectKey').doNothing())
        .execute();
    },
    lockUnsent: (onlyUrgent) =>
      queries
        .selectFrom('news')
        .selectAll()
        .where('sentAt', 'is', null)
        .$if(onlyUrgent, (query) => query.where('urgent', '=', true))
        .orderBy('id')
        .forUpdate()
        .skipLocked()
        .execute(),
    async markSent(ids, sentAt) {
      if (ids.length === 0) return;
      await queries.updateTable('news').set({ sentAt }).where('id', 'in', ids).execute();
    },
  };
}
