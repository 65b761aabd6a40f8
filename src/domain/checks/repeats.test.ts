import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  check,
  context,
  good,
  link,
  sheetOf,
  type Texts,
} from '../../../test/support/checked-row.ts';
import { checkSheet } from './check-sheet.ts';

const linkedin = { platform: 'linkedin', utm_url: link('linkedin') };

function codesOfSecond(first: Texts, second: Texts) {
  const utm_url = (second.utm_url ?? link('x')).replace('=one', '=two');
  const sheet = sheetOf({ ...good, ...first }, { ...good, ...second, post_id: 'two', utm_url });
  return checkSheet(sheet, context)
    .posts()
    .map(({ diagnostics }) => diagnostics.map((one) => one.code));
}

describe('the same copy in two rows', () => {
  it('is told at the second one, whatever its spaces and letters', () => {
    const found = codesOfSecond(
      { post_copy: 'The guide\nis out' },
      { post_copy: 'THE guide is out ' },
    );
    assert.deepEqual(found, [[], ['duplicate-copy']]);
  });

  it('is in order for two accounts, and told where two names are one place', () => {
    const personal = { ...linkedin, account_target: 'personal' };
    assert.deepEqual(codesOfSecond(personal, { ...linkedin, account_target: 'company' }), [[], []]);
    const boss = codesOfSecond(personal, { ...linkedin, account_target: 'boss' });
    assert.deepEqual(boss, [[], ['duplicate-copy']]);
  });
});

describe('a link in the copy', () => {
  it('is in order where it is the one of the row', () => {
    assert.deepEqual(check({ post_copy: `Here: ${link('x')} – read it` }).codes, []);
  });

  it('is told where it is another one, and what it costs where each post with one is paid', () => {
    const shop = 'https://example.org/shop';
    const single = check({
      ...linkedin,
      account_target: 'company',
      post_copy: `Our shop: ${shop}`,
    });
    assert.deepEqual(single.codes, ['link-extra']);
    assert.doesNotMatch(single.diagnostics[0]?.message ?? '', /\$/);
    const thread = check({ post_copy: `Our shop: ${shop}\n---\nAnd the guide.` });
    assert.deepEqual(thread.codes, ['link-extra']);
    assert.match(thread.diagnostics[0]?.message ?? '', /X takes \$0\.2 for each post with a link/);
    assert.equal(thread.diagnostics[0]?.column, 6 + 'Our shop: '.length);
  });
});
