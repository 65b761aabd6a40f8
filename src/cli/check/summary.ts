import { appendFile } from 'node:fs/promises';
import { sheetChanges } from '../../domain/changes.ts';
import type { Problem } from '../../domain/result.ts';
import { markdownOf } from '../views/check-markdown.ts';
import type { CheckedSource } from './checked-source.ts';
import { checkDocument, fromRoot } from './report.ts';

/**
 * Appends to a file what was found and what would go out, as Markdown.
 *
 * @returns why it could not be written; null where it was
 */
export async function writeSummary(
  file: string,
  checked: readonly CheckedSource[],
): Promise<Problem | null> {
  const document = checkDocument(await fromRoot(checked));
  const changes = checked.flatMap(({ earlier, posts }) =>
    posts === null ? [] : sheetChanges(earlier?.() ?? null, posts()),
  );
  const timezone = checked[0]?.timezone ?? 'UTC';
  try {
    await appendFile(file, markdownOf({ document, changes, timezone }));
    return null;
  } catch (error) {
    return {
      code: 'file-unwritable',
      message: `${file} could not be written: ${(error as NodeJS.ErrnoException).code}.`,
      remedy: 'Name a file in a folder in which you may write.',
    };
  }
}
