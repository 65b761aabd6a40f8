import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { littleText, shownText } from './little-text.ts';

describe('the little text of LinkedIn', () => {
  it('has a backslash before every reserved sign', () => {
    assert.equal(littleText('\\|{}@[]()<>#*_~'), '\\\\\\|\\{\\}\\@\\[\\]\\(\\)\\<\\>\\#\\*\\_\\~');
    assert.equal(littleText('50% (of 3-5) & more: שלום!'), '50% \\(of 3-5\\) & more: שלום!');
  });

  it('escapes links like all else', () => {
    const link = 'https://acme.example/a_b?utm_content=en_linkedin_01#top';
    const escaped = 'https://acme.example/a\\_b?utm\\_content=en\\_linkedin\\_01\\#top';
    assert.equal(littleText(link), escaped);
  });

  it('leaves hashtags to be followed, and no other #', () => {
    assert.equal(
      littleText('#Launch (#hiring) #קורות_חיים'),
      '#Launch \\(#hiring\\) #קורות\\_חיים',
    );
    assert.equal(littleText('C# is #1, a#b # c'), 'C\\# is \\#1, a\\#b \\# c');
  });

  it('mentions nobody', () => {
    assert.equal(
      littleText('@[Acme](urn:li:organization:1)'),
      '\\@\\[Acme\\]\\(urn:li:organization:1\\)',
    );
  });

  it('shows what was written', () => {
    fc.assert(fc.property(fc.string(), (text) => shownText(littleText(text)) === text));
    assert.equal(shownText('a\\_b {hashtag|\\#|launch} {hashtag|#|שיווק}'), 'a_b #launch #שיווק');
  });
});
