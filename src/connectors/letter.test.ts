import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pageOf, subjectOf } from './letter.ts';

describe('a letter', () => {
  it('takes its subject from the title, else from the first sentence, on one line', () => {
    assert.equal(subjectOf('A title', 'text'), 'A title');
    assert.equal(subjectOf('Two\r\nlines', 'text'), 'Two lines');
    assert.equal(subjectOf(null, 'One. Two.\nThree'), 'One.');
    assert.equal([...subjectOf(null, '🌿'.repeat(200))].length, 120);
    assert.equal(subjectOf(null, ''), 'News');
  });

  it('is a page with links, in which no text is HTML', () => {
    const html = pageOf('שלום <b>\nhi\n\nhttps://acme.example/?a=1&b="2"', 'he', '<p>bye</p>');
    assert.match(html, /<html lang="he">/);
    assert.match(html, /<p dir="auto">שלום &#60;b&#62;<br>hi<\/p>/);
    assert.match(html, /<a href="https:\/\/acme\.example\/\?a=1&#38;b=&#34;2&#34;">/);
    assert.match(html, /<p>bye<\/p><\/body>/);
  });
});
