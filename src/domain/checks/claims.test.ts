import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { check, context } from '../../../test/support/checked-row.ts';
import type { Baseline, Metric } from '../baseline.ts';
import { claimPatterns } from './claim-patterns.ts';
import { findClaims } from './find-claims.ts';

const claimed: readonly (readonly [string, string])[] = [
  ['We cut the time by 40%.', '40%'],
  ['Between 20-30 percent more replies', '20-30 percent'],
  ['ירידה של 40 אחוזים בדחיות', '40 אחוזים'],
  ['עלייה של 12.5% בראיונות', '12.5%'],
  ['Get 3x more interviews', '3x'],
  ['10× faster', '10×'],
  ['Apply 5 times faster', '5 times faster'],
  ['Twice as many interviews', 'Twice as'],
  ['פי 3 יותר ראיונות', 'פי 3'],
  ['פי שניים יותר ראיונות', 'פי שניים'],
  ['Launch pricing: $9/month', '$9'],
  ['Saves €1,200 a year', '€1,200'],
  ['Only 49.90 ILS', '49.90 ILS'],
  ['רק 49 ש״ח לחודש', '49 ש״ח'],
  ['רק ₪49 לחודש', '₪49'],
  ['Raised $2.5 million', '$2.5 million'],
  ['Trusted by 12,400 users', '12,400 users'],
  ['Join 5,000+ happy job seekers', '5,000+ happy job seekers'],
  ['10k users', '10k users'],
  ['3 customers told us', '3 customers'],
  ['Thousands of candidates use it', 'Thousands of candidates'],
  ['מעל 10,000 משתמשים', '10,000 משתמשים'],
  ['אלפי לקוחות מרוצים', 'אלפי לקוחות'],
  ['9 out of 10 resumes fail', '9 out of 10'],
  ['1 in 4 resumes is read', '1 in 4'],
  ['Nine in every ten recruiters skim', 'Nine in every ten'],
  ['Three in four applicants', 'Three in four'],
  ['Two out of every three applicants', 'Two out of every three'],
  ['3 מתוך 4 קורות חיים', '3 מתוך 4'],
  ['The #1 resume builder', '#1'],
  ['Israel’s number one checker', 'number one'],
  ['הכלי מספר 1 בישראל', 'מספר 1'],
  ['Trusted by two million users', 'two million users'],
  ['Join half a million job seekers', 'half a million job seekers'],
  ['Dozens of happy customers', 'Dozens of happy customers'],
  ['Read by 1 billion people', '1 billion people'],
  ['אלף משתמשים כבר איתנו', 'אלף משתמשים'],
  ['הצטרפו לאלפי לקוחות', 'אלפי לקוחות'],
  ['עשרת אלפים לקוחות', 'עשרת אלפים לקוחות'],
  ['Fifty percent more replies', 'Fifty percent'],
  ['חמישים אחוז יותר ראיונות', 'חמישים אחוז'],
  ['חוסכים ב30% מהזמן', '30%'],
  ['فقط ٩٩٪', '٩٩٪'],
  ['Works in ９９％ of cases', '９９％'],
  ['פי ארבע יותר ראיונות', 'פי ארבע'],
  ['Six times more interviews', 'Six times more'],
  ['A 3-fold increase', '3-fold'],
  ['x10 more interviews', 'x10 more'],
  ['One in three resumes is read', 'One in three'],
  ['Nine out of ten resumes fail', 'Nine out of ten'],
  ['Rated 4.9 stars', '4.9 stars'],
  ['Only USD 9', 'USD 9'],
  ['Double your interviews', 'Double your interviews'],
  ['It tripled the number of replies', 'tripled the number of replies'],
  ['Trusted by 12,000', '12,000'],
  ['Loved by over 12k', '12k'],
  ['Users: 12,000', '12,000'],
  ['5,000 interviews', '5,000 interviews'],
  ['1/3 of users', '1/3 of users'],
  ['Half of all job seekers', 'Half of all job seekers'],
  ['מקום ראשון בדירוג', 'מקום ראשון בדירוג'],
  ['זכינו, מקום ראשון!', 'מקום ראשון'],
  ['אנחנו במקום הראשון בישראל', 'במקום הראשון בישראל'],
  ['הגענו למקום הראשון בעולם', 'למקום הראשון בעולם'],
  ['(9 out of 10) resumes fail', '9 out of 10'],
  ['Rated (9 out of 10)', '9 out of 10'],
  ['כפול ראיונות בחודש', 'כפול ראיונות'],
  ['הכפילו את מספר הראיונות', 'הכפילו את מספר הראיונות'],
  ['שליש מהמשתמשים', 'שליש מהמשתמשים'],
  ['Over 1\u200b2k users', '1\u200b2k users'],
  ['👩‍👩‍👧 with 12\u200b,\u200b000 users', '12\u200b,\u200b000 users'],
  ['Get 𝟒𝟎% more', '𝟒𝟎%'],
  ['𝐆𝐞𝐭 𝟏𝟐𝐤 𝐮𝐬𝐞𝐫𝐬 now', '𝟏𝟐𝐤 𝐮𝐬𝐞𝐫𝐬'],
];

