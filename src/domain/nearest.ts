import leven from 'leven';

/**
 * The candidate that a person most likely meant, for "did you mean".
 *
 * @returns null where none is near: more than a third of the letters differ
 */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const wanted = word.normalize('NFKC').toLowerCase().trim();
  let best: { readonly candidate: string; readonly distance: number } | null = null;
  for (const candidate of candidates) {
    const distance = leven(wanted, candidate.toLowerCase());
    if (best === null || distance < best.distance) best = { candidate, distance };
  }
  if (best === null) return null;
  const allowed = Math.max(2, Math.ceil(best.candidate.length / 3));
  return best.distance <= allowed ? best.candidate : null;
}
