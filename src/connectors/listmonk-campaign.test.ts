import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { publication as posted } from '../../test/contract/subject.ts';
import { draftOf } from './listmonk-campaign.ts';

const drafted = (text: string, title: string | null = 'A title') =>
  draftOf({ lists: [1] }, { ...posted, parts: [text], title, locale: 'he' });

/** What a reader's mail program makes of HTML that has no template in it. */
const read = (html: string): string =>
  html
    .replaceAll('</p><p', '</p>\n\n<p')
    .replaceAll('<br>', '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));

/** What Go's `text/template` makes of a text whose actions are quoted strings; it has others not. */
const carriedOut = (template: string): string =>
  template.replace(/\{\{(.*?)\}\}/g, (_, action: string) => {
    assert.match(action, /^"[^"\\]*"$/);
    return action.slice(1, -1);
  });

/** As listmonk treats a subject: `hasTplExpr` and `regTplFuncs` in its `models`. */
function subjectSent(subject: string): string {
  if (!/\{\{.*\}\}/s.test(subject)) return subject;
  assert.doesNotMatch(subject, /https?:\/\/[^\s"{}]*@TrackLink/);
  return carriedOut(subject);
}

const tricky = [
  '{{ .Subscriber.Email }} and {{ UnsubscribeURL }}',
  '{{{a}}} {{{{ }}}} {{- "x" -}} {{/* gone */}}',
  'half {{ open, half }} closed, {"json": {"a": 1}}',
  'https://acme.example/a?b=1@TrackLink and @TrackLink, mail@acme.example',
  '{{ TrackLink "https://acme.example" }} https://acme.example/@TrackLink',
  'a <b and <!-- gone --> <script> & "quoted" \'too\'',
  'שלום {{first_name | there}} 🌿\n\nhello\nthere',
];

describe('the words of a campaign', () => {
  for (const text of tricky)
    it(`reach readers as they are: ${JSON.stringify(text)}`, () => {
      const { body, altbody } = drafted(text);
      assert.equal(read(body), text);
      assert.equal(altbody, text.includes('{{') ? undefined : text);
      const title = text.replace(/\s+/g, ' ');
      assert.equal(subjectSent(drafted('a', title).subject), title);
    });

  it('hold nothing that listmonk would carry out', () => {
    const signs = fc.constantFrom(
      '{',
      '}',
      '{{',
      '}}',
      '@TrackLink',
      'https://a',
      '"',
      '-',
      ' ',
      'א',
    );
    const texts = fc.array(signs, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const { body, altbody } = drafted(text);
        assert.doesNotMatch(body, /\{\{|@TrackLink/);
        assert.ok(altbody === undefined || !altbody.includes('{{'));
        const title = text.replace(/\s+/g, ' ').trim();
        if (title !== '') assert.equal(subjectSent(drafted('a', title).subject), title);
      }),
    );
  });

  it('take their subject from the title, else from the first sentence', () => {
    assert.equal(drafted('One. Two.', 'שלום').subject, 'שלום');
    assert.equal(drafted('One. Two.', null).subject, 'One.');
  });

  it('have their direction and language, and links', () => {
    const { body } = drafted('שלום\n\nhttps://acme.example/?a=1&b={2}');
    assert.match(body, /^<div lang="he" dir="auto"><p dir="auto">שלום<\/p>/);
    assert.match(body, /<a href="https:\/\/acme\.example\/\?a=1&#38;b=&#123;2&#125;">/);
  });
});
