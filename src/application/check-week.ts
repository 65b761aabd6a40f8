import { checkSheet } from '../domain/checks/check-sheet.ts';
import type { CheckedSheet } from '../domain/post.ts';
import { instantOf, localDate } from '../domain/time.ts';
import type { FoundSheet } from './find-sheet.ts';
import type { Snapshot } from './ports/source.ts';
import type { Services } from './services.ts';

/** Compiles a sheet against the accounts of the configuration and the files of its commit. */
export function checkWeek(
  services: Services,
  snapshot: Pick<Snapshot, 'files'>,
  { sheet, weekId, manifest, baseline, allowed }: FoundSheet,
): CheckedSheet {
  const { configuration, accounts, clock } = services;
  return checkSheet(sheet, {
    weekId,
    manifest,
    baseline,
    allowed,
    accounts,
    timezone: configuration.timezone,
    defaultTime: publishTime(configuration.schedule.publish),
    files: snapshot.files,
    instantOf,
    severities: configuration.checks,
    today: localDate(clock.now(), configuration.timezone),
  });
}

/** `10 8 * * *` → `08:10`; a cron line without one time of day leaves the default. */
export function publishTime(cron: string): string {
  const [minute = '', hour = ''] = cron.trim().split(/\s+/);
  if (!/^\d{1,2}$/.test(minute) || !/^\d{1,2}$/.test(hour)) return '08:10';
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}
