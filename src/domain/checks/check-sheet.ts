import { contentHash } from '../content.ts';
import type { WantedDelivery } from '../delivery.ts';
import type { Silenced } from '../diagnostic.ts';
import type { CheckedPost, CheckedSheet } from '../post.ts';
import type { Sheet } from '../sheet.ts';
import { allowancesOf, checkAllowed, objectionTo, withAllowances } from './allowances.ts';
import { checkCharacters } from './characters.ts';
import { checkClaims } from './claims.ts';
import type { CheckContext } from './context.ts';
import { checkMoment, type Moment } from './dates.ts';
import { byPlace } from './finding.ts';
import { checkGarbled } from './garbled.ts';
import { checkLanguage, checkLinkLanguage } from './language.ts';
import { checkLink } from './links.ts';
import { checkMedia, checkMediaOf } from './media.ts';
import { passagesOf } from './passage.ts';
import { checkPlaceholders } from './placeholders.ts';
import { checkFurtherLinks, checkRepeats, type NamedRow } from './repeats.ts';
import { openRow, type Row } from './row.ts';
import { checkTargets, type Target } from './targets.ts';
import { checkTaskDates } from './task-dates.ts';
import { checkCopy, checkLength, checkTitle } from './texts.ts';
import { checkThread } from './threads.ts';
import { withSeverities } from './verdict.ts';
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
  const checked = sheet.rows.map((row) => checkRow(openRow(sheet.file, row), context));
  checkRepeats(checked);
  checkTaskDates(
    checked.map(({ row }) => row),
    context,
  );
  const dates = checked.flatMap(({ moment }) => moment.date ?? []).sort();
  const judged = checked.map((one) => judge(one, context));
  const posts = judged.map(({ post }) => post);
  const ids = posts.map(({ postId }) => postId);
  const ofFiles = withSeverities(
    [...sheet.warnings, ...checkAllowed(context.allowed, ids)],
    context.severities,
  );
  return {
    file: sheet.file,
    weekId: context.weekId,
    posts,
    diagnostics: [...ofFiles, ...posts.flatMap((post) => post.diagnostics)].sort(byPlace),
    silenced: judged.flatMap(({ silenced }) => silenced).sort(byPlace),
    firstDate: dates[0] ?? null,
    lastDate: dates.at(-1) ?? null,
    ignoredTasks: context.manifest?.ignoredTasks ?? [],
  };
}

interface CheckedRow extends NamedRow {
  readonly moment: Moment;
  readonly deliveries: readonly Omit<WantedDelivery, 'problems'>[];
}

function checkRow(row: Row, context: CheckContext): CheckedRow {
  checkCharacters(row);
  const moment = checkMoment(row, context);
  checkLocale(row);
  const platformKnown = checkPlatform(row, context);
  const status = checkStatus(row);
  // Read once for both, and not kept with the row: a large sheet has 10,000 of them.
  const address = URL.parse(row.text('utm_url'));
  checkLink(row, address, context, platformKnown);
  checkLinkLanguage(row, address);
  checkCopy(row);
  for (const passage of passagesOf(row)) {
    checkLanguage(passage);
    checkGarbled(passage);
    checkPlaceholders(passage, null);
    checkClaims(passage, context.baseline, moment.date);
  }
  const targets = checkTargets(row, context, platformKnown);
  const media = checkMedia(row, context);
  const deliveries = targets.map((target) => {
    checkThread(row, target);
    checkMediaOf(row, target);
    checkFurtherLinks(row, target);
    return { ...deliveryTo(row, target, moment, media, context), status };
  });
  return { row, targets, moment, deliveries };
}

/** After the rows were held against each other: only then it is known which are valid. */
function judge(
  { row, deliveries }: CheckedRow,
  { severities, allowed }: CheckContext,
): { readonly post: CheckedPost; readonly silenced: readonly Silenced[] } {
  const own = allowancesOf(row);
  const objections = own.flatMap((one) => objectionTo(one) ?? []);
  const found = withSeverities([...row.diagnostics, ...objections], severities).sort(byPlace);
  const allowances = [...own, ...allowed.allowances];
  const { diagnostics, silenced } = withAllowances(found, allowances);
  const errors = diagnostics.filter((one) => one.severity === 'error');
  const problems = [...new Set(errors.map((one) => one.code))];
  const post = {
    postId: row.postId,
    line: row.line,
    locale: row.text('locale'),
    deliveries: deliveries.map((one) => ({ ...one, problems })),
    diagnostics,
  };
  return { post, silenced };
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
