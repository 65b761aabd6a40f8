import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { sheetReader } from '../compose.ts';
import type { Baseline } from '../domain/baseline.ts';
import { type Allowed, nothingAllowed } from '../domain/checks/allowances.ts';
import { repositoryAround } from './media-files.ts';

const defaultBaseline = 'docs/gtm/baseline-metrics.md';

/**
 * The baseline that holds for a file: where the configuration says, from the root of the repository
 * around it, else beside it.
 *
 * @param inRepository null without a configuration
 */
export async function baselineOf(
  filePath: string,
  inRepository: string | null,
): Promise<Baseline | null> {
  const folder = dirname(filePath);
  const usual = inRepository ?? defaultBaseline;
  const beside = join(folder, basename(usual));
  const root = await repositoryAround(resolve(folder));
  const places = root === null ? [] : [[join(root, usual), usual] as const];
  for (const [file, path] of [...places, [beside, beside] as const]) {
    const bytes = await readFile(file).catch(() => null);
    if (bytes) return sheetReader.readBaseline({ path, bytes });
  }
  return null;
}

/** What stands before the name of a kind of file: `week-1`. */
const weekOf = (path: string): string | null =>
  /^(.*week-[^-]+)-/.exec(basename(path))?.[1] ?? null;

/** What the team lets pass in the same week. */
export async function allowedBeside(path: string): Promise<Allowed> {
  const week = weekOf(path);
  if (week === null) return nothingAllowed;
  const beside = join(dirname(path), `${week}-allowed.csv`);
  const bytes = await readFile(beside).catch(() => null);
  return bytes ? sheetReader.readAllowed({ path: beside, bytes }) : nothingAllowed;
}

type ManifestRead = ReturnType<typeof sheetReader.readManifest>;

/** The task queue of the same week; null: there is none. */
export async function manifestBeside(path: string): Promise<ManifestRead | null> {
  const week = weekOf(path);
  if (week === null) return null;
  const beside = join(dirname(path), `${week}-task-queue.json`);
  const bytes = await readFile(beside).catch(() => null);
  return bytes && sheetReader.readManifest({ path: beside, bytes });
}
