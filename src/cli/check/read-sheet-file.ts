import { readFile, stat } from 'node:fs/promises';
import { failure, type Result, success } from '../../domain/result.ts';

/**
 * Reads a sheet that a person named.
 *
 * @param largest bytes: what has more is no sheet, and is not read at all
 */
export async function readSheetFile(path: string, largest: number): Promise<Result<Uint8Array>> {
  try {
    const found = await stat(path);
    // A pipe is one too: `check <(export-the-sheet)`.
    if (!found.isFile() && !found.isFIFO()) return unreadable(path, 'this is no file');
    if (found.size > largest)
      return unreadable(path, `it has ${found.size} bytes, and a sheet at most ${largest}`);
    return success(await readFile(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return unreadable(path, 'there is no such file, folder or git ref');
    return unreadable(path, code === 'EACCES' ? 'you have no right to read it' : message);
  }
}

const unreadable = (path: string, why: string) =>
  failure({
    code: 'file-unreadable',
    message: `${path}: ${why}.`,
    remedy:
      'Name a sheet such as docs/gtm/week-1-social-publishing-sheet.csv, its folder, or commits: main..HEAD.',
  });
