import { closestMatch } from 'leven';

/**
 * "Did you mean": the candidate closest to a misspelt word, whatever its case.
 *
 * @param word as it was written
 * @param candidates what it may have meant, best first among equals
 * @returns null where nothing is close: more than a third of the word, rounded up, differs
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const wanted = word.trim().toLowerCase();
  if (!wanted) return null;
  const maxDistance = Math.ceil(wanted.length / 3);
  const originals = new Map<string, string>();
  for (const candidate of candidates) {
    const folded = candidate.toLowerCase();
    if (Math.abs(folded.length - wanted.length) > maxDistance || originals.has(folded)) continue;
    originals.set(folded, candidate);
  }
  const found = closestMatch(wanted, [...originals.keys()], { maxDistance });
  return (found !== undefined && originals.get(found)) || null;
}

/** `Did you mean "linkedin"? `, or nothing, ready to stand before the rest of a hint. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const found = nearest(word, candidates);
  return found ? `Did you mean "${found}"? ` : '';
}
