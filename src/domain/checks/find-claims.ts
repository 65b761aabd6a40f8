import { isPlain } from '../text.ts';
import { type ClaimKind, type ClaimPattern, claimPatterns } from './claim-patterns.ts';
import { numberWords } from './claim-words.ts';

/** A number that readers take for a fact about the product. */
export interface Claim {
  readonly kind: ClaimKind;
  /** As it is written. */
  readonly text: string;
  /** In UTF-16 units of the text. */
  readonly offset: number;
  readonly value: number;
  /** It says that there are more: `5,000+`, `over 5,000`, `thousands`. */
  readonly atLeast: boolean;
  /** The sentence in which it stands: what the number is of. */
  readonly sentence: string;
}

/** Numbers in addresses and merge tags are read by programs. Blanks keep the places of the rest. */
const unread = /https?:\/\/\S+|\{\{[^{}]*\}\}/gu;

/** What claims need, each once, with the patterns that need it. */
const families = Map.groupBy(claimPatterns, ({ needs }) => needs);

/** Without one of these there is no claim: most texts are read no further. */
const worthReading = new RegExp([...families.keys()].map(({ source }) => source).join('|'), 'iu');

/** Digits and signs of other keyboards, `٩٩٪` and `９９％`; one for one, so that places stay. */
const asTyped = (text: string): string =>
  text
    .replace(/[٠-٩۰-۹０-９]/gu, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/[٪％﹪]/gu, '%');

/** A sign of no width within a number or a word, and letters and digits that are only drawn otherwise. */
const strange =
  /(?<=[\p{L}\p{N},.])\p{Default_Ignorable_Code_Point}+(?=[\p{L}\p{N},.%])|[\u{1d400}-\u{1d7ff}]/gu;

/** A text as people read it, and where a place in it stands in the text as it is written. */
interface Reading {
  readonly read: string;
  readonly placeOf: (at: number) => number;
}

const asWritten = (text: string): Reading => ({ read: text, placeOf: (at) => at });

function asRead(text: string): Reading {
  let read = '';
  let last = 0;
  const moves: { readonly at: number; readonly by: number }[] = [];
  for (const { 0: found, index } of text.matchAll(strange)) {
    read += text.slice(last, index) + found.normalize('NFKC').replace(hidden, '');
    last = index + found.length;
    moves.push({ at: read.length, by: last - read.length });
  }
  return {
    read: asTyped(read + text.slice(last)),
    placeOf: (at) => at + (moves.findLast((one) => one.at <= at)?.by ?? 0),
  };
}

const hidden = /\p{Default_Ignorable_Code_Point}/gu;

/** The numeric claims of a text, in its order. */
export function findClaims(text: string): readonly Claim[] {
  const blanked =
    text.includes('://') || text.includes('{{')
      ? text.replace(unread, (found) => ' '.repeat(found.length))
      : text;
  const { read, placeOf } = isPlain(blanked) ? asWritten(blanked) : asRead(blanked);
  if (!worthReading.test(read)) return [];
  const found = [...families].flatMap(([needs, patterns]) =>
    needs.test(read) ? patterns.flatMap((one) => matchesOf(one, read)) : [],
  );
  found.sort((a, b) => a.offset - b.offset || b.text.length - a.text.length);
  return found
    .filter((one, at) => {
      const before = found[at - 1];
      return !before || one.offset >= before.offset + before.text.length;
    })
    .map((one) => {
      const offset = placeOf(one.offset);
      // The end of its last character, not the beginning of what is hidden behind it.
      const last = one.offset + one.text.length - 1;
      return {
        ...one,
        offset,
        text: text.slice(offset, placeOf(last) + widthAt(text, placeOf(last))),
      };
    });
}

const matchesOf = ({ kind, pattern }: ClaimPattern, read: string): readonly Claim[] =>
  [...read.matchAll(pattern)].flatMap((match) => claimOf(kind, match, read) ?? []);

