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
  /** Without it a text has none of them: seen far faster than the pattern. */
  readonly needs?: RegExp;
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
const many = String.raw`(?<number>(?!(?:199|20[1-4])\d(?!\d|[.,]\d))\d{3,}(?:[.,]\d+)*|\d{1,3}(?:,\d{3})+|\d+(?:[.,]\d+)*(?=\s?(?:[km]|thousand|million|billion|אלף|מיליון|מיליארד)${end}))`;
const between = String.raw`\+?\s(?:[\p{L}'’-]+\s){0,2}`;

const pattern = (kind: ClaimKind, source: string, needs?: RegExp): ClaimPattern => ({
  kind,
  pattern: new RegExp(source, 'giu'),
  ...(needs && { needs }),
});

const ones = 'one|two|three|four|five|six|seven|eight|nine|ten';
const tens = 'ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety';
const hebrewTens = 'עשרה|עשרים|שלושים|ארבעים|חמישים|שישים|שבעים|שמונים|תשעים';
const hebrewTimes =
  'שניים|שתיים|שלושה|שלוש|ארבעה|ארבע|חמישה|חמש|שישה|שש|שבעה|שבע|שמונה|תשעה|תשע|עשרה|עשר|מאה';
const hebrewMany =
  'עשרות|מאות|אלפי|עשרות אלפי|מאות אלפי|מיליוני|מאה|מאתיים|אלף|אלפיים|עשרת אלפים|מיליון';

const halves = 'half|one third|a third|two thirds|a quarter|three quarters';
const hebrewHalves = 'חצי|שליש|שני שליש|רבע';

/** Words for numbers, where they count as one: what they stand for. */
export const numberWords: ReadonlyMap<string, number> = new Map([
  ...ones.split('|').map((word, at): [string, number] => [word, at + 1]),
  ...tens.split('|').map((word, at): [string, number] => [word, (at + 1) * 10]),
  ['half a', 0.5],
  ['twice', 2],
  ['double', 2],
  ['doubles', 2],
  ['doubled', 2],
  ['triple', 3],
  ['triples', 3],
  ['tripled', 3],
  ['half', 0.5],
  ['one third', 0.333333],
  ['a third', 0.333333],
  ['two thirds', 0.666667],
  ['a quarter', 0.25],
  ['three quarters', 0.75],
  ['dozens', 24],
  ['hundreds', 100],
  ['thousands', 1000],
  ['millions', 1_000_000],
  ...hebrewTens.split('|').map((word, at): [string, number] => [word, (at + 1) * 10]),
  ['כפול', 2],
  ['כפיל', 2],
  ['הכפיל', 2],
  ['חצי', 0.5],
  ['שליש', 0.333333],
  ['שני שליש', 0.666667],
  ['רבע', 0.25],
  ['שניים', 2],
  ['שתיים', 2],
  ['שלושה', 3],
  ['שלוש', 3],
  ['ארבעה', 4],
  ['ארבע', 4],
  ['חמישה', 5],
  ['חמש', 5],
  ['שישה', 6],
  ['שש', 6],
  ['שבעה', 7],
  ['שבע', 7],
  ['שמונה', 8],
  ['תשעה', 9],
  ['תשע', 9],
  ['עשר', 10],
  ['עשרות', 20],
  ['מאה', 100],
  ['מאות', 100],
  ['מאתיים', 200],
  ['אלף', 1000],
  ['אלפי', 1000],
  ['אלפיים', 2000],
  ['עשרת אלפים', 10_000],
  ['עשרות אלפי', 20_000],
  ['מאות אלפי', 100_000],
  ['מיליון', 1_000_000],
  ['מיליוני', 1_000_000],
]);

/**
 * How numbers are claimed, in English and Hebrew. What is not here is no claim: a list of seven
 * mistakes, ten minutes, three to five bullets, a date.
 */
