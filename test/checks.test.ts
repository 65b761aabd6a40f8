import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMails } from '../src/adapters/sheet/read-mails.ts';
import { readSheet } from '../src/adapters/sheet/read-sheet.ts';
import { type CheckCode, catalogue, type Rule } from '../src/domain/checks/catalogue.ts';
import { checkMails } from '../src/domain/checks/check-mails.ts';
import { checkSheet } from '../src/domain/checks/check-sheet.ts';
import type { Example } from '../src/domain/checks/examples.ts';
import { examples } from '../src/domain/checks/file-examples.ts';
import type { Diagnostic } from '../src/domain/diagnostic.ts';
import { defaultMergeTags } from '../src/domain/mail.ts';
import { weekIdOf } from '../src/domain/week-id.ts';
import { context, good, sheetOf } from './support/checked-row.ts';

const dueTasks = [{ id: 'issue', type: 'newsletter_send', dueDate: '2026-02-18', line: 9 }];
const manifest = {
  weekId: 'week1',
  start: '2026-02-16',
  end: '2026-02-20',
  dueTasks,
  ignoredTasks: [],
};

function found(sample: Exclude<Example['wrong'], null>): readonly Diagnostic[] {
  if (typeof sample !== 'string') {
    const ordinary = { ...good, publish_date: '2026-02-18' };
    const sheet = sheetOf(...sample.map((cells) => ({ ...ordinary, ...cells })));
    return checkSheet(sheet, { ...context, manifest, today: '2026-02-17' }).diagnostics;
  }
  if (sample.startsWith('## ')) {
    const mails = readMails({ path: 'mails.md', bytes: Buffer.from(sample) });
    assert.ok(mails.ok);
    const { baseline, severities, allowed } = context;
    const more = {
      baseline,
      severities,
      allowed,
      mergeTags: defaultMergeTags,
      today: '2026-02-17',
    };
    return checkMails(mails.value, more).diagnostics;
  }
  const path = /^\s*[[{]/.test(sample) ? 'week.json' : 'week.csv';
  const sheet = readSheet({ path, bytes: Buffer.from(sample) });
  if (!sheet.ok) return sheet.error;
  const week = weekIdOf(null, sheet.value);
  return week.ok ? sheet.value.warnings : week.error;
}

describe('the example of each rule', () => {
  for (const [code, { wrong, right }] of Object.entries(examples)) {
    if (wrong === null || right === null) continue;
    it(`shows what ${code} finds, and what it leaves alone`, () => {
      const rule: Rule = catalogue[code as CheckCode];
      assert.deepEqual(
        found(wrong).map((one) => [one.code, one.severity, one.scope]),
        [[code, rule.severity, rule.scope]],
      );
      assert.deepEqual(found(right), []);
    });
  }

  it('is there for each rule, and for nothing else', () => {
    assert.deepEqual(Object.keys(examples).sort(), Object.keys(catalogue).sort());
  });
});
