import { publishTime } from '../application/check-week.ts';
import { type LoadedConfiguration, realNow, surveySheet } from '../compose.ts';
import { checkSheet } from '../domain/checks/check-sheet.ts';
import type { Diagnostic, Silenced } from '../domain/diagnostic.ts';
import { instantOf, localDate } from '../domain/time.ts';
import { weekIdOf } from '../domain/week-id.ts';
import { allowedBeside, baselineOf, manifestBeside } from './beside.ts';
import { checkMailFile } from './check-mail-file.ts';
import { mediaFiles } from './media-files.ts';

export interface CheckedFile {
  /** What stands in the file, and is counted. */
  readonly what: 'row' | 'mail';
  readonly rows: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly silenced: readonly Silenced[];
}

/**
 * Checks a sheet that lies in a folder, with the manifest and the baseline beside it where there are
 * any; or the mails of a week, where the file is Markdown.
 *
 * @param loaded null without a configuration: then accounts are not checked
 */
export async function checkFile(
  path: string,
  bytes: Uint8Array,
  loaded: LoadedConfiguration | null,
): Promise<CheckedFile> {
  if (path.toLowerCase().endsWith('.md')) return checkMailFile(path, bytes, loaded);
  const what = 'row';
  const { errors, sheet } = surveySheet({ path, bytes });
  const rows = sheet.rows.length;
  if (rows === 0 && errors.length > 0) return { what, rows, diagnostics: errors, silenced: [] };
  const manifest = await manifestBeside(path);
  if (manifest && !manifest.ok)
    return { what, rows, diagnostics: [...errors, ...manifest.error], silenced: [] };
  const weekId = weekIdOf(manifest?.value ?? null, sheet);
  const configuration = loaded?.configuration;
  const timezone = configuration?.timezone ?? 'UTC';
  const checked = checkSheet(sheet, {
    weekId: weekId.ok ? weekId.value : '',
    manifest: manifest?.value ?? null,
    baseline: await baselineOf(path, configuration?.assets.baseline ?? null),
    accounts: loaded?.accounts ?? null,
    timezone,
    defaultTime: configuration ? publishTime(configuration.schedule.publish) : '08:10',
    files: await mediaFiles(path, sheet),
    instantOf,
    allowed: await allowedBeside(path),
    severities: configuration?.checks ?? new Map(),
    today: localDate(realNow(), timezone),
  });
  const ofWeek = weekId.ok ? [] : weekId.error;
  // What is wrong with the structure comes first: until it is mended, nothing of the sheet is used.
  const diagnostics = [...errors, ...ofWeek, ...checked.diagnostics];
  return { what, rows, diagnostics, silenced: checked.silenced };
}
