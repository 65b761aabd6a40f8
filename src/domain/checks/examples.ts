import type { Column } from '../sheet.ts';
import type { CheckCode } from './catalogue.ts';

/** Cells of a row; those that are not named are in order. */
export type Cells = Readonly<Partial<Record<Column, string>>>;

/**
 * What a rule finds, and what it leaves alone: shown on its page, and held to by the tests. A text
 * is a whole file, a list is rows of a sheet.
 */
export interface Example {
  /** How to mend it. */
  readonly mend: string;
  /** Null where it would fill the page. */
  readonly wrong: string | readonly Cells[] | null;
  readonly right: string | readonly Cells[] | null;
}

const cells = (mend: string, wrong: Cells, right: Cells): Example => ({
  mend,
  wrong: [wrong],
  right: [right],
});

/** For what only a request shows. */
const unseen = (mend: string): Example => ({ mend, wrong: null, right: null });

const link = (parameters: string) => `https://example.org/?${parameters}`;
const inOrder = 'utm_source=x&utm_campaign=week1&utm_content=one';
const linkTo = (platform: string, postId = 'one', path = '') =>
  `https://example.org/${path}?utm_source=${platform}&utm_campaign=week1&utm_content=${postId}`;

const linkedin = { platform: 'linkedin', account_target: 'company', utm_url: linkTo('linkedin') };
const reddit = { platform: 'reddit', account_target: 'r/resumes', utm_url: linkTo('reddit') };
const newsletter = {
  platform: 'newsletter',
  account_target: 'weekly',
  title: 'Our news',
  utm_url: linkTo('newsletter'),
};
const hebrew = { locale: 'he', utm_url: linkTo('x', 'one', 'he') };

