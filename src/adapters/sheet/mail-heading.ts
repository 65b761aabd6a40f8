/** What the heading of a section says of its mail. */
export interface MailHeading {
  /** Tag of BCP 47, in small letters; null: a day alone, of which the language is not known. */
  readonly language: string | null;
  /** `D3` */
  readonly day: string;
  /** As it is written. */
  readonly found: string;
  /** How it is to be written; null where it is. */
  readonly right: string | null;
}

/** Names of languages as people write them in a heading. */
const languages: ReadonlyMap<string, string> = new Map([
  ['en', 'en'],
  ['english', 'en'],
  ['אנגלית', 'en'],
  ['he', 'he'],
  ['hebrew', 'he'],
  ['עברית', 'he'],
]);

const language = `(?<language>${[...languages.keys()].join('|')})(?:-[a-z]{2})?`;
const day = String.raw`(?:d|day|יום)[\s_-]*(?<day>\d+)(?!\p{L})`;
const between = String.raw`[\s_:()[\]/|–—-]+`;
/** Any level, or a whole line in bold. */
const opening = String.raw`^\s{0,3}(?:#{1,6}\s{0,9}[*_]{0,3}|[*_]{2,3}(?=.*[*_]{2}\s*$))\s{0,9}`;

const exact = /^##\s+([a-z]{2})\s+(d\d+)(?!\p{L})/iu;
const nearly = [
  new RegExp(`${opening}${language}${between}${day}`, 'iu'),
  new RegExp(`${opening}${day}${between}${language}(?!\\p{L})`, 'iu'),
];
/** Of a mail only where a part of one stands below it: a team writes of its days too. */
const dayAlone = new RegExp(String.raw`^##\s+${day}`, 'iu');

/** Reads `## EN D3 — …`, and what is nearly that: `# EN D3`, `## EN Day 3`, `##D3 (English)`. */
export function headingOf(line: string): MailHeading | null {
  const found = line.trim();
  const [, tag, number] = exact.exec(line) ?? [];
  if (tag && number)
    return { language: tag.toLowerCase(), day: number.toUpperCase(), found, right: null };
  for (const pattern of nearly) {
    const groups = pattern.exec(line)?.groups;
    const meant = languages.get(groups?.language?.toLowerCase() ?? '');
    if (!groups || !meant) continue;
    const name = `D${groups.day}`;
    return { language: meant, day: name, found, right: `## ${meant.toUpperCase()} ${name}` };
  }
  const alone = dayAlone.exec(line)?.groups;
  return alone
    ? { language: null, day: `D${alone.day}`, found, right: `## EN D${alone.day}` }
    : null;
}
