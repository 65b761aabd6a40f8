import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { publishTime } from '../application/check-week.ts';
import { type LoadedConfiguration, realNow, sheetReader, surveySheet } from '../compose.ts';
import type { Baseline } from '../domain/baseline.ts';
import { checkSheet } from '../domain/checks/check-sheet.ts';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { instantOf, localDate } from '../domain/time.ts';
import { weekIdOf } from '../domain/week-id.ts';
import { mediaFiles, repositoryAround } from './media-files.ts';

export interface CheckedFile {
  readonly rows: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks a sheet that lies in a folder, with the manifest beside it where there is one.
 *
 * @param loaded null without a configuration: then accounts are not checked
 */
export async function checkFile(
  path: string,
  bytes: Uint8Array,
  loaded: LoadedConfiguration | null,
): Promise<CheckedFile> {
  const { errors, sheet } = surveySheet({ path, bytes });
  const rows = sheet.rows.length;
  if (rows === 0 && errors.length > 0) return { rows, diagnostics: errors };
  const manifest = await manifestBeside(path);
  if (manifest && !manifest.ok) return { rows, diagnostics: [...errors, ...manifest.error] };
  const weekId = weekIdOf(manifest?.value ?? null, sheet);
  const configuration = loaded?.configuration;
  const timezone = configuration?.timezone ?? 'UTC';
  const checked = checkSheet(sheet, {
    weekId: weekId.ok ? weekId.value : '',
    manifest: manifest?.value ?? null,
    baseline: await baselineOf(path, configuration?.assets.baseline ?? defaultBaseline),
    accounts: loaded?.accounts ?? null,
    timezone,
    defaultTime: configuration ? publishTime(configuration.schedule.publish) : '08:10',
    files: await mediaFiles(path, sheet),
    instantOf,
    severities: configuration?.checks ?? new Map(),
    today: localDate(realNow(), timezone),
  });
  const ofWeek = weekId.ok ? [] : weekId.error;
  // What is wrong with the structure comes first: until it is mended, nothing of the sheet is used.
  return { rows, diagnostics: [...errors, ...ofWeek, ...checked.diagnostics] };
}

const defaultBaseline = 'docs/gtm/baseline-metrics.md';

/** Where the configuration says, from the root of the repository; else beside the sheet. */
async function baselineOf(sheetPath: string, inRepository: string): Promise<Baseline | null> {
  const folder = dirname(sheetPath);
  const beside = join(folder, basename(inRepository));
  const root = await repositoryAround(resolve(folder));
  for (const [file, path] of [
    [root === null ? beside : join(root, inRepository), inRepository],
    [beside, beside],
  ] as const) {
    const bytes = await readFile(file).catch(() => null);
    if (bytes) return sheetReader.readBaseline({ path, bytes });
  }
  return null;
}

type ManifestRead = ReturnType<typeof sheetReader.readManifest>;

async function manifestBeside(path: string): Promise<ManifestRead | null> {
  const week = /^(.*week-[^-]+)-/.exec(basename(path))?.[1];
  if (week === undefined) return null;
  const beside = join(dirname(path), `${week}-task-queue.json`);
  const bytes = await readFile(beside).catch(() => null);
  return bytes && sheetReader.readManifest({ path: beside, bytes });
}
