import type { Content } from './content.ts';

export interface Message {
  /** One for a post, several for a thread, in the order in which they are published. */
  readonly parts: readonly string[];
  readonly title: string | null;
}

/**
 * What the world will read: the copy, an empty line, the link, unless the copy already holds the
 * link. `---` on a line of its own divides a thread; the link goes into its last part, or into a
 * further one where the connector puts links into a first reply.
 */
export function composeMessage(
  content: Pick<Content, 'copy' | 'link' | 'linkPlacement' | 'title'>,
): Message {
  const { copy, link, linkPlacement, title } = content;
  const parts = copy
    .split(/^[ \t]*---[ \t]*$/m)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) parts.push('');
  const held = link === '' || holdsLink(copy, link);
  if (held || linkPlacement === 'none') return { parts, title };
  if (linkPlacement === 'first-reply') return { parts: [...parts, link], title };
  const last = parts.at(-1) ?? '';
  return { parts: [...parts.slice(0, -1), last === '' ? link : `${last}\n\n${link}`], title };
}

/** The link as a whole: `https://a.example/x` is not held by `https://a.example/xyz`. */
function holdsLink(copy: string, link: string): boolean {
  for (let at = copy.indexOf(link); at >= 0; at = copy.indexOf(link, at + 1)) {
    const after = copy[at + link.length];
    if (after === undefined || !/[\w\-/&=%#?~]/.test(after)) return true;
  }
  return false;
}
