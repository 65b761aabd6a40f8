import { basename } from 'node:path';
import { sheetReader } from '../../compose.ts';
import type { Baseline } from '../../domain/baseline.ts';
import { type Allowed, nothingAllowed } from '../../domain/checks/allowances.ts';
import type { SheetSource } from './sheet-source.ts';

const defaultBaseline = 'docs/gtm/baseline-metrics.md';

/**
 * The baseline that holds for a source: where the configuration says, from the root of its
 * repository, else beside it.
 *
 * @param configured null without a configuration
 */
export async function baselineOf(
  source: SheetSource,
  configured: string | null,
): Promise<Baseline | null> {
  const usual = configured ?? defaultBaseline;
  const there = await source.inRepository(usual);
  if (there) return sheetReader.readBaseline({ path: usual, bytes: there });
  const name = basename(usual);
  const bytes = await source.beside(name);
  return bytes && sheetReader.readBaseline({ path: pathBeside(source, name), bytes });
}

/** What stands before the name of a kind of file: `week-1`. */
const weekOf = ({ path }: SheetSource): string | null =>
  /^(.*week-[^-]+)-/.exec(basename(path))?.[1] ?? null;

const pathBeside = ({ path }: SheetSource, name: string): string => path.replace(/[^/\\]*$/, name);

/** What the team lets pass in the same week. */
export async function allowedBeside(source: SheetSource): Promise<Allowed> {
  const week = weekOf(source);
  if (week === null) return nothingAllowed;
  const name = `${week}-allowed.csv`;
  const bytes = await source.beside(name);
  return bytes
    ? sheetReader.readAllowed({ path: pathBeside(source, name), bytes })
    : nothingAllowed;
}

type ManifestRead = ReturnType<typeof sheetReader.readManifest>;

/** The task queue of the same week; null: there is none. */
export async function manifestBeside(source: SheetSource): Promise<ManifestRead | null> {
  const week = weekOf(source);
  if (week === null) return null;
  const name = `${week}-task-queue.json`;
  const bytes = await source.beside(name);
  return bytes && sheetReader.readManifest({ path: pathBeside(source, name), bytes });
}
