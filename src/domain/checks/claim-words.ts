/** Words for numbers, as alternatives of a pattern. */
export const ones = 'one|two|three|four|five|six|seven|eight|nine|ten';
export const tens = 'ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety';
export const hebrewTens = 'עשרה|עשרים|שלושים|ארבעים|חמישים|שישים|שבעים|שמונים|תשעים';
export const hebrewTimes =
  'שניים|שתיים|שלושה|שלוש|ארבעה|ארבע|חמישה|חמש|שישה|שש|שבעה|שבע|שמונה|תשעה|תשע|עשרה|עשר|מאה';
export const hebrewMany =
  'עשרות|מאות|אלפי|עשרות אלפי|מאות אלפי|מיליוני|מאה|מאתיים|אלף|אלפיים|עשרת אלפים|מיליון';

export const halves = 'half|one third|a third|two thirds|a quarter|three quarters';
export const hebrewHalves = 'חצי|שליש|שני שליש|רבע';

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
