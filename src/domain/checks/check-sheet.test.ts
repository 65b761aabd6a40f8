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
import { catalogue } from './catalogue.ts';
import { checkSheet } from './check-sheet.ts';

const hintOf = (texts: Texts) => check(texts).diagnostics[0]?.hint ?? '';

describe('a row without a platform', () => {
  it('is told that, and not to write an empty utm_source', () => {
    assert.deepEqual(check({ platform: '' }).codes, ['platform-unknown']);
  });
});

describe('a row in order', () => {
  it('asks for a delivery to each account that it names', () => {
    const reddit = {
      platform: 'linkedin',
      account_target: 'personal+company',
      utm_url: link('linkedin'),
    };
    const { post, diagnostics, firstDate, lastDate } = check(reddit);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual([firstDate, lastDate], ['2026-02-16', '2026-02-16']);
    assert.deepEqual(
      post.deliveries.map(({ contentHash, ...delivery }) => delivery),
      ['personal', 'company'].map((target) => ({
        postId: 'one',
        line: 2,
        platform: 'linkedin',
        target,
        connector: 'sandbox',
        account: `account of linkedin/${target}`,
        content: {
          copy: 'Hello',
          link: link('linkedin'),
          linkPlacement: 'inline',
          title: null,
          media: [],
          localDateTime: '2026-02-16T08:10',
          zone: 'Asia/Jerusalem',
          place: `sandbox linkedin/${target}`,
        },
        scheduledAt: '2026-02-16T08:10 in Asia/Jerusalem',
        status: 'pending',
        problems: [],
        unmapped: false,
      })),
    );
  });

  it('reads each status of the sheet', () => {
    const statuses = ['draft', 'pending', 'approved', 'scheduled', 'posted', 'done', 'hold'];
    assert.deepEqual(
      statuses.map((status) => check({ status }).post.deliveries[0]?.status),
      ['pending', 'pending', 'approved', 'approved', 'posted', 'posted', 'held'],
    );
  });

  it('goes out at its own time, with its media', () => {
    const { post, codes } = check({
      publish_time: '17:30',
      media: 'images/two.png | images/one.png',
    });
    assert.deepEqual(codes, []);
    assert.equal(post.deliveries[0]?.content.localDateTime, '2026-02-16T17:30');
    assert.deepEqual(post.deliveries[0]?.content.media, ['b2', 'b1']);
  });

  it('is left alone where people write emoji, Hebrew and marks of direction', () => {
    const post_copy =
      'שלום 👩‍👩‍👧 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} ❤️\n\u200fABC\t';
    const utm_url = link('x').replace('org/', 'org/he');
    assert.deepEqual(check({ post_copy, locale: 'he', utm_url }).codes, []);
  });
});