/** An example for each code that a row of a sheet can have. */
export const rowExamples = {
  'control-character': cells(
    'Delete the character. It often comes along when text is copied out of a program for layout; a title and a link are one line.',
    { title: 'Our news\nof the week' },
    { title: 'Our news of the week' },
  ),
  'bidi-control': cells(
    'Delete it: Hebrew and English mix without it. The marks U+200E and U+200F are allowed in texts.',
    { ...hebrew, post_copy: 'בדיקת \u202eATS\u202c חינמית' },
    { ...hebrew, post_copy: 'בדיקת ATS חינמית' },
  ),
  'invisible-character': cells(
    'Delete it, or write the cell anew by hand.',
    { utm_url: link(`${inOrder}&utm_term=a\u200bb`) },
    { utm_url: link(`${inOrder}&utm_term=ab`) },
  ),
  'copy-missing': cells(
    'Write the text of the post, or remove the row.',
    { post_copy: '' },
    { post_copy: 'The guide is out.' },
  ),
  'date-invalid': cells(
    'Write year, month and day with all their digits.',
    { publish_date: '2026-2-18' },
    { publish_date: '2026-02-18' },
  ),
  'time-invalid': cells(
    'Write hours and minutes from 00:00 to 23:59, or leave the cell empty.',
    { publish_time: '8:10' },
    { publish_time: '08:10' },
  ),
  'date-outside-week': cells(
    'Mend the date, or the date_range of the task queue.',
    { publish_date: '2026-02-23' },
    { publish_date: '2026-02-19' },
  ),
  'date-past': cells(
    'Mend the date. What is later than `late_after` allows is missed, not published.',
    { publish_date: '2026-02-16' },
    { publish_date: '2026-02-19' },
  ),
  'week-dates-disagree': cells(
    'Write the same day into the sheet and into the task queue.',
    { ...newsletter, publish_date: '2026-02-20' },
    { ...newsletter, publish_date: '2026-02-18' },
  ),
  'allow-invalid': cells(
    'Write `allow:`, the code and a reason into the notes of the row: `allow: link-extra – the shop is ours`. Codes that make a row unusable can not be allowed.',
    { notes: 'allow: link-xtra – the shop is ours' },
    {
      post_copy: 'Our shop: https://example.org/shop',
      notes: 'allow: link-extra – the shop is ours',
    },
  ),
  'locale-unknown': cells(
    'Write the language as `en` or `he`.',
    { locale: 'eng' },
    { locale: 'en' },
  ),
  'platform-unknown': cells(
    'Write the platform as the configuration names it before the slash.',
    { platform: 'twitter', utm_url: linkTo('twitter') },
    { platform: 'x', utm_url: linkTo('x') },
  ),
  'status-unknown': cells(
    'Write one of draft, pending, approved, scheduled, posted, done and hold.',
    { status: 'aproved' },
    { status: 'approved' },
  ),
  'target-unmapped': cells(
    'Write the name of an account as the configuration has it after the slash, or add the account there.',
    { account_target: 'mian' },
    { account_target: 'main' },
  ),
  'target-duplicate': cells(
    'Name each account once. Two names in the configuration may stand for the same place.',
    { ...linkedin, account_target: 'company+company' },
    { ...linkedin, account_target: 'company+personal' },
  ),
  'link-invalid': cells(
    'Copy the address anew from the browser.',
    { utm_url: 'example.org/guide' },
    { utm_url: link(inOrder) },
  ),
  'link-scheme': cells(
    'Use the https address of the page.',
    { utm_url: link(inOrder).replace('https', 'http') },
    { utm_url: link(inOrder) },
  ),
  'link-userinfo': cells(
    'Remove everything between the slashes and the @, and the @.',
    { utm_url: link(inOrder).replace('example', 'user:password@example') },
    { utm_url: link(inOrder) },
  ),
  'link-escaped': cells(
    'Write `&` instead of `&amp;`. `--fix` leaves such a link alone.',
    { utm_url: link(inOrder.replaceAll('&', '&amp;')) },
    { utm_url: link(inOrder) },
  ),
  'link-host-punycode': cells(
    'Make sure that this is the host that is meant: the а here is Cyrillic.',
    { utm_url: link(inOrder).replace('example', 'ex\u0430mple') },
    { utm_url: link(inOrder) },
  ),
  'link-extra': cells(
    'Keep the link of utm_url alone, or give the other one a row of its own.',
    { post_copy: 'The guide is out. And our shop: https://example.org/shop' },
    { post_copy: 'The guide is out.' },
  ),
  'utm-missing': cells(
    'Give each link utm_source (the platform), utm_campaign (the week) and utm_content (the post_id).',
    { utm_url: link('utm_source=x') },
    { utm_url: link(inOrder) },
  ),
  'utm-duplicate': cells(
    'Keep one of the two.',
    { utm_url: link(`${inOrder}&utm_source=x`) },
    { utm_url: link(inOrder) },
  ),
  'utm-source-mismatch': cells(
    'Write the platform of the row as utm_source.',
    { utm_url: linkTo('linkedin') },
    { utm_url: linkTo('x') },
  ),
  'utm-content-mismatch': cells(
    'Write the post_id of the row as utm_content.',
    { utm_url: linkTo('x', 'two') },
    { utm_url: linkTo('x', 'one') },
  ),
  'utm-campaign-mismatch': cells(
    'Write the week_id of the week as utm_campaign.',
    { utm_url: link(inOrder.replace('week1', 'week2')) },
    { utm_url: link(inOrder) },
  ),
  'media-unknown': cells(
    'Write the path of a file of the same commit, from the root of the repository.',
    { media: 'images/first.png' },
    { media: 'images/one.png' },
  ),
  'media-unsupported': cells(
    'Take the files out, or let a person post it by hand (connector `assisted`).',
    { ...linkedin, media: 'images/one.png' },
    linkedin,
  ),
  'too-long': cells(
    'Shorten it. Every count is of the whole message, its link included, as the network counts.',
    { post_copy: 'Your resume deserves a reader. '.repeat(9) },
    { post_copy: 'Your resume deserves a reader.' },
  ),
  'title-missing': cells(
    'Write a title into the column title; without one the first sentence is taken.',
    { ...reddit, post_copy: 'I read many resumes. Here is what I saw.' },
    { ...reddit, post_copy: 'Here is what I saw.', title: 'I read many resumes' },
  ),
  'thread-announced-but-missing': cells(
    'Write the further posts into the same cell, with `---` on a line of its own between two of them, or take the announcement out.',
    { post_copy: 'Thread: what to mend first.' },
    { post_copy: 'Thread: what to mend first.\n---\n1/ The summary.\n---\n2/ The bullets.' },
  ),
  'thread-unsupported': cells(
    'Remove the lines of `---`, or give each part a row of its own.',
    { ...linkedin, post_copy: 'What to mend first.\n---\nThe summary.' },
    { ...linkedin, post_copy: 'What to mend first.\n\nThe summary.' },
  ),
  'placeholder-left': cells(
    'Write the text that belongs there. In posts nothing is filled in; in mails a merge tag is, where `merge_tags` of the configuration declares it.',
    { post_copy: 'Hi {{first_name}}, the guide is out.' },
    { post_copy: 'The guide is out.' },
  ),
  'claim-unverified': cells(
    'Say it without the number; or measure it, and write it into the table of the baseline with *Verified* = Yes. A number is good for 30 days after the date of that file. Percentages, multiples, money, shares, "#1" and numbers of users or customers are claims; "7 mistakes", "10 minutes" and "3-5 bullets" are none.',
    { post_copy: 'Visitors sign up gladly: our rate is 4.2%.' },
    { post_copy: '12,400 users, and 7 mistakes that we see in 10 minutes.' },
  ),
  'locale-mismatch': cells(
    'Translate the text or mend the locale; and link a Hebrew row to a page under `/he`.',
    { ...hebrew, post_copy: 'The guide is out.' },
    { ...hebrew, post_copy: 'המדריך יצא לאור.' },
  ),
  'punctuation-foreign': cells(
    'Replace it with the sign of the language.',
    { post_copy: '¿Is your resume read?' },
    { post_copy: 'Is your resume read?' },
  ),
  'garbled-text': cells(
    'Write it anew, or save the file as UTF-8 where the text is still right.',
    { post_copy: 'Donâ€™t wait: the guide is out.' },
    { post_copy: 'Don’t wait: the guide is out.' },
  ),
  'duplicate-copy': {
    mend: 'Write one of the two anew, or remove it. The same text for two accounts is in order.',
    wrong: [
      { post_copy: 'The guide is out.' },
      { post_id: 'two', post_copy: 'The guide is out.', utm_url: linkTo('x', 'two') },
    ],
    right: [
      { post_copy: 'The guide is out.' },
      { post_id: 'two', post_copy: 'Have you read it?', utm_url: linkTo('x', 'two') },
    ],
  },
  'link-broken': unseen(
    'Open it in a browser, and mend the link or the page: it answers 4xx, has no such host, redirects without an end, or leads inside of a network. For a rehearsal on this machine there is `--allow-local`.',
  ),
  'link-unreachable': unseen(
    'Look in a browser whether people see the page: it answered 5xx, or not at all, or by a redirect to no page, or as it answers programs and maybe not people (401, 403, 429), or the time for all links was over. `--within` gives more time.',
  ),
  'link-loses-utm': unseen('Link to the page itself to which the redirect leads.'),
  'link-redirects': unseen('Link to the page itself to which the redirect leads.'),
} as const satisfies Partial<Record<CheckCode, Example>>;
