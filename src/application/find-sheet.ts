import type { Baseline } from '../domain/baseline.ts';
import { type Allowed, nothingAllowed } from '../domain/checks/allowances.ts';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { nearest } from '../domain/nearest.ts';
import { failure, type Problem, type Result, success } from '../domain/result.ts';
import type { Manifest, Sheet } from '../domain/sheet.ts';
import { weekIdOf } from '../domain/week-id.ts';
import type { Snapshot } from './ports/source.ts';
import type { Services } from './services.ts';

/** A sheet of a commit, read and named, not yet checked. */
export interface FoundSheet {
  readonly weekId: string;
  readonly sheet: Sheet;
  readonly manifest: Manifest | null;
  readonly baseline: Baseline | null;
  readonly allowed: Allowed;
}

/** Why a sheet can not be trusted: one problem to say, and every place to mend. */
export interface SheetProblem extends Problem {
  readonly diagnostics: readonly Diagnostic[];
}

/** Paths that match the template, with what stands for `{week}`: `1` of `week-1-….csv`. */
export function matchTemplate(
  paths: Iterable<string>,
  template: string,
): readonly { readonly path: string; readonly week: string }[] {
  const [before = '', after = ''] = template.split('{week}');
  const found = [];
  for (const path of paths) {
    if (!path.startsWith(before) || !path.endsWith(after)) continue;
    const week = path.slice(before.length, path.length - after.length);
    if (week && !week.includes('/')) found.push({ path, week });
  }
  return found.sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

/**
 * Reads every sheet of a commit that the configuration's template names.
 *
 * @returns for each sheet what it is, or why it can not be trusted
 */
export async function findSheets(
  services: Services,
  snapshot: Snapshot,
): Promise<readonly Result<FoundSheet, SheetProblem & { readonly file: string }>[]> {
  const templates = [services.configuration.assets.sheet];
  if (templates[0]?.endsWith('.csv')) templates.push(templates[0].replace(/\.csv$/, '.json'));
  const matches = templates.flatMap((template) => matchTemplate(snapshot.files.keys(), template));
  const found = [];
  for (const match of matches) found.push(await readOne(services, snapshot, match));
  return found;
}

async function readOne(
  services: Services,
  snapshot: Snapshot,
  match: { readonly path: string; readonly week: string },
): Promise<Result<FoundSheet, SheetProblem & { readonly file: string }>> {
  const untrusted = (diagnostics: readonly Diagnostic[], problem?: Problem) =>
    failure({ ...(problem ?? summary(match.path, diagnostics)), diagnostics, file: match.path });
  const bytes = await snapshot.read(match.path);
  if (!bytes.ok) return untrusted([], bytes.error);
  const sheet = services.sheets.readSheet({ path: match.path, bytes: bytes.value });
  if (!sheet.ok) return untrusted(sheet.error);
  const manifestPath = `${match.path.slice(0, match.path.lastIndexOf('/') + 1)}week-${match.week}-task-queue.json`;
  let manifest: Manifest | null = null;
  if (snapshot.files.has(manifestPath)) {
    const text = await snapshot.read(manifestPath);
    if (!text.ok) return untrusted([], text.error);
    const read = services.sheets.readManifest({ path: manifestPath, bytes: text.value });
    if (!read.ok) return untrusted(read.error);
    manifest = read.value;
  }
  const weekId = weekIdOf(manifest, sheet.value);
  if (!weekId.ok) return untrusted(weekId.error);
  const baseline = await readBaseline(services, snapshot);
  const allowed = await readAllowed(services, snapshot, match.week);
  return success({ weekId: weekId.value, sheet: sheet.value, manifest, baseline, allowed });
}

/** Null also where it can't be read: no number is verified then, and the posts without one go on. */
async function readBaseline(services: Services, snapshot: Snapshot): Promise<Baseline | null> {
  const path = services.configuration.assets.baseline;
  if (!snapshot.files.has(path)) return null;
  const bytes = await snapshot.read(path);
  return bytes.ok ? services.sheets.readBaseline({ path, bytes: bytes.value }) : null;
}

/** Nothing where it can't be read: then all that was to pass is told. */
async function readAllowed(services: Services, snapshot: Snapshot, week: string): Promise<Allowed> {
  const path = services.configuration.assets.allowed.replace('{week}', week);
  if (!snapshot.files.has(path)) return nothingAllowed;
  const bytes = await snapshot.read(path);
  return bytes.ok ? services.sheets.readAllowed({ path, bytes: bytes.value }) : nothingAllowed;
}

function summary(path: string, diagnostics: readonly Diagnostic[]): Problem {
  const first = diagnostics[0];
  const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : '';
  return {
    code: 'sheet-rejected',
    message: `${path} can not be trusted: ${first?.message ?? 'it is unreadable'}${first ? ` at line ${first.line}` : ''}${more}.`,
    remedy: `${first?.hint ?? 'Mend the file.'} Nothing was changed; the last good import stays in force.`,
  };
}

/** Picks a week by its name. A wrong name is answered with the nearest one. */
export function pickWeek(
  sheets: readonly Result<FoundSheet, SheetProblem & { readonly file: string }>[],
  weekId: string,
): Result<FoundSheet, SheetProblem> {
  const named = sheets.flatMap((one) => (one.ok ? [one.value] : []));
  const matching = named.filter((one) => one.weekId === weekId);
  const [sheet, second] = matching;
  if (sheet && second)
    return failure({
      code: 'week-ambiguous',
      message: `${sheet.sheet.file} and ${second.sheet.file} both say that they are ${weekId}.`,
      remedy: 'Give each week its own week_id.',
      diagnostics: [],
    });
  if (sheet) return success(sheet);
  const broken = sheets.find((one) => !one.ok);
  if (broken && !broken.ok) return broken;
  const ids = named.map((one) => one.weekId);
  const close = nearest(weekId, ids);
  return failure({
    code: 'week-unknown',
    message: `No sheet of the branch is the week "${weekId}".`,
    remedy:
      ids.length === 0
        ? 'No file matches `assets.sheet` of the configuration: check the template and the branch.'
        : `${close ? `Did you mean ${close}? ` : ''}The branch has ${ids.join(', ')}.`,
    diagnostics: [],
  });
}