describe('a row with a mistake', () => {
  const cases: readonly (readonly [string, Texts, string])[] = [
    ['a day without its zero', { publish_date: '2026-2-3' }, 'date-invalid'],
    ['February 29 of a common year', { publish_date: '2026-02-29' }, 'date-invalid'],
    ['no date', { publish_date: '' }, 'date-invalid'],
    ['a date with a time', { publish_date: '2026-02-16T08:00' }, 'date-invalid'],
    ['an hour of one digit', { publish_time: '8:10' }, 'time-invalid'],
    ['a 25th hour', { publish_time: '25:00' }, 'time-invalid'],
    ['an unknown locale', { locale: 'fr' }, 'locale-unknown'],
    ['an unknown platform', { platform: 'xx', utm_url: link('xx') }, 'platform-unknown'],
    ['a misspelled platform, whose link is right', { platform: 'X' }, 'platform-unknown'],
    ['an unknown status', { status: 'Draft' }, 'status-unknown'],
    ['an unknown target', { account_target: 'mian' }, 'target-unmapped'],
    ['no target', { account_target: '' }, 'target-unmapped'],
    ['a target twice', { account_target: 'main|main' }, 'target-duplicate'],
    ['no text', { post_copy: ' \n' }, 'copy-missing'],
    ['no link', { utm_url: '' }, 'utm-missing'],
    ['a link without parameters', { utm_url: 'https://example.org/' }, 'utm-missing'],
    ['a parameter twice', { utm_url: link('x', '&utm_source=x') }, 'utm-duplicate'],
    ["another network's link", { utm_url: link('reddit') }, 'utm-source-mismatch'],
    ["another post's link", { post_id: 'two' }, 'utm-content-mismatch'],
    ['a script for a link', { utm_url: 'javascript:alert(1)' }, 'link-scheme'],
    ['data for a link', { utm_url: 'data:text/html,a' }, 'link-scheme'],
    ['an unencrypted link', { utm_url: link('x').replace('https', 'http') }, 'link-scheme'],
    ['a relative link', { utm_url: '/he?utm_source=x' }, 'link-invalid'],
    ['a link of another host by slashes', { utm_url: '//example.org/' }, 'link-invalid'],
    ['a link without slashes', { utm_url: 'https:example.org' }, 'link-invalid'],
    ['a link with a space', { utm_url: `${link('x')} more` }, 'link-invalid'],
    [
      'a link with a user',
      { utm_url: link('x').replace('example.org', 'u:p@example.org') },
      'link-userinfo',
    ],
    ['NUL in the text', { post_copy: 'a\0b' }, 'control-character'],
    ['a C1 control in the text', { post_copy: 'a\u0085b' }, 'control-character'],
    ['half a character in the text', { post_copy: 'a\ud83d' }, 'control-character'],
    ['a line break in the title', { title: 'a\nBcc: b' }, 'control-character'],
    ['a bidi override in the text', { post_copy: 'a\u202eb' }, 'bidi-control'],
    ['a bidi isolate in the title', { title: 'a\u2066b' }, 'bidi-control'],
    ['a joiner in the link', { utm_url: link('x', '&a=\u200d') }, 'invisible-character'],
    ['a tag character in the text', { post_copy: 'a\u{e0041}' }, 'invisible-character'],
    ['a file that is not there', { media: 'images/one.jpg' }, 'media-unknown'],
    ['281 characters for X', { post_copy: 'a'.repeat(256) }, 'too-long'],
  ];
  for (const [name, texts, code] of cases)
    it(`is invalid, and says why: ${name}`, () => {
      const { post, codes } = check(texts);
      assert.deepEqual(codes, [code]);
      assert.equal(post.diagnostics[0]?.severity, 'error');
      assert.equal(post.diagnostics[0]?.scope, 'row');
      assert.ok(post.deliveries.length > 0);
      for (const delivery of post.deliveries) assert.deepEqual(delivery.problems, [code]);
    });

  it('says where it is and what may have been meant', () => {
    const { line, column, file, post_id } = check({ status: 'aproved' }).diagnostics[0] ?? {};
    assert.deepEqual([file, line, column, post_id], ['w.csv', 2, 8, 'one']);
    assert.match(hintOf({ status: 'aproved' }), /Did you mean "approved"/);
    assert.match(hintOf({ account_target: 'mian' }), /Did you mean "main"/);
    assert.match(hintOf({ platform: 'Reddit' }), /Did you mean "reddit"/);
    assert.match(hintOf({ media: 'images/one.jpg' }), /Did you mean "images\/one.png"/);
    assert.match(hintOf({ media: 'Two.png' }), /Did you mean "images\/two.png"/);
    assert.match(hintOf({ publish_date: '2026-2-3' }), /2026-02-03/);
  });

  it('reports all its mistakes and leaves the other rows alone', () => {
    const bad = { ...good, publish_date: 'soon', status: '?', utm_url: '' };
    const second = { ...good, post_id: 'two', utm_url: link('x').replace('=one', '=two') };
    const posts = checkSheet(sheetOf(bad, second), context).posts();
    const problems = posts.map((post) => post.deliveries[0]?.problems);
    assert.deepEqual(problems, [['date-invalid', 'utm-missing', 'status-unknown'], []]);
    assert.equal(posts[0]?.deliveries[0]?.scheduledAt, null);
  });

  it('can still be stored and shown', () => {
    const { post, diagnostics } = check({
      post_copy: 'a\0b\ud83d',
      title: 'x\u202ey',
      media: 'm\0',
    });
    const all = JSON.stringify([post, diagnostics]);
    assert.ok(!all.includes('\\u0000') && !/\\ud83d/.test(all));
    assert.ok(diagnostics.every(({ message, hint }) => !/[\u202e\p{Cc}]/u.test(message + hint)));
  });
});

