import { sql } from 'kysely';
import type {
  ChannelHealth,
  Notice,
  NoticeFilter,
  NoticeTable,
} from '../../application/ports/news.ts';
import { textArray } from './bulk.ts';
import type { Queries } from './database.ts';
import type { WriteBehind } from './write-behind.ts';

export function noticeTable(queries: Queries, behind: WriteBehind): NoticeTable {
  const change = (id: string) =>
    queries.updateTable('notice').where('id', '=', id).where('state', '=', 'waiting');
  return {
    async add({ id, channel, createdAt }, newsIds) {
      await queries
        .insertInto('notice')
        .values({
          id,
          channel,
          createdAt,
          state: 'waiting',
          dueAt: createdAt,
          giveUpAt: null,
          leaseUntil: null,
          settledAt: null,
          error: null,
        })
        .execute();
      if (newsIds.length === 0) return;
      await queries
        .insertInto('noticeNews')
        .values(newsIds.map((newsId) => ({ channel, newsId, noticeId: id })))
        .execute();
    },
    async claim(filter) {
      await behind.flush();
      const claimed = await claimFirst(queries, filter);
      if (!claimed) return null;
      const news = await queries
        .selectFrom('noticeNews')
        .innerJoin('news', 'news.id', 'noticeNews.newsId')
        .selectAll('news')
        .where('noticeNews.noticeId', '=', claimed.id)
        .orderBy('news.id')
        .execute();
      return { ...claimed, news };
    },
    async release(id) {
      await change(id).set({ leaseUntil: null }).execute();
    },
    async markSent(id, settledAt) {
      await change(id).set({ state: 'sent', settledAt, leaseUntil: null }).execute();
    },
    async markFailed(id, { tries, dueAt, giveUpAt, error, at }) {
      await change(id)
        .set({
          tries,
          giveUpAt,
          leaseUntil: null,
          error: JSON.stringify(error),
          ...(dueAt === null ? { state: 'given-up' as const, settledAt: at } : { dueAt }),
        })
        .execute();
    },
    async postpone(channel, until) {
      await queries
        .updateTable('notice')
        .set({ dueAt: until })
        .where('channel', '=', channel)
        .where('state', '=', 'waiting')
        .where('dueAt', '<', until)
        .execute();
    },
    async nextDue(channels, now) {
      await behind.flush();
      const row = await queries
        .selectFrom('notice')
        .select((column) => column.fn.min('dueAt').as('at'))
        .where(sql<boolean>`channel = ANY(${textArray(channels)}::text[])`)
        .where('state', '=', 'waiting')
        .where('dueAt', '>', now)
        .executeTakeFirst();
      return row?.at ?? null;
    },
    async health(givenUpSince) {
      const { rows } = await sql<ChannelHealth>`
        SELECT channel, count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
               min(created_at) FILTER (WHERE state = 'waiting') AS oldest,
               count(*) FILTER (WHERE state = 'given-up')::int AS given_up,
               (array_agg(error ORDER BY number DESC) FILTER (WHERE error IS NOT NULL))[1] AS error
          FROM notice
         WHERE state = 'waiting' OR (state = 'given-up' AND settled_at > ${givenUpSince})
         GROUP BY channel ORDER BY channel`.execute(queries);
      return rows;
    },
  };
}

/** Two who ask at once get two of them. */
async function claimFirst(
  queries: Queries,
  { channel, now, until, realNow, withoutDeliveries }: NoticeFilter,
): Promise<Omit<Notice, 'news'> | undefined> {
  const { rows } = await sql<Omit<Notice, 'news'>>`
    UPDATE notice SET lease_until = ${until}
     WHERE id = (
       SELECT id FROM notice
        WHERE channel = ${channel} AND state = 'waiting' AND due_at <= ${now}
          AND (lease_until IS NULL OR lease_until <= ${realNow})
          AND NOT (${withoutDeliveries} AND EXISTS (
            SELECT FROM notice_news JOIN news ON news.id = notice_news.news_id
             WHERE notice_news.notice_id = notice.id AND news.delivery_id IS NOT NULL))
        ORDER BY tries, due_at, number
          FOR UPDATE SKIP LOCKED LIMIT 1)
    RETURNING id, channel, created_at, tries, give_up_at`.execute(queries);
  return rows[0];
}
