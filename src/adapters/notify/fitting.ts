const rest = '…\n\nThis is not all of it: `broadsheet status` shows the rest.';

/**
 * A text that a receiver takes: what is longer is cut, and says so.
 *
 * @param longest in UTF-16 units
 */
export function fitting(text: string, longest: number): string {
  if (text.length <= longest) return text;
  // Half a sign at the end would be no text at all.
  return text.slice(0, longest - rest.length).replace(/[\ud800-\udbff]$/, '') + rest;
}
