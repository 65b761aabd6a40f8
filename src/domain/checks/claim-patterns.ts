import {
  halves,
  hebrewHalves,
  hebrewMany,
  hebrewTens,
  hebrewTimes,
  ones,
  tens,
} from './claim-words.ts';

/** What a claim counts in. */
export type ClaimKind =
  | 'percentage'
  | 'multiple'
  | 'amount of money'
  | 'count'
  | 'share'
  | 'rank'
  | 'rating';

export interface ClaimPattern {
  readonly kind: ClaimKind;
  /** Its group `number` is the number, `scale` what multiplies it, `words` a number in words. */
  readonly pattern: RegExp;
  /**
   * What each text of that pattern holds: seen far faster than the pattern, whose beginnings are asked
   * for at each character. Shared by patterns that need the same.
   */
  readonly needs: RegExp;
}

/** A Hebrew preposition may be one word with what follows: `ב30%`, `לאלפי לקוחות`. */
const behindPrefix = String.raw`(?<=(?<!\p{L})[בלכהמשו])`;
const start = String.raw`(?:(?<![\p{L}\p{N}.,/#])|${behindPrefix})`;
const hebrewStart = String.raw`(?:(?<!\p{L})|${behindPrefix})`;
/** "Windows 11 users", "Room 101 members" and "Fortune 500 companies" count nobody. */
const unnamed = String.raw`(?<!(?:fortune|s&p|windows|ios|android|office|excel|word|python|java|room|hall|suite|building|route|channel|level|version|episode|page)\s)`;
const end = String.raw`(?![\p{L}\p{N}])`;
const number = String.raw`(?<number>\d+(?:[.,]\d+)*)`;
const range = String.raw`(?:\d+(?:[.,]\d+)*\s?[-–]\s?)?`;
const scales = '[km]|thousand|million|billion|אלף|מיליון|מיליארד';
const scale = String.raw`(?:\s?(?<scale>${scales})${end})?`;
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
  'interviews',
  'hires',
  'job offers',
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
  'ראיונות',
].join('|');

/** What people want more of. */
const outcomes =
  'interviews?|replies|responses?|call-?backs|offers|chances|odds|sign-?ups|sales|revenue|traffic|conversions?';
const hebrewOutcomes = 'ראיונות|תגובות|פניות|סיכויים|הצעות|מכירות|לקוחות|משתמשים';

// Four digits may be a year: "trends for 2026 candidates".
const many = String.raw`(?<number>(?!(?:199|20[1-4])\d(?!\d|[.,]\d))\d{3,}(?:[.,]\d+)*|\d{1,3}(?:,\d{3})+|\d+(?:[.,]\d+)*(?=\s?(?:${scales})${end}))`;
const between = String.raw`\+?\s(?:[\p{L}'’-]+\s){0,2}`;

const pattern = (kind: ClaimKind, needs: RegExp, source: string): ClaimPattern => ({
  kind,
  pattern: new RegExp(source, 'giu'),
  needs,
});

const needed = (source: string): RegExp => new RegExp(source, 'iu');

const percent = needed('%|percent|per cent|pct|אחוז');
const times = needed(String.raw`times|\d\+?\s?[x×]|x\d`);
const double = needed('twice|double|triple|כפול|כפיל');
const money = needed('[$€£₪]');
const currency = needed(
  String.raw`\d(?:\s?(?:${scales}))?\s?${currencies}|(?:usd|eur|gbp|ils|nis)\s?\d`,
);
const people = needed(`${customers}|${crowd}`);
const trusted = needed(String.raw`(?:trusted|used|loved|chosen|recommended)\sby\s`);
const part = needed(String.raw`out of|מתוך|\sin\s(?:[1-9]|(?:every\s)?(?:${ones}))`);
const rank = needed(String.raw`#1|no\.\s?1|number\s(?:1|one)|(?:מספר|מס['׳])\s(?:1|אחת)|מקום\s`);

/**
 * How numbers are claimed, in English and Hebrew. What is not here is no claim: a list of seven
 * mistakes, ten minutes, three to five bullets, a date.
 */
