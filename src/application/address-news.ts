import { addMilliseconds } from '../domain/time.ts';
import { standing } from './identity.ts';
import type { News, NewsTopic, StoreTransaction } from './ports/store.ts';
import { mayTell } from './send-notices.ts';
import type { Services } from './services.ts';

/** So often within a window a topic is told at once; what comes then is told together at its end. */
const timesAtOnce = 3;
const windowLength = 60 * 60_000;

/** Each of these asks for something to be done now, by its own text. */
const neverHeld: ReadonlySet<NewsTopic> = new Set(['by-hand', 'database']);

/**
 * Gives what people are to be told to the channels that want it: one notice with all of it to each. A
 * copy of the database tells nothing of a delivery: the original has told it, and what a person is
 * given twice is public twice.
 *
 * @param onlyUrgent leaves what has time to the news of the day
 * @returns how many pieces of news went to the channels
 */
export function addressNews(
  services: Services,
  { onlyUrgent }: { readonly onlyUrgent: boolean },
): Promise<number> {
  const at = services.clock.now();
  return services.store.transaction(async (transaction) => {
    const unaddressed = await transaction.news.lockUnaddressed({ onlyUrgent, now: at });
    const news = await toTell(transaction, services, unaddressed);
    const now = onlyUrgent ? await withoutFlood(transaction, news, at) : news;
    if (now.length === 0) return 0;
    for (const channel of services.channels) {
      const wanted = now.filter((one) => channel.on.includes(one.kind));
      if (wanted.length === 0 || !mayTell(services, channel)) continue;
      const notice = { id: services.newId(), channel: channel.name, createdAt: at };
      const ids = wanted.map((one) => one.id);
      await transaction.notices.add(notice, ids);
    }
    const ids = now.map((one) => one.id);
    await transaction.news.markAddressed(ids, at);
    return now.length;
  });
}

async function toTell(
  transaction: StoreTransaction,
  services: Services,
  unaddressed: readonly News[],
): Promise<readonly News[]> {
  if (unaddressed.every((one) => one.deliveryId === null)) return unaddressed;
  const { problem } = await standing(transaction, services);
  return problem ? unaddressed.filter((one) => one.deliveryId === null) : unaddressed;
}

/** Holds back what was told at once so often that one more message would be a flood. */
async function withoutFlood(
  { news: table }: StoreTransaction,
  news: readonly News[],
  at: string,
): Promise<readonly News[]> {
  if (news.every((one) => neverHeld.has(one.topic))) return news;
  const told = await table.toldSince(addMilliseconds(at, -windowLength));
  const now: News[] = [];
  for (const [topic, some] of Map.groupBy(news, (one) => one.topic)) {
    const lately = told.find((one) => one.topic === topic);
    if (!lately || lately.times < timesAtOnce || neverHeld.has(topic)) now.push(...some);
    else {
      const ids = some.map((one) => one.id);
      await table.holdBack(ids, addMilliseconds(lately.since, windowLength));
    }
  }
  return now;
}
