/**
 * A title from the first sentence of a text.
 *
 * @param longest characters; a longer sentence is cut between words and ends in `…`
 */
export function deriveTitle(copy: string, longest: number): string {
  const lines = copy.split('\n').map((line) => line.trim());
  const line = lines.find((one) => one !== '' && one !== '---') ?? '';
  const sentence = /^.*?[.!?…]+(?=\s|$)/u.exec(line)?.[0] ?? line;
  // A full stop ends sentences, not titles; a question or an exclamation keeps its mark.
  const title = sentence.replace(/(?<!\.)\.$/u, '');
  const characters = [...title];
  if (characters.length <= longest) return title;
  const cut = characters.slice(0, longest - 1).join('');
  const lastSpace = cut.lastIndexOf(' ');
  return `${(lastSpace > longest / 2 ? cut.slice(0, lastSpace) : cut).trimEnd()}…`;
}
