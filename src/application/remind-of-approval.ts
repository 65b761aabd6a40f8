import { isolated } from '../domain/isolate.ts';
import { addMilliseconds, endOfDay, localDate, localTime } from '../domain/time.ts';
import { activeWeeks } from './active-weeks.ts';
import { deliveryName } from './news.ts';
import type { DeliveryRecord, Week } from './ports/store.ts';
import type { Services } from './services.ts';

const halfADay = 12 * 60 * 60_000;
const mostListed = 20;

/**
 * Reminds people of what nobody has approved yet: in the morning of what is for the day, in the
 * evening of what is for the next.
 *
 * @param at the reminder's own instant, also where it comes late
 * @returns how many deliveries wait
 */
export async function remindOfApproval(services: Services, at: string): Promise<number> {
  const { timezone } = services.configuration;
  const until = endOfDay(addMilliseconds(at, halfADay), timezone);
  let waiting = 0;
  for (const week of await activeWeeks(services))
    waiting += await remindOfWeek(services, week, { at, until });
  return waiting;
}

function remindOfWeek(
  services: Services,
  { weekId }: Week,
  { at, until }: Readonly<Record<'at' | 'until', string>>,
): Promise<number> {
  const now = services.clock.now();
  return services.store.transaction(async (transaction) => {
    const waiting = (await transaction.deliveries.ofWeek(weekId)).filter(
      ({ state, held, present, wanted: { scheduledAt } }) =>
        state === 'pending' &&
        held === null &&
        present &&
        scheduledAt !== null &&
        now <= scheduledAt &&
        scheduledAt < until,
    );
    if (waiting.length === 0) return 0;
    await transaction.news.report({
      subjectKey: `approval:${weekId}:${at}`,
      kind: 'failure',
      topic: 'approval',
      urgent: true,
      deliveryId: null,
      title:
        waiting.length === 1
          ? 'A post waits for approval'
          : `${waiting.length} posts wait for approval`,
      text: textOf(services, weekId, waiting),
      createdAt: now,
    });
    return waiting.length;
  });
}

function textOf(
  { configuration: { approval, timezone } }: Services,
  weekId: string,
  waiting: readonly DeliveryRecord[],
): string {
  const lines = waiting.slice(0, mostListed).map((one) => {
    const scheduledAt = one.wanted.scheduledAt ?? '';
    const when = `${localDate(scheduledAt, timezone)} ${localTime(scheduledAt, timezone)}`;
    return isolated(`${when} ${deliveryName(one)}`);
  });
  const more = waiting.length - lines.length;
  const byGit = 'set their `status` in the sheet to `approved`, and push';
  const byPerson = `run \`broadsheet approve --week ${weekId} --all\`, which shows them before it asks`;
  const how = { git: byGit, person: byPerson, either: `${byPerson}; or ${byGit}` }[approval];
  return [
    ...lines,
    ...(more > 0 ? [`And ${more} more.`] : []),
    `What nobody has approved does not go out. To approve, ${how}.`,
  ].join('\n');
}
