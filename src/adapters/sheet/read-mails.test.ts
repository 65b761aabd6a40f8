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

  for (const [written, plain] of [
    ['**Preview:** Start here.', 14],
    ['**Preview**: Start here.', 14],
    ['__Preview:__  Start here.', 15],
    ['- *preview:* Start here.', 14],
  ] as const)
    it(`takes a label in bold, or in a list, for one: ${written}`, () => {
      const [mail, ...more] = read(`## EN D0\nSubject: Hello\n${written}\n**Body:**\nHi\n`);
      assert.deepEqual(more, []);
      const { line, column, text } = mail?.preview?.cell ?? {};
      assert.deepEqual([line, column, text], [3, plain, 'Start here.']);
      assert.equal(mail?.body?.cell.text, '\nHi');
    });

  const told = (written: string) => {
    const mails = readMails({ path: 'm.md', bytes: Buffer.from(written) });
    assert.ok(mails.ok);
    return mails.value.misspelt.map(({ line, right }) => [line, right]);
  };

  for (const [heading, right] of [
    ['## EN Day 3', '## EN D3'],
    ['##EN D3', '## EN D3'],
    ['# EN D3', '## EN D3'],
    ['### HE-D3: ערך', '## HE D3'],
    ['## **EN D3**', '## EN D3'],
    ['**EN D3 — Value**', '## EN D3'],
    ['## HE יום 3', '## HE D3'],
    ['## Day 3 (English)', '## EN D3'],
    ['## D3 HE', '## HE D3'],
  ] as const)
    it(`takes a heading that is nearly one for what it means, and tells it: ${heading}`, () => {
      const written = `## Notes\nOurs.\n\n${heading}\nSubject: Hello\nBody:\n12,000 users\n`;
      assert.deepEqual(told(written), [[4, right]]);
      const [mail, ...more] = read(written);
      assert.deepEqual([mail?.name, mail?.line, more], [right.slice(3), 4, []]);
      assert.equal(mail?.body?.cell.text, '\n12,000 users');
    });

  it('tells a label that is nearly one, and a day that does not say its language', () => {
    const parts = 'Subject: Hello\nPreview text: 12,000 users\n### Body\nHi\n';
    assert.deepEqual(told(`## EN D0\n${parts}`), [
      [3, 'Preview: …'],
      [4, 'Body: …'],
    ]);
    assert.deepEqual(told(`## D0 — Hello\n${parts}`), [[1, '## EN D0']]);
  });

  it('leaves what a team writes for itself', () => {
    for (const ours of [
      '## On day 3\nWe send.\n',
      '## Day 3\nWe send.\n',
      '# EN: all texts\n',
      '## EN Dashboards\n',
      '## EN D0\nPreview it in a browser first\nAudience: all\nSubject: a\nBody:\nSubject line: b\n### Day 3 of yours\n**EN D3** is next\n',
    ])
      assert.deepEqual(told(ours), [], ours);
  });
});
