import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { check, link } from '../../../test/support/checked-row.ts';

const announced = [
  'Thread: what to mend first.',
  'What to mend first. A thread 🌿',
  'What to mend first.\n🧵',
  'What to mend first [thread]',
  'What to mend first. A quick thread:',
  '1/ Read the job first.',
  'What to mend first.\n1/7',
  '(1/n)\nWhat to mend first.',
];

const texts = [
  'Sewing with a thread of silk.',
  'Read the thread that we wrote last week.',
  '1/4 of a cup of water a day.',
  'Version 2.1/2.2 of the guide.',
  'Multithreading for beginners.',
];

describe('an announced thread', () => {
  for (const post_copy of announced)
    it(`is missing where there is only one post: ${JSON.stringify(post_copy)}`, () => {
      assert.deepEqual(check({ post_copy }).codes, ['thread-announced-but-missing']);
      assert.deepEqual(check({ post_copy: `${post_copy}\n---\nThe summary.` }).codes, []);
    });

  it('is known in Hebrew, and where it stands', () => {
    const utm_url = link('x').replace('org/', 'org/he/');
    const { codes, diagnostics } = check({ locale: 'he', utm_url, post_copy: 'מה לתקן? שרשור:' });
    assert.deepEqual(codes, ['thread-announced-but-missing']);
    const copyColumn = 6;
    assert.equal(diagnostics[0]?.column, copyColumn + 'מה לתקן? '.length);
  });

  for (const post_copy of texts)
    it(`is none where the words mean something else: ${post_copy}`, () => {
      assert.deepEqual(check({ post_copy }).codes, []);
    });

  it('is nobody’s business where the network has no threads', () => {
    const linkedin = { platform: 'linkedin', account_target: 'company', utm_url: link('linkedin') };
    assert.deepEqual(check({ ...linkedin, post_copy: announced[0] ?? '' }).codes, []);
  });
});
