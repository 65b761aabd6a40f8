/** What a claim counts in. */
export type ClaimKind = 'percentage' | 'multiple' | 'amount of money' | 'count' | 'share' | 'rank';

export interface ClaimPattern {
  readonly kind: ClaimKind;
  /** Its group `number` is the number, `scale` what multiplies it, `words` a number in words. */
  readonly pattern: RegExp;
}

const start = String.raw`(?<![\p{L}\p{N}.,/#])`;
const end = String.raw`(?![\p{L}\p{N}])`;
const number = String.raw`(?<number>\d+(?:[.,]\d+)*)`;
const range = String.raw`(?:\d+(?:[.,]\d+)*\s?[-–]\s?)?`;
const scale = String.raw`(?:\s?(?<scale>[km]|thousand|million|billion|אלף|מיליון|מיליארד)${end})?`;
const signs = '[$€£₪]';
const currencies = `(?:${signs}|(?:usd|eur|gbp|ils|nis|dollars?|euros?|shekels?|ש["״']?ח|שקל(?:ים)?|דולר(?:ים)?|[אי]ורו)${end})`;

/** Whoever uses or buys: any number of them is a claim. */
const customers = [
  'users',
  'customers',
  'clients',
  'subscribers',
  'sign-?ups',
  'downloads',
  'installs',
  'buyers',
  'משתמש(?:ים|ות)',
  'לקוחות',
  'מנוי(?:ים|ות)',
  'נרשמ(?:ים|ות|ו)',
  'הורדות',
  'רוכש(?:ים|ות)',
].join('|');

/** Whom one may also meet in person: only many of them are a claim, "3 people" are none. */
const crowd = [
  'people',
  'candidates',
  'applicants',
  'job[- ]?seekers',
  'companies',
  'businesses',
  'teams',
  'members',
  'professionals',
  'recruiters',
  'employers',
  'students',
  'readers',
  'visitors',
  'followers',
  'resumes',
  'reviews',
  'אנשים',
  'מועמד(?:ים|ות)',
  'מחפשי עבודה',
  'חברות',
  'עסקים',
  'צוותים',
  'חברים',
  'מגייסים',
  'סטודנטים',
  'קוראים',
  'מבקרים',
  'עוקבים',
  'קורות חיים',
].join('|');

const many = String.raw`(?<number>\d{3,}(?:[.,]\d+)*|\d{1,3}(?:,\d{3})+|\d+(?:[.,]\d+)*(?=\s?(?:[km]|thousand|million|אלף|מיליון)${end}))`;
const between = String.raw`\+?\s(?:[\p{L}'’-]+\s){0,2}`;

const pattern = (kind: ClaimKind, source: string): ClaimPattern => ({
  kind,
  pattern: new RegExp(source, 'giu'),
});

/** Words for numbers, where they count as one: what they stand for. */
export const numberWords: ReadonlyMap<string, number> = new Map([
  ['twice', 2],
  ['two', 2],
  ['three', 3],
  ['four', 4],
  ['five', 5],
  ['ten', 10],
  ['hundreds', 100],
  ['thousands', 1000],
  ['millions', 1_000_000],
  ['שניים', 2],
  ['שתיים', 2],
  ['שלושה', 3],
  ['שלוש', 3],
  ['ארבעה', 4],
  ['חמישה', 5],
  ['עשרה', 10],
  ['מאות', 100],
  ['אלפי', 1000],
  ['מיליוני', 1_000_000],
]);

/**
 * How numbers are claimed, in English and Hebrew. What is not here is no claim: a list of seven
 * mistakes, ten minutes, three to five bullets, a date.
 */
export const claimPatterns: readonly ClaimPattern[] = [
  pattern(
    'percentage',
    String.raw`${start}${range}${number}\+?\s?(?:%|(?:percent|per cent|אחוז(?:ים)?)${end})`,
  ),
  pattern('multiple', String.raw`${start}${number}\+?\s?[x×]${end}`),
  pattern(
    'multiple',
    String.raw`${start}(?:${number}|(?<words>two|three|four|five|ten))\s(?:times)\s(?:more|fewer|less|faster|better|higher|as|the)${end}`,
  ),
  pattern('multiple', String.raw`${start}(?<words>twice)\s(?:as|the)${end}`),
  pattern(
    'multiple',
    String.raw`(?<!\p{L})פי[\s-](?:${number}|(?<words>שניים|שתיים|שלושה|שלוש|ארבעה|חמישה|עשרה))${end}`,
  ),
  pattern('amount of money', String.raw`${signs}\s?${range}${number}${scale}`),
  pattern('amount of money', String.raw`${start}${range}${number}${scale}\s?${currencies}`),
  pattern('count', `${start}${number}${scale}${between}(?:${customers})${end}`),
  pattern('count', `${start}${many}${scale}${between}(?:${crowd})${end}`),
  pattern(
    'count',
    String.raw`${start}(?<words>hundreds|thousands|millions)\sof\s(?:[\p{L}'’-]+\s){0,2}(?:${customers}|${crowd})${end}`,
  ),
  pattern(
    'count',
    String.raw`(?<!\p{L})(?<words>מאות|אלפי|מיליוני)\s(?:${customers}|${crowd})${end}`,
  ),
  pattern('share', String.raw`${start}${number}\s(?:out of|מתוך)\s(?:every\s|כל\s)?\d+${end}`),
  pattern(
    'share',
    String.raw`${start}(?<number>[1-9])\sin\s(?:[2-9]|[1-9]\d|100)${end}(?!\s(?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?|steps?|easy))`,
  ),
  pattern('rank', String.raw`(?<![\p{L}\p{N}&])#(?<number>1)${end}`),
  pattern('rank', String.raw`${start}no\.\s?(?<number>1)${end}`),
  pattern('rank', String.raw`${start}number\s(?:(?<number>1)|one)${end}`),
  pattern('rank', String.raw`(?<!\p{L})[הב]?(?:מספר|מס['׳])\s(?:(?<number>1)|אחת)${end}`),
];
