import { publishTime } from '../../application/check-week.ts';
import { type LoadedConfiguration, realNow, surveySheet } from '../../compose.ts';
import { checkSheet } from '../../domain/checks/check-sheet.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { Sheet } from '../../domain/sheet.ts';
import { instantOf, localDate } from '../../domain/time.ts';
import { weekIdOf } from '../../domain/week-id.ts';
import { allowedBeside, baselineOf, manifestBeside } from './beside.ts';
import { type CheckedSource, nothingRead } from './checked-source.ts';
import type { SheetSource } from './sheet-source.ts';

/**
 * Checks a sheet, with the manifest and the baseline beside it where there are any; or the mails of a
 * week, where the file is Markdown.
 *
 * @param loaded null without a configuration: then accounts are not checked
 */
export async function checkSource(
  source: SheetSource,
  loaded: LoadedConfiguration | null,
): Promise<CheckedSource> {
  const { path, bytes } = source;
  if (path.toLowerCase().endsWith('.md'))
    return (await import('./check-mail-source.ts')).checkMailSource(source, loaded);
  const { errors, sheet } = surveySheet({ path, bytes });
  const timezone = loaded?.configuration.timezone ?? 'UTC';
  const found = { ...nothingRead(source), sheet, count: sheet.rows.length, timezone };
  if (sheet.rows.length === 0 && errors.length > 0) return { ...found, diagnostics: errors };
  const manifest = await manifestBeside(source);
  if (manifest && !manifest.ok) return { ...found, diagnostics: [...errors, ...manifest.error] };
  const weekId = weekIdOf(manifest?.value ?? null, sheet);
  const configuration = loaded?.configuration;
  const checked = checkSheet(sheet, {
    weekId: weekId.ok ? weekId.value : '',
    manifest: manifest?.value ?? null,
    baseline: await baselineOf(source, configuration?.assets.baseline ?? null),
    accounts: loaded?.accounts ?? null,
    timezone,
    defaultTime: configuration ? publishTime(configuration.schedule.publish) : '08:10',
    files: await source.files(sheet),
    instantOf,
    allowed: await allowedBeside(source),
    severities: configuration?.checks ?? new Map(),
    today: localDate(realNow(), timezone),
  });
  const ofWeek = weekId.ok ? [] : weekId.error;
  return {
    ...found,
    weekId: weekId.ok ? weekId.value : '',
    posts: errors.length === 0 && weekId.ok ? checked.posts : null,
    // What is wrong with the structure comes first: until it is mended, nothing of the sheet is used.
    diagnostics: [...errors, ...ofWeek, ...checked.diagnostics],
    silenced: checked.silenced,
  };
}

/**
 * What a change has brought: the findings of rows that are new or otherwise than before, and those
 * that were not there before at all, such as a copy that now stands twice.
 */
export function broughtBy(before: CheckedSource | null, after: CheckedSource): CheckedSource {
  if (before === null) return after;
  const rows = new Map(before.sheet.rows.map((row) => [wordsOf(row), true]));
  const changed = new Set(
    after.sheet.rows
      .filter((row) => !rows.has(wordsOf(row)))
      .map((row) => row.cells.post_id?.text.trim()),
  );
  const known = new Set(before.diagnostics.map(nameOf));
  const diagnostics = after.diagnostics.filter(
    (one) => !known.has(nameOf(one)) || (one.post_id !== null && changed.has(one.post_id)),
  );
  return { ...after, diagnostics };
}

/** Without its place: a row that has only moved is the same. */
const wordsOf = ({ cells }: Sheet['rows'][number]): string =>
  JSON.stringify(
    Object.entries(cells)
      .map(([name, cell]) => [name, cell?.text])
      .sort(),
  );

/** Without the lines that it names, for the same reason. */
const nameOf = ({ code, post_id, message }: Diagnostic): string =>
  JSON.stringify([code, post_id, message.replace(/\bline \d+/g, 'line')]);