/** Of the character there, in UTF-16 units. */
const widthAt = (text: string, at: number): number =>
  (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;

function claimOf(kind: ClaimKind, match: RegExpExecArray, text: string): Claim | null {
  const { number, scale, words } = match.groups ?? {};
  const { 0: said, index } = match;
  const after = text.slice(index + said.length);
  const before = text.slice(0, index);
  if (kind === 'percentage' && isIdiom(number, after)) return null;
  if (kind === 'rank' && isNumbering(text, before, after)) return null;
  if (kind === 'share' && isPartOf(before, after)) return null;
  if (kind === 'count' && number !== undefined && numberOf(number) === 0) return null;
  const counted = words === undefined ? 1 : (numberWords.get(words.toLowerCase()) ?? 1);
  return {
    kind,
    text: said.trim(),
    offset: index + (said.length - said.trimStart().length),
    value: number === undefined ? counted * factorOf(scale) : numberOf(number, scale),
    atLeast: kind === 'count' && (words !== undefined || isOpen(before, said, after)),
    sentence: sentenceAt(text, index),
  };
}

/** "100% free" says that it is free, and nothing that could be measured. */
const isIdiom = (number: string | undefined, after: string): boolean =>
  number === '100' && /^\s?(?:free|organic|sure|ב?חינם)(?!\p{L})/iu.test(after);

/** What is numbered in a text, and boasts of nothing. */
const numbered =
  'tip|mistake|step|rule|reason|part|lesson|day|week|question|problem|myth|blocker|fix|issue|tactical|טיפ|טעות|שלב|כלל|סיבה|חלק|שיעור|יום|שאלה|בעיה|מיתוס';
const isNumbered = new RegExp(String.raw`(?:${numbered})\s*$`, 'iu');
const numbersOne = new RegExp(String.raw`^\s(?:${numbered})(?!\p{L})`, 'iu');

/** "Part 1 out of 3", "(2 out of 7)" */
const isPartOf = (before: string, after: string): boolean =>
  isNumbered.test(before) ||
  (/(?<!(?:rated|rating|scores?)\W{0,3})[([]\s?$/iu.test(before) &&
    /^\s?[)\]]\s*(?:$|\n)/.test(after));

/** "Tip #1", "The number one mistake", and "#1 … #2 …" count what follows. */
const isNumbering = (text: string, before: string, after: string): boolean =>
  isNumbered.test(before) ||
  numbersOne.test(after) ||
  /^\son\s(?:the|your|our|my|this)\s(?:check-?)?list(?!\p{L})/iu.test(after) ||
  /(?:#|no\.\s?|number\s|מספר\s|מס['׳]\s)2(?!\d)|מקום\sשני(?!\p{L})/iu.test(text) ||
  /^\s*[:.)]\s*\p{L}/u.test(after);

const isOpen = (before: string, said: string, after: string): boolean =>
  said.includes('+') ||
  after.startsWith('+') ||
  /(?:over|above|more than|at least|מעל|יותר מ-?|לפחות)\s*$/iu.test(before);

const scales: ReadonlyMap<string, number> = new Map([
  ['hundred', 100],
  ['k', 1000],
  ['thousand', 1000],
  ['אלף', 1000],
  ['m', 1_000_000],
  ['million', 1_000_000],
  ['מיליון', 1_000_000],
  ['billion', 1_000_000_000],
  ['מיליארד', 1_000_000_000],
]);

const factorOf = (scale?: string): number => scales.get(scale?.toLowerCase() ?? '') ?? 1;

/** `12,400`, `4.2`, `1.5` with `million`: a comma before three digits groups, any other divides. */
export function numberOf(number: string, scale?: string): number {
  const plain = number.replace(/,(?=\d{3}(?:\D|$))/g, '').replace(',', '.');
  return Math.round(Number.parseFloat(plain) * factorOf(scale) * 1e6) / 1e6;
}

function sentenceAt(text: string, index: number): string {
  const before =
    text
      .slice(0, index)
      .split(/\n|[.!?…](?=\s)/u)
      .at(-1) ?? '';
  const after = text.slice(index).split(/\n|[.!?…](?=\s|$)/u)[0] ?? '';
  return `${before}${after}`.trim();
}