export const claimPatterns: readonly ClaimPattern[] = [
  pattern(
    'percentage',
    percent,
    String.raw`${start}${range}${number}\+?\s?(?:%|(?:percent|per cent|pct|אחוז(?:ים)?)${end})`,
  ),
  pattern('percentage', percent, String.raw`${start}(?<words>${tens})\s(?:percent|per cent)${end}`),
  pattern(
    'percentage',
    percent,
    String.raw`${hebrewStart}(?<words>${hebrewTens})\sאחוז(?:ים)?${end}`,
  ),
  pattern('multiple', times, String.raw`${start}${number}\+?\s?[x×]${end}`),
  pattern(
    'multiple',
    times,
    String.raw`${start}(?:${number}|(?<words>${ones}))\s(?:times)\s(?:more|fewer|less|faster|better|higher|as|the)${end}`,
  ),
  pattern('multiple', double, String.raw`${start}(?<words>twice)\s(?:as|the|more)${end}`),
  pattern(
    'multiple',
    double,
    String.raw`${start}(?<words>(?:double|triple)[sd]?)\s(?:your|the|their|our)\s(?:number of\s|[\p{L}'’-]+\s)?(?:${outcomes})${end}`,
  ),
  pattern(
    'multiple',
    double,
    String.raw`(?<!\p{L})(?:(?<!\d\s)(?<words>כפול)\s(?:יותר\s)?(?:${hebrewOutcomes})|(?<words>ה?כפיל)(?:ו|ה|נו)?\sאת\s(?:מספר\s|כמות\s)?ה?(?:${hebrewOutcomes}))${end}`,
  ),
  pattern('multiple', needed('fold'), `${start}(?:${number}-?|(?<words>${ones}))fold${end}`),
  pattern(
    'multiple',
    times,
    String.raw`${start}x(?<number>\d+)\s(?:more|faster|better|higher)${end}`,
  ),
  pattern(
    'multiple',
    needed(String.raw`פי[\s-]`),
    String.raw`(?<!\p{L})(?<!על\s)פי[\s-](?:${number}|(?<words>${hebrewTimes}))${end}`,
  ),
  pattern('amount of money', money, String.raw`${signs}\s?${range}${number}${scale}`),
  pattern(
    'amount of money',
    currency,
    String.raw`${start}${range}${number}${scale}\s?${currencies}`,
  ),
  pattern(
    'amount of money',
    currency,
    String.raw`${start}(?:usd|eur|gbp|ils|nis)\s?${range}${number}${scale}`,
  ),
  pattern('count', people, `${start}${unnamed}${number}${scale}${between}(?:${customers})${end}`),
  pattern('count', people, `${start}${unnamed}${many}${scale}${between}(?:${crowd})${end}`),
  pattern(
    'count',
    trusted,
    String.raw`(?<=(?:trusted|used|loved|chosen|recommended)\sby\s(?:(?:over|more than|about)\s)?)${many}${scale}${end}(?!:\d)`,
  ),
  pattern(
    'count',
    people,
    String.raw`(?<=(?<!\p{L})(?:${customers})\s?:\s?)${many}${scale}(?=\+?\s*(?:$|[\n.;!)|•·]))`,
  ),
  pattern(
    'count',
    people,
    String.raw`${start}(?<words>half a|an?|${ones})\s(?<scale>hundred|thousand|million|billion)\s(?:[\p{L}'’-]+\s){0,2}(?:${customers}|${crowd})${end}`,
  ),
  pattern(
    'count',
    people,
    String.raw`${start}(?<words>dozens|hundreds|thousands|millions)\sof\s(?:[\p{L}'’-]+\s){0,2}(?:${customers}|${crowd})${end}`,
  ),
  pattern(
    'count',
    people,
    String.raw`${hebrewStart}(?<words>${hebrewMany})\s(?:${customers}|${crowd})${end}`,
  ),
  pattern(
    'share',
    part,
    String.raw`${start}${number}\s(?:out of|מתוך)\s(?:every\s|כל\s)?\d+${end}(?!\s(?:steps|parts|tips|days|weeks|lessons|שלבים|חלקים|טיפים|טעויות|ימים|שבועות|שיעורים)(?!\p{L}))`,
  ),
  pattern(
    'share',
    people,
    String.raw`${start}(?:(?<number>[1-9])\/(?:[2-9]|10)|(?<words>${halves}))\sof\s(?:(?:all|our|the|your)\s){0,2}(?:${customers}|${crowd})${end}`,
  ),
  pattern(
    'share',
    people,
    String.raw`(?<!\p{L})(?:(?<number>[1-9])\/(?:[2-9]|10)|(?<words>${hebrewHalves}))\s(?:מה?|מכל ה|מבין ה)(?:${customers}|${crowd})${end}`,
  ),
  pattern(
    'share',
    part,
    String.raw`${start}(?<number>[1-9])\sin\s(?:[2-9]|[1-9]\d|100)${end}(?!\s(?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?|steps?|easy))`,
  ),
  pattern(
    'share',
    part,
    String.raw`${start}(?<words>${ones})\s(?:out of|in)\s(?:every\s)?(?:two|three|four|five|six|seven|eight|nine|ten)${end}(?!\s(?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?|steps?|easy))`,
  ),
  pattern(
    'rating',
    needed(String.raw`\/\s?5|\sstar|כוכבים`),
    String.raw`${start}(?<number>[1-5][.,]\d)(?:\s?\/\s?5|\s(?:stars?|כוכבים))${end}`,
  ),
  pattern('rank', rank, String.raw`(?<![\p{L}\p{N}&])#(?<number>1)${end}`),
  pattern('rank', rank, String.raw`${start}no\.\s?(?<number>1)${end}`),
  pattern('rank', rank, String.raw`${start}number\s(?:(?<number>1)|one)${end}`),
  pattern('rank', rank, String.raw`(?<!\p{L})[הב]?(?:מספר|מס['׳])\s(?:(?<number>1)|אחת)${end}`),
  pattern('rank', rank, String.raw`(?<!\p{L})מקום\sראשון${end}`),
  pattern(
    'rank',
    rank,
    String.raw`(?<!\p{L})[בלה]?מקום\sה?ראשון\sב(?:ישראל|ארץ|עולם|שוק|תחום|דירוג|קטגוריה)${end}`,
  ),
];
