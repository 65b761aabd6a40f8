import { print, shown, styled } from '../terminal.ts';

/** A part of a post, with its length by the network's own counting. */
export interface ShownPart {
  readonly text: string;
  readonly length: number;
  readonly limit: number | null;
}

/** `412/500`, or for a thread its parts and the longest of them: `3 parts, 240/280`. */
export function lengthsOf(parts: readonly ShownPart[]): string {
  const [longest] = [...parts].sort((a, b) => b.length - a.length);
  if (!longest) return '';
  const length = lengthOf(longest);
  return parts.length > 1 ? `${parts.length} parts, ${length}` : length;
}

function lengthOf({ length, limit }: ShownPart): string {
  if (limit === null) return String(length);
  const text = `${length}/${limit}`;
  return length > limit ? styled('red', text) : text;
}

/** The words as people will see them, each line safe to show and in its own direction. */
export function showText({
  title,
  parts,
}: {
  readonly title: string | null;
  readonly parts: readonly ShownPart[];
}): void {
  showWords(
    title,
    parts.map(({ text }) => text),
    parts.map(lengthOf),
  );
}

/** @param notes beside the number of each part; left out: none */
export function showWords(
  title: string | null,
  parts: readonly string[],
  notes: readonly string[] = [],
): void {
  if (title) print(`    ${styled('bold', shown(title))}`);
  parts.forEach((part, index) => {
    const number = parts.length > 1 ? `${index + 1}/${parts.length}` : '';
    const head = [number, notes[index]].filter(Boolean).join(', ');
    if (head !== '') print(styled('dim', `    ${head}`));
    for (const line of part.split('\n')) print(`    ${shown(line)}`);
  });
}
