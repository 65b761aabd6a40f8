import type { Diagnostic, Silenced } from '../diagnostic.ts';
import type { CheckedSheet } from '../post.ts';
import type { Sheet } from '../sheet.ts';
import { allowancesOf, checkAllowed, objectionTo, withAllowances } from './allowances.ts';
import { checkCharacters } from './characters.ts';
import { checkClaims } from './claims.ts';
import type { CheckContext } from './context.ts';
import { checkMoment } from './dates.ts';
import { byPlace } from './finding.ts';
import { checkGarbled } from './garbled.ts';
import { checkLanguage, checkLinkLanguage } from './language.ts';
import { checkLink } from './links.ts';
import { checkMedia, checkMediaOf } from './media.ts';
import { passagesOf } from './passage.ts';
import { checkPlaceholders } from './placeholders.ts';
import { type CheckedRow, messageFor, postOf } from './post-of.ts';
import { checkFurtherLinks, checkRepeats } from './repeats.ts';
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
 * @returns every finding in the order of the file, and on request the deliveries: one for each place that
 *   a row names
 */
export function checkSheet(sheet: Sheet, context: CheckContext): CheckedSheet {
  const checked = sheet.rows.map((row) => checkRow(openRow(sheet.file, row), context));
  checkRepeats(checked);
  checkTaskDates(
    checked.map(({ row }) => row),
    context,
  );
  const dates = checked.flatMap(({ moment }) => moment.date ?? []).sort();
  const judged = checked.map((one) => judge(one.row, context));
  const ids = checked.map(({ row }) => row.postId);
  const ofFiles = withSeverities(
    [...sheet.warnings, ...checkAllowed(context.allowed, ids)],
    context.severities,
  );
  return {
    file: sheet.file,
    weekId: context.weekId,
    posts: () =>
      checked.map((one, index) => postOf(one, judged[index]?.diagnostics ?? [], context)),
    diagnostics: [...ofFiles, ...judged.flatMap(({ diagnostics }) => diagnostics)].sort(byPlace),
    silenced: judged.flatMap(({ silenced }) => silenced).sort(byPlace),
    firstDate: dates[0] ?? null,
    lastDate: dates.at(-1) ?? null,
    ignoredTasks: context.manifest?.ignoredTasks ?? [],
  };
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
  const titles = targets.map((target) => checkTarget(row, target));
  return { row, targets, titles, moment, media, status };
}

/** What a row would be on one network. @returns its title there */
function checkTarget(row: Row, target: Target): string | null {
  checkThread(row, target);
  checkMediaOf(row, target);
  checkFurtherLinks(row, target);
  const title = checkTitle(row, target);
  checkLength(row, target, messageFor(row, target, title));
  return title;
}

/** After the rows were held against each other: only then it is known which are valid. */
function judge(
  row: Row,
  { severities, allowed }: CheckContext,
): { readonly diagnostics: readonly Diagnostic[]; readonly silenced: readonly Silenced[] } {
  const own = allowancesOf(row);
  const objections = own.flatMap((one) => objectionTo(one) ?? []);
  const found = withSeverities([...row.diagnostics, ...objections], severities).sort(byPlace);
  return withAllowances(found, [...own, ...allowed.allowances]);
}
