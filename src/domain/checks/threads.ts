import { composeMessage } from '../message.ts';
import { networkLimits } from '../network-limits.ts';
import { visible } from '../text.ts';
import type { Row } from './row.ts';
import type { Target } from './targets.ts';

/** How authors say that more posts follow. "A thread of the story" is a text. */
const announcements: readonly RegExp[] = [
  /🧵/u,
  /^\s*(?:a |a short |a quick )?thread\s*[:!👇⬇]/imu,
  /\ba (?:short |quick |little )?thread\s*(?:$|[.:!…]|\p{Extended_Pictographic})/imu,
  /[[(]\s*thread\s*[\])]/iu,
  // "1/" and "1/7" begin a numbered part; "1/4 of all" is a share.
  /^\s*\(?1\s*\/\s*(?:\d+|n)?\)?(?=\s|$)(?!\s+of\b)/imu,
  /(?<![\p{L}\d])[הבו]?שרשור(?![\p{L}\d])/u,
];

const separator = /^[ \t]*---[ \t]*$/mu;

/** That a thread is one, and that nothing is one by mistake. */
export function checkThread(row: Row, { network, account }: Target): void {
  const threads = network && networkLimits[network].threads;
  if (threads === null) return;
  const text = row.cell('post_copy')?.text ?? '';
  const parts = separator.test(text) ? partsOf(text) : [text];
  if (threads && parts.length < 2) warnOfMissing(row, text);
  if (!threads && !account?.byPerson && parts.length > 1) {
    const message = `post_copy has ${parts.length} parts between lines of ---, and ${network} has no threads: each part would be a post of its own.`;
    const hint = 'Remove the lines of ---, or give each part a row.';
    row.report('thread-unsupported', 'post_copy', message, hint, separator.exec(text)?.index ?? 0);
  }
}

const partsOf = (copy: string): readonly string[] =>
  composeMessage({ copy, link: '', linkPlacement: 'none', title: null }).parts;

function warnOfMissing(row: Row, text: string): void {
  const found = announcements.map((one) => one.exec(text)).find((one) => one !== null);
  if (!found) return;
  const offset = found.index + (found[0].length - found[0].trimStart().length);
  const message = `post_copy announces a thread ("${visible(found[0].trim())}"), and there is only one post.`;
  const hint =
    'Write the further posts into the same cell, with --- on a line of its own between two of them, or take the announcement out.';
  row.report('thread-announced-but-missing', 'post_copy', message, hint, offset);
}
