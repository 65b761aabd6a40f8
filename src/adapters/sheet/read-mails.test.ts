import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { placeIn } from '../../domain/cell-place.ts';
import { readMails } from './read-mails.ts';

const text = `# Week 1

## Sequence
- D0: at once

## EN D0 — Welcome (at once)
Subject: Your score: ready
Preview:  Start here.

Body:
Hi {{first_name | there}},

Note: this line is of the body.
Subject: so is this one.

---

## HE D3 — ערך
נושא: טעות
תוכן:
שלום 🌿 עולם

---
---

## Send rules
Subject: none
`;

const read = (written: string) => {
  const mails = readMails({ path: 'm.md', bytes: Buffer.from(written) });
  assert.ok(mails.ok);
  return mails.value.mails;
};

describe('reading mails', () => {
  for (const end of ['\n', '\r\n'])
    it(`gives the sections that are mails, each part with its place (${JSON.stringify(end)})`, () => {
      const [welcome, value, third] = read(text.replaceAll('\n', end));
      assert.equal(third, undefined);
      assert.deepEqual([welcome?.name, welcome?.locale, welcome?.line], ['EN D0', 'en', 6]);
      assert.deepEqual([value?.name, value?.locale, value?.preview], ['HE D3', 'he', null]);
      const at = { file: 'm.md', line: 8, column: 11, text: 'Start here.' };
      assert.deepEqual(welcome?.preview, { label: 'Preview', cell: at });
      assert.equal(welcome?.subject?.cell.text, 'Your score: ready');
      const body = welcome?.body?.cell;
      assert.match(body?.text ?? '', /^\nHi .*\n\nNote: .*\nSubject: so is this one\.$/u);
      const hebrew = value?.body;
      assert.ok(hebrew);
      assert.equal(hebrew.label, 'תוכן');
      const place = placeIn(hebrew.cell, hebrew.cell.text.indexOf('עולם'));
      assert.deepEqual(place, { file: 'm.md', line: 21, column: 8 });
    });

  it('finds none in another text', () => {
    assert.deepEqual(read('## EN Version\nSubject: 7 mistakes\n'), []);
  });
});
