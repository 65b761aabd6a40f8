import { visible } from '../text.ts';
import type { CheckContext } from './context.ts';
import type { Row } from './row.ts';

/** Which rows a task of the week's queue stands for. */
const platformOfTask: ReadonlyMap<string, string> = new Map([['newsletter_send', 'newsletter']]);

/** The sheet and the task queue name days for the same thing; one of the two is a slip. */
export function checkTaskDates(rows: readonly Row[], { manifest }: CheckContext): void {
  for (const task of manifest?.dueTasks ?? []) {
    const platform = platformOfTask.get(task.type);
    const meant = rows.filter((row) => row.text('platform') === platform);
    if (meant.some((row) => row.text('publish_date') === task.dueDate)) continue;
    for (const row of meant) {
      const message = `publish_date is ${visible(row.text('publish_date'))}, and the task "${visible(task.id)}" (line ${task.line} of the task queue) is due on ${task.dueDate}.`;
      const hint = 'Write the same day in both.';
      row.report('week-dates-disagree', 'publish_date', message, hint);
    }
  }
}
