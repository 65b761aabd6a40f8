import { isolated } from '../domain/isolate.ts';
import { localDate } from '../domain/time.ts';
import { activeWeeks } from './active-weeks.ts';
import { leavingInstants } from './leaving.ts';
import { needingPerson } from './needing-person.ts';
import { deliveryName } from './news.ts';
import type { DeliveryRecord, StoreTransaction, Week } from './ports/store.ts';
import type { Services } from './services.ts';
import { overdueOf } from './stranded.ts';

const mostListed = 20;

interface WeekNow {
  readonly week: Week;
  readonly deliveries: readonly DeliveryRecord[];
  readonly needing: readonly DeliveryRecord[];
}

/** Puts among the news how the day stands, where there is something to say. */
export async function summariseDay(services: Services): Promise<void> {
  const weeks = await activeWeeks(services);
  const now = services.clock.now();
  const { timezone } = services.configuration;
  const today = localDate(now, timezone);
  await services.store.transaction(async (transaction) => {
    const found: WeekNow[] = [];
    for (const week of weeks) found.push(await lookAt(services, transaction, week));
    const ofToday = found
      .flatMap((one) => one.deliveries)
      .filter(
        ({ wanted: { scheduledAt } }) =>
          scheduledAt !== null && localDate(scheduledAt, timezone) === today,
      );
    const needing = found.flatMap((one) => one.needing);
    if (ofToday.length + needing.length === 0) return;
    const need = needing.length === 0 ? '' : `; ${needing.length} in need of you`;
    await transaction.news.report({
      subjectKey: `summary:${today}`,
      kind: needing.length > 0 ? 'failure' : 'success',
      topic: 'summary',
      urgent: false,
      deliveryId: null,
      title: `${today}: ${ofToday.length === 0 ? 'nothing to publish' : countsOf(ofToday)}${need}`,
      text: isolated(found.flatMap(linesOf).join('\n')),
      createdAt: now,
    });
  });
}

async function lookAt(
  services: Services,
  transaction: StoreTransaction,
  week: Week,
): Promise<WeekNow> {
  const deliveries = await transaction.deliveries.ofWeek(week.weekId);
  const accounts = await transaction.accounts.list();
  const instance = await transaction.instance.read();
  const leaving = leavingInstants(services.configuration, deliveries, accounts);
  const around = { instance, accounts, leaving };
  const overdue = await overdueOf(services, transaction.deliveries, deliveries, around);
  return { week, deliveries, needing: needingPerson(deliveries, accounts, overdue) };
}

/** `3 posted, 1 failed` */
function countsOf(deliveries: readonly DeliveryRecord[]): string {
  const states = Map.groupBy(deliveries, (one) => one.state);
  return [...states].map(([state, some]) => `${some.length} ${state}`).join(', ');
}

function linesOf({ week: { weekId }, deliveries, needing }: WeekNow): readonly string[] {
  const listed = needing
    .slice(0, mostListed)
    .map((one) => `${deliveryName(one)}: ${one.state}. ${one.reason}`);
  const more = needing.length - listed.length;
  return [
    `${weekId}: ${deliveries.length === 0 ? 'no posts' : countsOf(deliveries)}.`,
    ...listed,
    ...(more > 0 ? [`And ${more} more that need you.`] : []),
    `\`broadsheet status ${weekId}\` shows each, and what to do.`,
  ];
}
