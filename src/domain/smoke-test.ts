/** What a test post says: it is public for a moment, and whoever sees it must know what it is. */
export interface SmokeTestWords {
  readonly title: string;
  readonly text: string;
}

/**
 * The words of a test post. They are harmless to whoever reads them, fit every network's limits, hold
 * no sign that a network gives a meaning to, and can be found again by their mark.
 *
 * @param mark told apart from every other test post
 * @param stays it is not removed afterwards
 */
export function smokeTestWords(mark: string, stays: boolean): SmokeTestWords {
  const future = stays ? 'Please ignore it.' : 'It will be removed at once.';
  return {
    title: `A test by Broadsheet, ${mark}`,
    text: `This is a test by Broadsheet, to see whether this account works. ${future} Mark: ${mark}`,
  };
}
