import type { Content } from './content.ts';

/** What leaves for a network: one part, or several for a thread. */
export interface Message {
  /** At least one. */
  readonly parts: readonly string[];
  readonly title: string | null;
}

const separator = /^[ \t]*---[ \t]*$/m;

/**
 * Composes what a network gets from what a row says. The copy's parts stand between lines of
 * `---`; the link follows the last one after an empty line, unless the copy already holds it.
 * Every count of characters is of these parts.
 *
 * @param content `linkPlacement` `inline` appends the link, `first-reply` makes it a further part
 *   of its own, `none` leaves it out
 */
export function composeMessage({
  copy,
  link,
  linkPlacement,
  title,
}: Pick<Content, 'copy' | 'link' | 'linkPlacement' | 'title'>): Message {
  // Most copies are one part of plain lines, and each is composed for every account and every check.
  const lines = copy.includes('\r') ? copy.replace(/\r\n?/g, '\n') : copy;
  const parts = (lines.includes('---') ? lines.split(separator) : [lines])
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const url = link.trim();
  const wanted = url !== '' && !parts.some((part) => holdsLink(part, url));
  return {
    parts: wanted ? withLink(parts, url, linkPlacement) : parts.length > 0 ? parts : [''],
    title: title?.trim() || null,
  };
}

function withLink(
  parts: readonly string[],
  link: string,
  placement: Content['linkPlacement'],
): readonly string[] {
  const last = parts.at(-1);
  if (placement === 'none') return last === undefined ? [''] : parts;
  if (placement === 'first-reply' || last === undefined) return [...parts, link];
  return [...parts.slice(0, -1), `${last}\n\n${link}`];
}

/** The link itself, not a longer one that begins with it: `https://a.test/` is not in `https://a.test/b`. */
function holdsLink(text: string, link: string): boolean {
  for (let at = text.indexOf(link); at >= 0; at = text.indexOf(link, at + 1)) {
    if (/^(?:$|[\s"'<>()[\]{}]|[.,;:!?…]+(?:\s|$))/.test(text.slice(at + link.length))) return true;
  }
  return false;
}
