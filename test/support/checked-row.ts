import assert from 'node:assert/strict';
import type { AccountIdentity, Network } from '../../src/domain/account.ts';
import { nothingAllowed } from '../../src/domain/checks/allowances.ts';
import { type CheckContext, checkSheet } from '../../src/domain/checks/check-sheet.ts';
import { type Column, columns, type Sheet, type SheetRow } from '../../src/domain/sheet.ts';

const account = (key: string, network: Network, place = `sandbox ${key}`) =>
  [
    key,
    {
      key,
      connector: 'sandbox',
      network,
      account: `account of ${key}`,
      place,
      linkPlacement: 'inline',
      ...(network === 'x' && { byPerson: true }),
    },
  ] as const satisfies readonly [string, AccountIdentity];

export const context: CheckContext = {
  weekId: 'week1',
  manifest: {
    weekId: 'week1',
    start: '2026-02-16',
    end: '2026-02-20',
    dueTasks: [],
    ignoredTasks: [],
  },
  baseline: {
    file: 'baseline-metrics.md',
    date: '2026-02-10',
    metrics: [
      { name: 'Registered users', current: '12,400', verified: true, line: 5 },
      { name: 'Visitor -> Signup CVR', current: '4.2 %', verified: false, line: 6 },
    ],
  },
  accounts: new Map([
    account('linkedin/company', 'linkedin'),
    account('linkedin/personal', 'linkedin'),
    account('linkedin/boss', 'linkedin', 'sandbox linkedin/personal'),
    account('x/main', 'x'),
    account('reddit/r/resumes', 'reddit'),
    account('reddit/r/jobs', 'reddit'),
    account('newsletter/weekly', 'email'),
  ]),
  timezone: 'Asia/Jerusalem',
  defaultTime: '08:10',
  files: new Map([
    ['images/one.png', { blob: 'b1' }],
    ['images/two.png', { blob: 'b2' }],
  ]),
  instantOf: (local, zone) => `${local} in ${zone}`,
  allowed: nothingAllowed,
  severities: new Map(),
  today: null,
};

/** Cells of a row, by column. */
export type Texts = Partial<Record<Column, string>>;

/** A link as the row `one` of week1 has it. */
export const link = (source: string, rest = '') =>
  `https://example.org/?utm_source=${source}&utm_campaign=week1&utm_content=one${rest}`;

/** A row without a mistake. */
export const good: Texts = {
  post_id: 'one',
  publish_date: '2026-02-16',
  locale: 'en',
  platform: 'x',
  account_target: 'main',
  post_copy: 'Hello',
  utm_url: link('x'),
  status: 'draft',
};

/** A sheet as the reader gives it. */
export function sheetOf(...rows: Texts[]): Sheet {
  const cell = (text: string, line: number, column: number) => ({
    file: 'w.csv',
    line,
    column,
    text,
  });
  const read = rows.map((texts, index): SheetRow => {
    const line = index + 2;
    const cells = columns.flatMap((name, at) => {
      const text = texts[name];
      return text === undefined ? [] : [[name, cell(text, line, at + 1)] as const];
    });
    return { line, cells: Object.fromEntries(cells) };
  });
  return { file: 'w.csv', rows: read, warnings: [] };
}

/** Checks the good row with other texts. */
export function check(texts: Texts, more: Partial<CheckContext> = {}) {
  const checked = checkSheet(sheetOf({ ...good, ...texts }), { ...context, ...more });
  const [post] = checked.posts();
  assert.ok(post);
  return { ...checked, post, codes: post.diagnostics.map(({ code }) => code) };
}