export const claimPatterns: readonly ClaimPattern[] = [
  pattern(
    'percentage',
    String.raw`${start}${range}${number}\+?\s?(?:%|(?:percent|per cent|pct|אחוז(?:ים)?)${end})`,
  ),
  pattern('percentage', String.raw`${start}(?<words>${tens})\s(?:percent|per cent)${end}`),
  pattern('percentage', String.raw`${hebrewStart}(?<words>${hebrewTens})\sאחוז(?:ים)?${end}`),
  pattern('multiple', String.raw`${start}${number}\+?\s?[x×]${end}`),
  pattern(
    'multiple',
    String.raw`${start}(?:${number}|(?<words>${ones}))\s(?:times)\s(?:more|fewer|less|faster|better|higher|as|the)${end}`,
    /times/i,
  ),
  pattern('multiple', String.raw`${start}(?<words>twice)\s(?:as|the|more)${end}`),
  pattern(
    'multiple',
    String.raw`${start}(?<words>(?:double|triple)[sd]?)\s(?:your|the|their|our)\s(?:number of\s|[\p{L}'’-]+\s)?(?:${outcomes})${end}`,
    /double|triple/i,
  ),
  pattern(
    'multiple',
    String.raw`(?<!\p{L})(?:(?<!\d\s)(?<words>כפול)\s(?:יותר\s)?(?:${hebrewOutcomes})|(?<words>ה?כפיל)(?:ו|ה|נו)?\sאת\s(?:מספר\s|כמות\s)?ה?(?:${hebrewOutcomes}))${end}`,
  ),
  pattern('multiple', `${start}(?:${number}-?|(?<words>${ones}))fold${end}`, /fold/i),
  pattern('multiple', String.raw`${start}x(?<number>\d+)\s(?:more|faster|better|higher)${end}`),
  pattern(
    'multiple',
    String.raw`(?<!\p{L})(?<!על\s)פי[\s-](?:${number}|(?<words>${hebrewTimes}))${end}`,
  ),
  pattern('amount of money', String.raw`${signs}\s?${range}${number}${scale}`),
  pattern('amount of money', String.raw`${start}${range}${number}${scale}\s?${currencies}`),
  pattern(
    'amount of money',
    String.raw`${start}(?:usd|eur|gbp|ils|nis)\s?${range}${number}${scale}`,
  ),
  pattern('count', `${start}${unnamed}${number}${scale}${between}(?:${customers})${end}`),
  pattern('count', `${start}${unnamed}${many}${scale}${between}(?:${crowd})${end}`),
  pattern(
    'count',
    String.raw`(?<=(?:trusted|used|loved|chosen|recommended)\sby\s(?:(?:over|more than|about)\s)?)${many}${scale}${end}(?!:\d)`,
  ),
  pattern(
    'count',
    String.raw`(?<=(?<!\p{L})(?:${customers})\s?:\s?)${many}${scale}(?=\+?\s*(?:$|[\n.;!)|•·]))`,
  ),
  pattern(
    'count',
    String.raw`${start}(?<words>half a|an?|${ones})\s(?<scale>hundred|thousand|million|billion)\s(?:[\p{L}'’-]+\s){0,2}(?:${customers}|${crowd})${end}`,
    /hundred|thousand|million|billion/i,
  ),
  pattern(
    'count',
    String.raw`${start}(?<words>dozens|hundreds|thousands|millions)\sof\s(?:[\p{L}'’-]+\s){0,2}(?:${customers}|${crowd})${end}`,
  ),
  pattern(
    'count',
    String.raw`${hebrewStart}(?<words>${hebrewMany})\s(?:${customers}|${crowd})${end}`,
  ),
  pattern(
    'share',
    String.raw`${start}${number}\s(?:out of|מתוך)\s(?:every\s|כל\s)?\d+${end}(?!\s(?:steps|parts|tips|days|weeks|lessons|שלבים|חלקים|טיפים|טעויות|ימים|שבועות|שיעורים)(?!\p{L}))`,
  ),
  pattern(
    'share',
    String.raw`${start}(?:(?<number>[1-9])\/(?:[2-9]|10)|(?<words>${halves}))\sof\s(?:(?:all|our|the|your)\s){0,2}(?:${customers}|${crowd})${end}`,
  ),
  pattern(
    'share',
    String.raw`(?<!\p{L})(?:(?<number>[1-9])\/(?:[2-9]|10)|(?<words>${hebrewHalves}))\s(?:מה?|מכל ה|מבין ה)(?:${customers}|${crowd})${end}`,
  ),
  pattern(
    'share',
    String.raw`${start}(?<number>[1-9])\sin\s(?:[2-9]|[1-9]\d|100)${end}(?!\s(?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?|steps?|easy))`,
  ),
  pattern(
    'share',
    String.raw`${start}(?<words>${ones})\s(?:out of|in)\s(?:every\s)?(?:two|three|four|five|six|seven|eight|nine|ten)${end}(?!\s(?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?|steps?|easy))`,
    /\s(?:out of|in)\s(?:every\s)?[a-z]/i,
  ),
  pattern(
    'rating',
    String.raw`${start}(?<number>[1-5][.,]\d)(?:\s?\/\s?5|\s(?:stars?|כוכבים))${end}`,
  ),
  pattern('rank', String.raw`(?<![\p{L}\p{N}&])#(?<number>1)${end}`),
  pattern('rank', String.raw`${start}no\.\s?(?<number>1)${end}`),
  pattern('rank', String.raw`${start}number\s(?:(?<number>1)|one)${end}`),
  pattern('rank', String.raw`(?<!\p{L})[הב]?(?:מספר|מס['׳])\s(?:(?<number>1)|אחת)${end}`),
  pattern('rank', String.raw`(?<!\p{L})מקום\sראשון${end}`),
  pattern(
    'rank',
    String.raw`(?<!\p{L})[בלה]?מקום\sה?ראשון\sב(?:ישראל|ארץ|עולם|שוק|תחום|דירוג|קטגוריה)${end}`,
  ),
];
