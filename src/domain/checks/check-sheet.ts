import { contentHash } from '../content.ts';
import type { WantedDelivery } from '../delivery.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { CheckedPost, CheckedSheet } from '../post.ts';
import type { Sheet, SheetRow } from '../sheet.ts';
import { catalogue, isCheckCode } from './catalogue.ts';
import { checkCharacters } from './characters.ts';
import type { CheckContext } from './context.ts';
import { checkMoment, type Moment } from './dates.ts';
import { byPlace } from './finding.ts';
import { checkLink } from './links.ts';
import { checkMedia } from './media.ts';
import { openRow, type Row } from './row.ts';
import { checkTargets, type Target } from './targets.ts';
import { checkCopy, checkLength, checkTitle } from './texts.ts';
import { checkLocale, checkPlatform, checkStatus } from './words.ts';

export type { CheckContext } from './context.ts';

/**
 * The compiler for sheets: holds each row against the rules and says which deliveries it asks for.
 * A row with an error is invalid, and so are all its deliveries; the other rows go on.
 *
 * @param sheet as read: its structure is trusted
 * @returns a delivery for each place that a row names, once, and every finding in the order of the
 *   file
 */
export function checkSheet(sheet: Sheet, context: CheckContext): CheckedSheet {
  const checked = sheet.rows.map((row) => checkRow(sheet.file, row, context));
  const dates = checked.flatMap(({ date }) => date ?? []).sort();
  const posts = checked.map(({ post }) => post);
  const warnings = withSeverities(sheet.warnings, context);
  return {
    file: sheet.file,
    weekId: context.weekId,
    posts,
    diagnostics: [...warnings, ...posts.flatMap((post) => post.diagnostics)].sort(byPlace),
    firstDate: dates[0] ?? null,
    lastDate: dates.at(-1) ?? null,
    ignoredTasks: context.manifest?.ignoredTasks ?? [],
  };
}

function checkRow(
  file: string,
  sheetRow: SheetRow,
  context: CheckContext,
): { readonly post: CheckedPost; readonly date: string | null } {
  const row = openRow(file, sheetRow);
  checkCharacters(row);
  const moment = checkMoment(row, context);
  checkLocale(row);
  const platformKnown = checkPlatform(row, context);
  const status = checkStatus(row);
  checkLink(row, context);
  checkCopy(row);
  const targets = checkTargets(row, context, platformKnown);
  const media = checkMedia(row, context);
  const wanted = targets.map((target) => ({
    ...deliveryTo(row, target, moment, media, context),
    status,
  }));
  const diagnostics = withSeverities(row.diagnostics, context).sort(byPlace);
  const problems = [
    ...new Set(diagnostics.filter((one) => one.severity === 'error').map((one) => one.code)),
  ];
  const post = {
    postId: row.postId,
    line: row.line,
    locale: row.text('locale'),
    deliveries: wanted.map((one) => ({ ...one, problems })),
    diagnostics,
  };
  return { post, date: moment.date };
}

function deliveryTo(
  row: Row,
  target: Target,
  moment: Moment,
  media: readonly string[],
  { timezone }: CheckContext,
): Omit<WantedDelivery, 'status' | 'problems'> {
  const content = {
    copy: row.text('post_copy'),
    link: row.text('utm_url'),
    linkPlacement: target.account?.linkPlacement ?? 'inline',
    title: checkTitle(row, target),
    media,
    localDateTime: moment.localDateTime,
    zone: timezone,
    place: target.place,
  };
  checkLength(row, target, content);
  return {
    postId: row.postId,
    line: row.line,
    platform: row.text('platform'),
    target: target.name,
    connector: target.account?.connector ?? '',
    account: target.account?.account ?? target.place,
    content,
    contentHash: contentHash(content),
    scheduledAt: moment.instant,
    unmapped: target.account === null,
  };
}

/** The configuration may soften, harden or silence a rule, unless the catalogue calls it fixed. */
function withSeverities(
  diagnostics: readonly Diagnostic[],
  { severities }: CheckContext,
): Diagnostic[] {
  return diagnostics.flatMap((one) => {
    const chosen = severities.get(one.code);
    if (!chosen || (isCheckCode(one.code) && catalogue[one.code].fixed)) return [one];
    return chosen === 'off' ? [] : [{ ...one, severity: chosen }];
  });
}