const unclaimed = [
  '7 ATS mistakes that block qualified candidates',
  'Quick ATS fix in 10 minutes',
  'Rewrite 3-5 bullets',
  '8-10 key requirements',
  '2 core strengths',
  '30-45 min per application',
  'On 2026-02-16 at 08:10',
  'Since 2026, in February',
  '7 טעויות ATS שחוסמות מועמדים טובים',
  'צ׳קליסט התאמה ב-15 דקות',
  'שכתבו 3-5 בולטים',
  'לפי 3 קריטריונים',
  'Ask 3 people to read it',
  'Tip #1: a summary',
  '#1 Summary\n#2 Bullets',
  'Mistake #1 is the summary',
  'A photo of 1080x1920',
  '100% free',
  'Fix 3 in 10 minutes',
  'https://example.org/?q=40%25&price=$9',
  '{{price | $9}}',
  'COVID-19 and B2B, Web3, MP3',
  'על פי 3 מקורות',
  'Trends for 2026 candidates',
  'Works for Windows 11 users and Fortune 500 companies',
  'The #1 mistake to avoid',
  'The number one reason',
  'Part 1 out of 3',
  'טעות 2 מתוך 7',
  'Done in one of three ways, in two steps',
  'One in three minutes',
  '0 users so far',
  'Room 101 members',
  '1 מתוך 3 שלבים',
  '1 out of 3 steps',
  'Resume tips (2 out of 7)',
  'No. 1 on the list',
  'Double the line spacing, double your efforts, double check',
  'A double room for the interview',
  'For new users: 100 words at most',
  'Read by 10:00, trusted by 2026',
  'Half of the page, 1/2 of the summary, on 1/3 of March',
  'תקציר במקום הראשון בקורות החיים',
  'מקום ראשון: תקציר',
  'מרווח כפול, 3 כפול 4',
  'שליש עמוד, חצי שעה, רבע מהטקסט',
  '1️⃣ Summary 2️⃣ Bullets',
];

describe('a numeric claim', () => {
  for (const [text, said] of claimed)
    it(`is found, with its place: ${text}`, () => {
      const found = findClaims(text);
      assert.deepEqual(
        found.map((one) => one.text),
        [said],
      );
      assert.equal(found[0]?.offset, text.indexOf(said));
    });

  for (const text of unclaimed)
    it(`is none: ${JSON.stringify(text)}`, () => assert.deepEqual(findClaims(text), []));

  it('is reported at its place in the cell, in Hebrew too', () => {
    const post_copy = 'בדיקה ב-$9 לחודש';
    const severities = new Map([['locale-mismatch', 'off']] as const);
    const { diagnostics } = check({ post_copy }, { severities });
    assert.deepEqual(
      diagnostics.map(({ code, column }) => [code, column]),
      [['claim-unverified', 6 + post_copy.indexOf('$')]],
    );
  });
});

