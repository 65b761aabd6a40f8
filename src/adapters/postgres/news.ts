import { sql } from 'kysely';
import type { NewsTable, ToldTopic } from '../../application/ports/news.ts';
import type { Queries } from './database.ts';
import type { WriteBehind } from './write-behind.ts';

export function newsTable(queries: Queries, behind: WriteBehind): NewsTable {
  return {
    async report(news) {
      behind.news(news);
    },
    async lockUnaddressed({ onlyUrgent, now }) {
      await behind.flush();
      return queries
        .selectFrom('news')
        .selectAll()
        .where('addressedAt', 'is', null)
        .$if(onlyUrgent, (query) =>
          query
            .where('urgent', '=', true)
            .where(({ or, eb }) => or([eb('heldUntil', 'is', null), eb('heldUntil', '<=', now)])),
        )
        .orderBy('id')
        .forUpdate()
        .skipLocked()
        .execute();
    },
    async toldSince(instant) {
      await behind.flush();
      const { rows } = await sql<ToldTopic>`
        SELECT news.topic, count(DISTINCT notice.created_at)::int AS times,
               min(notice.created_at) AS since
          FROM notice JOIN notice_news ON notice_news.notice_id = notice.id
               JOIN news ON news.id = notice_news.news_id
         WHERE notice.created_at > ${instant} AND news.urgent
         GROUP BY news.topic`.execute(queries);
      return rows;
    },
    async holdBack(ids, heldUntil) {
      if (ids.length === 0) return;
      await queries.updateTable('news').set({ heldUntil }).where('id', 'in', ids).execute();
    },
    async withdraw(deliveryId) {
      await behind.flush();
      await sql`
        WITH taken AS (
          DELETE FROM notice_news USING news, notice
           WHERE news.id = notice_news.news_id AND notice.id = notice_news.notice_id
             AND news.delivery_id = ${deliveryId} AND notice.state = 'waiting'
          RETURNING notice_news.news_id, notice_news.notice_id
        ), emptied AS (
          DELETE FROM notice WHERE id IN (SELECT notice_id FROM taken)
             AND NOT EXISTS (SELECT FROM notice_news WHERE notice_id = notice.id
               AND news_id NOT IN (SELECT news_id FROM taken))
        )
        DELETE FROM news
         WHERE delivery_id = ${deliveryId}
           AND (addressed_at IS NULL OR id IN (SELECT news_id FROM taken))
           AND NOT EXISTS (SELECT FROM notice_news JOIN notice ON notice.id = notice_news.notice_id
             WHERE notice_news.news_id = news.id AND notice.state <> 'waiting')`.execute(queries);
    },
    async markAddressed(ids, addressedAt) {
      if (ids.length === 0) return;
      await queries.updateTable('news').set({ addressedAt }).where('id', 'in', ids).execute();
    },
    async nextHeld(now) {
      const row = await queries
        .selectFrom('news')
        .select((column) => column.fn.min('heldUntil').as('at'))
        .where('addressedAt', 'is', null)
        .where('heldUntil', '>', now)
        .executeTakeFirst();
      return row?.at ?? null;
    },
  };
}
