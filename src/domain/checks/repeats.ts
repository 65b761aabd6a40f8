import { hash } from 'node:crypto';
import { linksIn } from '../links-in-text.ts';
import { composeMessage } from '../message.ts';
import { networkLimits } from '../network-limits.ts';
import { visible } from '../text.ts';
import type { Row } from './row.ts';
import type { Target } from './targets.ts';

/** A row beside the accounts that it names. */
export interface NamedRow {
  readonly row: Row;
  readonly targets: readonly Target[];
}

/**
 * The same words twice to one account: readers take it for spam, and X, LinkedIn and Facebook
 * refuse it. The same words to several accounts are ordinary.
 */
export function checkRepeats(rows: readonly NamedRow[]): void {
  for (const [words, alike] of Map.groupBy(rows, wordsOf))
    if (words !== '' && alike.length > 1) checkAlike(alike);
}

/** In short, for the words themselves, of 10,000 rows, would be 3 MB; empty where there are none. */
function wordsOf({ row }: NamedRow): string {
  const copy = spacedOnce(row.text('post_copy')).toLowerCase();
  return copy && hash('sha256', copy, 'base64url');
}

function checkAlike(rows: readonly NamedRow[]): void {
  const first = new Map<string, Row>();
  for (const { row, targets } of rows) {
    const earlier = targets.flatMap(({ place }) => first.get(place) ?? [])[0];
    if (earlier) reportRepeat(row, earlier);
    for (const { place } of targets) if (!first.has(place)) first.set(place, row);
  }
}

/** Most texts are, which is seen far faster than each of their blanks is replaced. */
const spacedOnce = (text: string): string =>
  /\s\s|[^\S ]/u.test(text) ? text.replace(/\s+/gu, ' ') : text;

function reportRepeat(row: Row, earlier: Row): void {
  const message = `post_copy is the same as that of "${visible(earlier.postId)}" on line ${earlier.line}, for the same account.`;
  row.report('duplicate-copy', 'post_copy', message, 'Write one of the two anew, or remove it.');
}

/** Links in the copy beside the one of the row: nothing measures them, and some networks charge. */
export function checkFurtherLinks(row: Row, { network }: Target): void {
  const text = row.cell('post_copy')?.text ?? '';
  const own = row.text('utm_url');
  const further = linksIn(text).find(({ url }) => !url.startsWith(own));
  if (!further || own === '') return;
  const cost = network && networkLimits[network].linkCost;
  const { parts } = composeMessage({ copy: text, link: own, linkPlacement: 'inline', title: null });
  const several = parts.filter((part) => /https?:\/\//u.test(part)).length > 1;
  const message = `post_copy holds a further link, ${visible(further.url)}: who follows it is not counted.${cost && several ? ` ${cost}` : ''}`;
  const hint = 'Keep the link of utm_url alone, or give the other one a row of its own.';
  row.report('link-extra', 'post_copy', message, hint, further.index);
}
