import { addDays, endOfWeek, localDate } from '../domain/time.ts';
import { type FoundSheet, findSheets, matchTemplate } from './find-sheet.ts';
import type { Snapshot } from './ports/source.ts';
import type { Services } from './services.ts';

/**
 * Looks whether the sheet of next week is there, and tells people at once where it is not. Next week
 * is the one that begins after this Sunday; a sheet is its own where one of its posts is.
 *
 * @returns whether it is there
 */
export async function lookForNextWeek(services: Services, snapshot: Snapshot): Promise<boolean> {
  const { configuration, clock } = services;
  const sunday = endOfWeek(localDate(clock.now(), configuration.timezone));
  const [first, last] = [addDays(sunday, 1), addDays(sunday, 7)];
  const sheets = await findSheets(services, snapshot);
  if (sheets.some((one) => one.ok && hasPostBetween(one.value, first, last))) return true;
  const { branch, sheet } = configuration.assets;
  const unread = sheets.flatMap((one) => (one.ok ? [] : [one.error.message]));
  await services.store.transaction((transaction) =>
    transaction.news.report({
      subjectKey: `next-week:${first}`,
      kind: 'failure',
      topic: 'next-week',
      urgent: true,
      deliveryId: null,
      title: 'The sheet of next week is not there',
      text: services.redact(
        [
          `No sheet of the branch ${branch} has a post from ${first} to ${last}, so that nothing will go out then.`,
          ...unread,
          `Write ${nextFile(sheet, snapshot)} and push it. \`broadsheet check FILE\` says what is wrong with it.`,
        ].join('\n'),
      ),
      createdAt: clock.now(),
    }),
  );
  return false;
}

function hasPostBetween({ sheet }: FoundSheet, first: string, last: string): boolean {
  return sheet.rows.some(({ cells }) => {
    const date = cells.publish_date?.text.trim() ?? '';
    return first <= date && date <= last;
  });
}

/** The name that the template gives to the week after the last one. */
function nextFile(template: string, { files }: Snapshot): string {
  const numbers = matchTemplate(files.keys(), template).map(({ week }) => Number(week));
  const latest = Math.max(0, ...numbers.filter(Number.isInteger));
  return template.replace('{week}', `${latest + 1}`);
}
