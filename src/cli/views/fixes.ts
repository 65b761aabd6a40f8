import type { Fix } from '../../domain/fix-sheet.ts';
import type { Mending } from '../check/mend.ts';
import { count, say, shown, spelled, styled } from '../terminal.ts';

/** What would be written, cell by cell, before anything is. To standard error: it is no finding. */
export function showFixes(mendings: readonly Mending[]): void {
  for (const { fixes } of mendings) for (const fix of fixes) showFix(fix);
  const cells = mendings.reduce((sum, one) => sum + one.fixes.length, 0);
  say(`${count(cells, 'cell')} can be mended. Nothing else in the file changes.`);
}

function showFix({ file, line, column, post_id, cell, what, before, after }: Fix): void {
  say(
    `${styled('bold', `${spelled(file)}:${line}:${column}`)} ${shown(post_id)} ${cell}: ${what.join(', ')}`,
  );
  for (const text of marked(before)) say(styled('red', `  - ${text}`));
  for (const text of marked(after)) say(styled('green', `  + ${text}`));
}

/** Between bars, so that white space at the ends is seen. */
const marked = (text: string): readonly string[] =>
  `|${text}|`.split(/\r\n|\r|\n/).map((line) => shown(line));
