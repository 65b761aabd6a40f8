import { isPlain, visible } from '../text.ts';
import type { Passage } from './passage.ts';

/** Texts in UTF-8 that a program read as if each byte were a letter of one of these. */
const misread = [
  { encoding: 'windows-1252', least: 1, last: 0xff },
  // Its geresh before a quotation mark is also good Hebrew, so one sign proves nothing; and from
  // 0xe0 on it has the letters of Hebrew itself.
  { encoding: 'windows-1255', least: 2, last: 0xdf },
].map(({ encoding, least, last }) => {
  const bytes = new Map<string, number>();
  const decoder = new TextDecoder(encoding);
  for (let byte = 0x80; byte <= last; byte += 1)
    bytes.set(decoder.decode(Uint8Array.of(byte)), byte);
  const signs = [...bytes.keys()].map((one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
  return { bytes, least, run: new RegExp(`[${signs.join('')}]{2,}`, 'gu') };
});

/** What text in our languages is made of beside ASCII; only that shows that a run was misread. */
const plausible =
  /[\p{Script=Hebrew}\u00a0-\u00ff\u2010-\u2026\u2030\u2039\u203a\u20aa\u20ac\u2122\u2190-\u2199\ufeff\u0410-\u044f\p{Extended_Pictographic}]/u;

const patterns: readonly (readonly [RegExp, string])[] = [
  [/\ufffd/u, 'U+FFFD, the sign for a letter that was lost'],
  [/\?{3,}(?:\s+\?{2,})+/u, 'question marks where letters were'],
  [
    /&(?:amp|lt|gt|quot|apos|nbsp|shy|[lr][sd]quo|[mn]dash|hellip|bull|copy|reg|trade|euro|#\d{2,6}|#x[\da-f]{2,5});/iu,
    'a sign as HTML writes it',
  ],
  // Hebrew of one byte a letter, read as Western European: no language has four of these together.
  [/[à-ú]{4,}/u, 'letters that stand for Hebrew ones'],
];

const hint = 'Write it anew, or save the file as UTF-8 where the text is still right.';

/** Text that went through the wrong encoding: it is readable to nobody. */
export function checkGarbled(passage: Passage): void {
  for (const [pattern, what] of patterns) {
    const found = pattern.exec(passage.text);
    if (found) report(passage, found, what, '');
  }
  if (isPlain(passage.text)) return;
  for (const { bytes, least, run } of misread)
    for (const found of passage.text.matchAll(run)) {
      const meant = decode([...found[0]].map((sign) => bytes.get(sign) ?? 0));
      if (meant.filter((sign) => plausible.test(sign)).length < least) continue;
      report(passage, found, 'UTF-8 that was read as another encoding', meant.join(''));
      return;
    }
}

function report(passage: Passage, found: RegExpExecArray, what: string, meant: string): void {
  const message = `${passage.name} is garbled at "${visible(found[0], 20)}": ${what}.`;
  const guess = meant === '' ? '' : `Did you mean "${visible(meant, 20)}"? `;
  passage.report('garbled-text', message, `${guess}${hint}`, found.index);
}

const utf8 = new TextDecoder();

/** The characters of several bytes in a run; single ones that are no UTF-8 are left out. */
function decode(bytes: readonly number[]): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const text = utf8.decode(Uint8Array.from(bytes.slice(at, at + length)));
    const isOne = [...text].length === 1 && text !== '\ufffd';
    if (isOne) found.push(text);
    at += isOne ? length : 1;
  }
  return found;
}
