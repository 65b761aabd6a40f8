const rightToLeft = '\\p{Script=Hebrew}\\p{Script=Arabic}';

/** What stands in quotes, with a letter of a language that is read from right to left. */
const quoted = `"[^"\\n]*[${rightToLeft}][^"\\n]*"`;
/** From the first such letter to the last, with no Latin one in between. */
const run = `[${rightToLeft}](?:[^\\n"\\p{Script=Latin}]*[${rightToLeft}])?`;

const foreign = new RegExp(`${quoted}|${run}`, 'gu');

/**
 * Prose as every program shows it: words that are read from right to left keep their own direction
 * inside an English line (Unicode isolates, https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates).
 * Not for words that people copy: what can't be seen would be copied along.
 */
export const isolated = (prose: string): string =>
  prose.replace(foreign, (found) =>
    found.startsWith('"') ? `"\u2068${found.slice(1, -1)}\u2069"` : `\u2068${found}\u2069`,
  );
