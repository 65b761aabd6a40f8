import type { SheetStatus } from '../delivery.ts';
import { locales, rulesOf } from '../locales.ts';
import { didYouMean } from '../nearest.ts';
import type { Column } from '../sheet.ts';
import { visible } from '../text.ts';
import type { CheckCode } from './catalogue.ts';
import type { CheckContext } from './context.ts';
import type { Row } from './row.ts';

/** Platforms that a row may name without configuration; `community` stands for groups and chats. */
export const platforms = [
  'linkedin',
  'x',
  'mastodon',
  'bluesky',
  'reddit',
  'facebook',
  'telegram',
  'whatsapp',
  'community',
  'newsletter',
  'email',
] as const;

const statuses: ReadonlyMap<string, SheetStatus> = new Map([
  ['draft', 'pending'],
  ['pending', 'pending'],
  ['approved', 'approved'],
  ['scheduled', 'approved'],
  ['posted', 'posted'],
  ['done', 'posted'],
  ['hold', 'held'],
]);

/** @returns the status; of an unknown word `pending`, which publishes nothing */
export function checkStatus(row: Row): SheetStatus {
  const status = row.text('status');
  const found = statuses.get(status);
  if (!found) reportWord(row, 'status-unknown', 'status', status, [...statuses.keys()]);
  return found ?? 'pending';
}

export function checkLocale(row: Row): void {
  const locale = row.text('locale');
  if (!rulesOf(locale)) reportWord(row, 'locale-unknown', 'locale', locale, locales);
}

/** @returns whether the platform is one that we or the configuration know */
export function checkPlatform(row: Row, { accounts }: CheckContext): boolean {
  const platform = row.text('platform');
  if ((platforms as readonly string[]).includes(platform)) return true;
  const configured = [...(accounts?.keys() ?? [])].map((key) => key.split('/')[0] ?? key);
  const known = [...new Set<string>([...platforms, ...configured])];
  if (known.includes(platform)) return true;
  reportWord(row, 'platform-unknown', 'platform', platform, known);
  return false;
}

function reportWord(
  row: Row,
  code: CheckCode,
  column: Column,
  word: string,
  known: readonly string[],
): void {
  const message = word === '' ? `${column} is empty.` : `${column} "${visible(word)}" is unknown.`;
  row.report(code, column, message, `${didYouMean(word, known)}Known are ${known.join(', ')}.`);
}