describe('targets', () => {
  it('stay wanted at a provisional place where no account stands behind them', () => {
    const texts = {
      platform: 'reddit',
      account_target: 'r/resumes|r/nobody',
      utm_url: link('reddit'),
    };
    const { post } = check({ ...texts, title: 'T' });
    const [mapped, unmapped] = post.deliveries;
    assert.deepEqual(
      [mapped?.unmapped, mapped?.content.place],
      [false, 'sandbox reddit/r/resumes'],
    );
    assert.deepEqual(
      [unmapped?.unmapped, unmapped?.connector, unmapped?.account, unmapped?.content.place],
      [true, '', 'unmapped:reddit/r/nobody', 'unmapped:reddit/r/nobody'],
    );
    assert.deepEqual(unmapped?.problems, ['target-unmapped']);
  });

  it('are one delivery where two names mean one place', () => {
    const texts = {
      platform: 'linkedin',
      account_target: 'personal+boss',
      utm_url: link('linkedin'),
    };
    const { post, codes } = check(texts);
    assert.deepEqual(codes, ['target-duplicate']);
    assert.equal(post.deliveries.length, 1);
  });

  it('are unmapped without a problem where there is no configuration', () => {
    const { post, codes } = check({ account_target: 'anyone' }, { accounts: null });
    assert.deepEqual(codes, []);
    assert.deepEqual([post.deliveries[0]?.unmapped, post.deliveries[0]?.problems], [true, []]);
  });
});

describe('lengths', () => {
  it('are of the whole message, link included, by the counting of the network', () => {
    // A link counts 23 for X and the two line breaks before it 2, so 255 are left.
    assert.deepEqual(check({ post_copy: 'a'.repeat(255) }).codes, []);
    assert.deepEqual(check({ post_copy: '🌿'.repeat(127) }).codes, []);
    assert.deepEqual(check({ post_copy: '🌿'.repeat(128) }).codes, ['too-long']);
    const linkedin = { platform: 'linkedin', account_target: 'company', utm_url: link('linkedin') };
    // LinkedIn's reserved signs count two: there are three `_` in the link.
    const left = 3000 - 2 - link('linkedin').length - 3;
    assert.deepEqual(check({ ...linkedin, post_copy: 'a'.repeat(left) }).codes, []);
    assert.deepEqual(check({ ...linkedin, post_copy: 'a'.repeat(left + 1) }).codes, ['too-long']);
  });

  it('are of each part of a thread', () => {
    const part = 'a'.repeat(280);
    assert.deepEqual(check({ post_copy: `${part}\n---\n${part}\n---\nend` }).codes, []);
    const { post } = check({ post_copy: `${part}\n---\n${part}b\n---\nend` });
    assert.match(post.diagnostics[0]?.message ?? '', /^Part 2 of 3 has 281/);
  });

  it('are said once where several targets share a network', () => {
    const copy = { post_copy: 'a'.repeat(3000), platform: 'linkedin', utm_url: link('linkedin') };
    assert.deepEqual(check({ ...copy, account_target: 'personal+company' }).codes, ['too-long']);
  });
});

describe('warnings', () => {
  it('do not make a row invalid', () => {
    const { post, codes } = check({ publish_date: '2026-02-21' }, { today: '2026-02-22' });
    assert.deepEqual(codes, ['date-outside-week', 'date-past']);
    assert.deepEqual(post.deliveries[0]?.problems, []);
  });

  it('do not call a past date late that is posted or today', () => {
    assert.deepEqual(check({}, { today: '2026-02-16' }).codes, []);
    assert.deepEqual(check({ status: 'done' }, { today: '2026-03-01' }).codes, []);
  });

  it('show the real name of a host with other letters', () => {
    const { codes, diagnostics } = check({
      utm_url: link('x').replace('example.org', 'аpple.org'),
    });
    assert.deepEqual(codes, ['link-host-punycode']);
    assert.match(diagnostics[0]?.message ?? '', /xn--/);
  });

  it('tell of a title that is derived from the first sentence', () => {
    const texts = {
      platform: 'reddit',
      account_target: 'r/resumes|r/jobs',
      utm_url: link('reddit'),
    };
    const { post, codes } = check({ ...texts, post_copy: 'Seven mistakes. And more.' });
    assert.deepEqual(codes, ['title-missing']);
    assert.deepEqual(
      post.deliveries.map(({ content }) => content.title),
      ['Seven mistakes', 'Seven mistakes'],
    );
  });
});

describe('severities', () => {
  it('can be changed by the configuration, where the rule may be', () => {
    const severities = new Map([
      ['utm-source-mismatch', 'warning'],
      ['date-past', 'error'],
      ['utm-content-mismatch', 'off'],
      ['date-invalid', 'off'],
    ] as const);
    const more = { severities, today: '2026-03-01' };
    const softened = check({ utm_url: link('y').replace('=one', '=two') }, more);
    assert.deepEqual(softened.post.deliveries[0]?.problems, ['date-past']);
    assert.deepEqual(softened.codes, ['date-past', 'utm-source-mismatch']);
    assert.deepEqual(check({ publish_date: '?' }, more).codes, ['date-invalid']);
  });
});

it('every rule says what it is and why', () => {
  for (const { title, why } of Object.values(catalogue)) assert.ok(title && why.endsWith('.'));
});
