import type { Baseline, Metric } from '../baseline.ts';
import { daysBetween } from '../time.ts';
import { type Claim, numberOf } from './find-claims.ts';

/** After how many days a number is measured again before it is said. */
const freshDays = 30;

/** Why a claim may not go out. */
export interface Doubt {
  /** What is wrong, to stand behind "claims X, and". */
  readonly why: string;
  /** What would make it right. */
  readonly mend: string;
}

/**
 * Holds a claim against what the team has measured.
 *
 * @param day ISO local date on which it is said; null where that is not known: then age is nothing
 * @returns null where a metric has this number, is verified and fresh
 */
export function doubtOf(claim: Claim, baseline: Baseline | null, day: string | null): Doubt | null {
  if (!baseline)
    return { why: 'there is no baseline-metrics.md', mend: 'Write one with the metric' };
  const meant = baseline.metrics.filter((one) => isMeant(one, claim));
  const metric = meant.find((one) => one.verified) ?? meant[0];
  if (!metric) return unmeasured(claim, baseline);
  const at = `${baseline.file}:${metric.line}`;
  if (!metric.verified) {
    const why = `"${metric.name}" (${at}) is not verified`;
    return { why, mend: `Verify it and write Yes on line ${metric.line}` };
  }
  if (baseline.date === null)
    return { why: `${baseline.file} has no date`, mend: 'Write "Date: 2026-02-14" into it' };
  const age = day === null ? 0 : daysBetween(baseline.date, day);
  if (age <= freshDays) return null;
  const why = `"${metric.name}" (${at}) was measured on ${baseline.date}, ${age} days before`;
  return { why, mend: `Measure it again: a number is good for ${freshDays} days` };
}

/** The same subject with another number is named, so that it is found. */
function unmeasured(claim: Claim, { file, metrics }: Baseline): Doubt {
  const near = metrics.find((one) => isRelated(one.name, claim.sentence));
  const mend = `Add the metric to ${file}, with its number and Verified = Yes`;
  if (!near) return { why: `no metric of ${file} has that number`, mend };
  return { why: `"${near.name}" (${file}:${near.line}) says ${near.current || 'nothing'}`, mend };
}

const currencies: readonly RegExp[] = [
  /\$|usd|dollar|דולר/iu,
  /€|eur|[אי]ורו/iu,
  /£|gbp/iu,
  /₪|ils|nis|shekel|ש["״']?ח|שקל/iu,
];

const currencyOf = (text: string): RegExp | undefined => currencies.find((one) => one.test(text));

function isMeant({ name, current }: Metric, claim: Claim): boolean {
  const found = /(\d+(?:[.,]\d+)*)\s?(k|m|thousand|million|billion)?(?!\p{L})/iu.exec(current);
  if (!found || !isOfKind(current, claim)) return false;
  const measured = numberOf(found[1] ?? '', found[2]);
  const holds = claim.atLeast ? measured >= claim.value : measured === claim.value;
  return holds && (isTelling(claim) || isRelated(name, claim.sentence));
}

function isOfKind(current: string, { kind, text }: Claim): boolean {
  const currency = currencyOf(current);
  if (kind === 'amount of money') return currency === currencyOf(text);
  if (kind === 'percentage') return currency === undefined && !/[x×]/iu.test(current);
  return currency === undefined && !current.includes('%');
}

/** Two numbers of this form are hardly equal by chance, whatever the words around them. */
const isTelling = ({ kind, value, atLeast }: Claim): boolean =>
  kind === 'amount of money' || (kind === 'count' && value >= 100 && !atLeast);

/** Hebrew for the words that metrics are named with. */
const glossary: readonly (readonly [RegExp, string])[] = [
  [/משתמש/u, 'users'],
  [/לקוח/u, 'customers'],
  [/מבקר/u, 'visitors'],
  [/מנוי/u, 'subscribers'],
  [/נרשמ|הרשמ/u, 'signups'],
  [/הורד/u, 'downloads'],
  [/בדיק/u, 'checks'],
  [/אופטימיזצי/u, 'optimizations'],
  [/ראיונ/u, 'interviews'],
  [/מחיר/u, 'price'],
  [/המר/u, 'conversion'],
];

const small: ReadonlySet<string> = new Set([
  'with',
  'from',
  'that',
  'this',
  'your',
  'rate',
  'first',
]);

/** A word in common; the first letters count, so that "visitor" and "visitors" are one word. */
function isRelated(name: string, sentence: string): boolean {
  const translated = glossary.flatMap(([hebrew, word]) => (hebrew.test(sentence) ? [word] : []));
  const words = [...wordsOf(sentence), ...translated];
  return wordsOf(name).some((one) => words.some((other) => one.slice(0, 4) === other.slice(0, 4)));
}

const wordsOf = (text: string): readonly string[] =>
  (text.toLowerCase().match(/\p{L}{4,}/gu) ?? []).filter((word) => !small.has(word));
