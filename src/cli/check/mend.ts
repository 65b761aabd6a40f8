import { chmod, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { type Fix, fixesOf, withFixes } from '../../domain/fix-sheet.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { CheckedSource } from './checked-source.ts';

/** What can be mended in one sheet. */
export interface Mending {
  readonly path: string;
  readonly fixes: readonly Fix[];
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

const byteOrderMark = '\ufeff';

/**
 * What can be mended by itself in a sheet.
 *
 * @returns no fixes where its structure is not in order, or where it is no CSV
 */
export function mendingOf({ source, sheet, diagnostics, weekId }: CheckedSource): Mending {
  const { path, bytes } = source;
  const broken = diagnostics.some((one) => one.scope === 'sheet' && one.severity === 'error');
  const nothing = { path, fixes: [], before: bytes, after: bytes };
  if (broken || path.toLowerCase().endsWith('.json')) return nothing;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : '';
  const words = text.slice(mark.length);
  const fixes = fixesOf(words, sheet.rows, diagnostics, weekId);
  return { ...nothing, fixes, after: Buffer.from(mark + withFixes(words, fixes)) };
}

/** Writes a sheet anew, in one step: whoever reads it meanwhile sees the old one or the new one. */
export async function write({ path, before, after }: Mending): Promise<Result<null>> {
  const file = await realpath(path);
  const found = await stat(file);
  if (!found.isFile()) return unwritable(path, 'it is no file');
  if (!Buffer.from(before).equals(await readFile(file)))
    return unwritable(path, 'somebody has changed it meanwhile');
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, after, { flag: 'wx' });
    await chmod(beside, found.mode);
    await rename(beside, file);
    return success(null);
  } catch (error) {
    await rm(beside, { force: true });
    return unwritable(path, String((error as NodeJS.ErrnoException).code));
  }
}

const unwritable = (path: string, why: string) =>
  failure({
    code: 'file-unwritable',
    message: `${path} was not mended: ${why}.`,
    remedy: 'Look at the file, and run it again.',
  });