it('needs what its pattern says that it needs', () => {
  const words = [...claimed.map(([text]) => text), ...unclaimed].flatMap((text) => text.split(' '));
  const text = fc.array(fc.constantFrom(...words, '12', '3x', '#1', '4.5', '$'), { maxLength: 12 });
  fc.assert(
    fc.property(text, fc.constantFrom(' ', '-', ''), (some, between) => {
      const said = some.join(between);
      for (const { pattern, needs } of claimPatterns)
        if (said.search(pattern) >= 0) assert.match(said, needs);
    }),
    { numRuns: 3000 },
  );
  for (const [said] of claimed)
    for (const { pattern, needs } of claimPatterns)
      if (said.search(pattern) >= 0) assert.match(said, needs);
});

describe('a number in words', () => {
  for (const [text, value] of [
    ['Double your interviews', 2],
    ['הכפילו את הראיונות', 2],
    ['כפול ראיונות', 2],
    ['A third of users', 0.333333],
    ['רבע מהלקוחות', 0.25],
  ] as const)
    it(`has its value: ${text}`, () => assert.equal(findClaims(text)[0]?.value, value));
});

const users: Metric = { name: 'Registered users', current: '12,400', verified: true, line: 22 };
const rate: Metric = { ...users, name: 'Visitor -> Signup CVR', current: '4.2 %', line: 23 };
const price: Metric = { ...users, name: 'Price of Premium', current: '$9 a month', line: 24 };

const baseline = (metrics: readonly Metric[], date: string | null = '2026-02-10'): Baseline => ({
  file: 'b.md',
  date,
  metrics,
});

const doubtOf = (post_copy: string, known: Baseline | null) => {
  const severities = new Map([['locale-mismatch', 'off']] as const);
  const { diagnostics } = check({ post_copy }, { baseline: known, severities });
  return diagnostics.find((one) => one.code === 'claim-unverified')?.message ?? null;
};

describe('a claim that was measured', () => {
  const verified: readonly (readonly [string, Metric])[] = [
    ['Trusted by 12,400 users', users],
    ['Trusted by over 12,000 users', users],
    ['Trusted by 12,000+ users', users],
    ['12,400 משתמשים', users],
    ['אלפי משתמשים', users],
    ['Our signup rate is 4.2%', rate],
    ['Premium: $9/month', price],
    ['מחיר השקה: 9 דולר', price],
  ];
  for (const [text, metric] of verified)
    it(`may go out: ${text}`, () => {
      assert.equal(doubtOf(text, baseline([metric])), null);
    });

  it('may not where the metric is not verified, and its line is named', () => {
    const known = baseline([rate, { ...users, verified: false }]);
    assert.match(
      doubtOf('Trusted by 12,400 users', known) ?? '',
      /claims "12,400 users", and "Registered users" \(b\.md:22\) is not verified/,
    );
  });

  it('may not where it was measured more than 30 days before', () => {
    const text = 'Trusted by 12,400 users';
    assert.equal(context.manifest?.start, '2026-02-16');
    assert.equal(doubtOf(text, baseline([users], '2026-01-17')), null);
    assert.match(
      doubtOf(text, baseline([users], '2026-01-16')) ?? '',
      /2026-01-16, 31 days before/,
    );
    assert.match(doubtOf(text, baseline([users], null)) ?? '', /b\.md has no date/);
  });

  it('may not with another number, and what was measured is named', () => {
    const said = doubtOf('Trusted by 20,000 users', baseline([users]));
    assert.match(said ?? '', /"Registered users" \(b\.md:22\) says 12,400/);
    assert.ok(doubtOf('Trusted by over 13,000 users', baseline([users])));
  });

  it('may not with the number of something else', () => {
    assert.match(
      doubtOf('4.2% more interviews', baseline([rate])) ?? '',
      /no metric of b\.md has that number/,
    );
    assert.ok(doubtOf('Only €9', baseline([price])));
    assert.ok(doubtOf('Premium is 9x faster', baseline([price])));
  });

  it('may not where nothing was measured', () => {
    assert.match(doubtOf('Only $9', null) ?? '', /there is no baseline-metrics\.md/);
  });
});
