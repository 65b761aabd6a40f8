import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { check } from '../../../test/support/checked-row.ts';
import type { Allowance } from './allowances.ts';

const wrong = { utm_url: 'https://example.org/' };
const notesColumn = 12;

const told = (notes: string) => {
  const { codes, silenced, post } = check({ ...wrong, notes });
  const reasons = silenced.map(({ code, reason }) => [code, reason]);
  return { codes, reasons, problems: post.deliveries[0]?.problems };
};

describe('an allowance in the notes', () => {
  for (const [notes, reason] of [
    ['allow: utm-missing – partner’s own link', 'partner’s own link'],
    ['Ask Noa. Allow: utm-missing - partner’s own link', 'partner’s own link'],
    ['allow: utm-missing, link-extra: ours\nand more', 'ours'],
    ['allow:utm-missing קישור של שותף', 'קישור של שותף'],
    ['Ours;allow: UTM-Missing – ours', 'ours'],
    ['Ours.\n  allow: utm-missing – ours', 'ours'],
    ['allow: link-extra – the shop; allow: utm-missing – ours', 'ours'],
    ['allow: utm-missing – ours. It is old; see v1.2', 'ours. It is old; see v1.2'],
  ] as const)
    it(`lets its finding pass, and the row is valid: ${JSON.stringify(notes)}`, () => {
      assert.deepEqual(told(notes), {
        codes: [],
        reasons: [['utm-missing', reason]],
        problems: [],
      });
    });

  it('lets nothing else pass', () => {
    const { codes, reasons } = told('allow: link-extra – ours');
    assert.deepEqual([codes, reasons], [['utm-missing'], []]);
  });

  for (const notes of [
    'don’t allow: utm-missing here',
    'We never allow: utm-missing – ours',
    'disallow: utm-missing – ours',
    'v1.allow: utm-missing – ours',
  ])
    it(`is none within a sentence: ${notes}`, () => {
      assert.deepEqual(told(notes), {
        codes: ['utm-missing'],
        reasons: [],
        problems: ['utm-missing'],
      });
    });

  it('needs a reason, a code that exists, and one that may pass', () => {
    for (const [notes, message] of [
      ['allow: utm-missing', /without a reason/],
      ['allow: utm-missing.', /without a reason/],
      ['allow: utm-mising – ours', /No check has the code "utm-mising"/],
      ['allow: status-unknown – ours', /can not be allowed/],
    ] as const) {
      const { codes, reasons, problems } = told(notes);
      assert.deepEqual([codes, reasons], [['utm-missing', 'allow-invalid'], []]);
      assert.deepEqual(problems, ['utm-missing']);
      const found = check({ ...wrong, notes }).diagnostics.at(-1);
      assert.match(found?.message ?? '', message);
      assert.deepEqual([found?.severity, found?.column], ['warning', notesColumn]);
    }
    const meant = check({ ...wrong, notes: 'allow: utm-mising – ours' }).diagnostics.at(-1);
    assert.match(meant?.hint ?? '', /Did you mean "utm-missing"/);
  });
});

describe('an allowance in the file of the week', () => {
  const allowance: Allowance = {
    file: 'a.csv',
    line: 2,
    column: 5,
    postId: 'ONE',
    code: 'utm-missing',
    reason: 'ours',
  };
  const withFile = (...allowances: readonly Allowance[]) =>
    check(wrong, { allowed: { allowances, problems: [] } });

  for (const code of ['utm-missing', 'UTM-MISSING'])
    it(`lets the finding of its post pass, by ${code}`, () => {
      const { codes, silenced, diagnostics } = withFile({ ...allowance, code });
      assert.deepEqual([codes, silenced.length, diagnostics], [[], 1, []]);
    });

  it('is told where its post, its code or its reason is not there', () => {
    const { codes, diagnostics } = withFile(
      { ...allowance, postId: 'onne', line: 3 },
      { ...allowance, code: 'x', line: 4 },
      { ...allowance, reason: '', line: 5 },
      { ...allowance, postId: 'EN D0', line: 6 },
    );
    assert.deepEqual(codes, ['utm-missing']);
    const invalid = diagnostics.filter((one) => one.code === 'allow-invalid');
    assert.deepEqual(
      invalid.map(({ file, line }) => [file, line]),
      [
        ['a.csv', 3],
        ['a.csv', 4],
        ['a.csv', 5],
      ],
    );
    assert.match(invalid[0]?.hint ?? '', /Did you mean "one"/);
  });
});
