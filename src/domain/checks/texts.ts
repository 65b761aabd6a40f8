import type { Content } from '../content.ts';
import { composeMessage } from '../message.ts';
import { limitsOf, mostOfUnit, networkLimits } from '../network-limits.ts';
import { visible } from '../text.ts';
import { deriveTitle } from '../title.ts';
import type { Row } from './row.ts';
import type { Target } from './targets.ts';

export function checkCopy(row: Row): void {
  if (row.text('post_copy') !== '') return;
  row.report('copy-missing', 'post_copy', 'post_copy is empty.', 'Write the text of the post.');
}

/**
 * The title under which a row goes to a network: its own, or one derived from the first sentence
 * where the network needs one.
 */
export function checkTitle(row: Row, { network }: Target): string | null {
  const own = row.text('title');
  const limits = network && networkLimits[network];
  if (own === '') {
    if (!limits?.titleRequired || row.text('post_copy') === '') return null;
    const title = deriveTitle(row.text('post_copy'), limits.title ?? 300);
    const column = row.cell('title') ? 'title' : 'post_copy';
    const message = `The post has no title, and ${network} needs one; the first sentence is taken: "${visible(title)}".`;
    row.report('title-missing', column, message, 'Write a title into the column title.');
    return title;
  }
  const length = [...own].length;
  if (limits?.title && length > limits.title) {
    const message = `The title has ${length} characters; ${network} takes ${limits.title}.`;
    row.report('too-long', 'title', message, `Shorten it by ${length - limits.title}.`);
  }
  return own;
}

/** Each part of the message, link included, by the network's own counting. */
export function checkLength(
  row: Row,
  { network, account }: Target,
  content: Pick<Content, 'copy' | 'link' | 'linkPlacement' | 'title'>,
): void {
  const limits = account ? limitsOf(account) : network && networkLimits[network];
  if (!limits?.text) return;
  const { parts } = composeMessage(content);
  for (const [index, part] of parts.entries()) {
    // Most posts are far from the limit, and need no exact count.
    if (part.length * mostOfUnit <= limits.text) continue;
    const length = limits.measure(part);
    if (length <= limits.text) continue;
    const which = parts.length > 1 ? `Part ${index + 1} of ${parts.length}` : 'The message';
    const message = `${which} has ${length} ${limits.unit}; ${network} takes ${limits.text}.`;
    const hint = `Shorten it by ${length - limits.text}. The link and the empty line before it count.`;
    row.report('too-long', 'post_copy', message, hint);
  }
}
