import { localDate } from '../domain/time.ts';
import { deliveryName } from './news.ts';
import type { DeliveryRecord } from './ports/store.ts';
import type { Services } from './services.ts';

/** Writes the day's success news: what went out today, once a day and week, when anything did. */
export function summarise(services: Services, weekId: string): Promise<void> {
  const at = services.clock.now();
  const zone = services.configuration.timezone;
  const today = localDate(at, zone);
  return services.store.transaction(async (transaction) => {
    const deliveries = await transaction.deliveries.ofWeek(weekId);
    const out = deliveries.filter(
      (one) => one.postedAt !== null && localDate(one.postedAt, zone) === today,
    );
    if (out.length === 0) return;
    await transaction.news.report({
      subjectKey: `summary:${weekId}:${today}:${out.length}`,
      kind: 'success',
      urgent: false,
      deliveryId: null,
      title: `${weekId}: ${out.length} published on ${today}`,
      text: out.map(line).join('\n'),
      createdAt: at,
    });
  });
}

const line = (delivery: DeliveryRecord): string =>
  `${deliveryName(delivery)}${delivery.remoteUrl ? ` ${delivery.remoteUrl}` : ''}`;
