import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { failure, type Result, success } from '../../domain/result.ts';

/**
 * Reads a sheet that a person named.
 *
 * @param largest bytes: what has more is no sheet, and is read no further
 */
export async function readSheetFile(path: string, largest: number): Promise<Result<Uint8Array>> {
  try {
    const found = await stat(path);
    // A pipe is one too: `check <(export-the-sheet)`.
    if (!found.isFile() && !found.isFIFO()) return unreadable(path, 'this is no file');
    if (found.size > largest)
      return unreadable(path, `it has ${found.size} bytes, and a sheet at most ${largest}`);
    return await readUpTo(path, largest);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return unreadable(path, 'there is no such file, folder or git ref');
    return unreadable(path, code === 'EACCES' ? 'you have no right to read it' : message);
  }
}

/** A pipe does not say its size, and a file may grow while it is read. */
async function readUpTo(path: string, largest: number): Promise<Result<Uint8Array>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of createReadStream(path)) {
    size += chunk.length;
    if (size > largest)
      return unreadable(path, `it has more than ${largest} bytes, which is the most of a sheet`);
    chunks.push(chunk);
  }
  return success(Buffer.concat(chunks));
}

const unreadable = (path: string, why: string) =>
  failure({
    code: 'file-unreadable',
    message: `${path}: ${why}.`,
    remedy:
      'Name a sheet such as docs/gtm/week-1-social-publishing-sheet.csv, its folder, or commits: main..HEAD.',
  });
