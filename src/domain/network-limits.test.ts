import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { networkLimits } from './network-limits.ts';
import { slackText } from './slack-text.ts';

describe('the limits of Slack', () => {
  it('count a text as it is sent, with entities', () => {
    const { measure } = networkLimits.slack;
    assert.equal(measure('a'.repeat(4000)), 4000);
    assert.equal(measure('?a=1&b=2'), '?a=1&amp;b=2'.length);
  });

  it('leave no sign that mentions anybody', () => {
    assert.equal(slackText('<!channel> & <@U1>'), '&lt;!channel&gt; &amp; &lt;@U1&gt;');
  });
});

describe('the limits of LinkedIn', () => {
  it('count a text as it is sent, with its backslashes', () => {
    const { measure } = networkLimits.linkedin;
    assert.equal(measure('a'.repeat(3000)), 3000);
    assert.equal(measure('?utm_source=x (y) #tag'), '?utm\\_source=x \\(y\\) #tag'.length);
  });
});

describe('the limits of X', () => {
  const { measure, text } = networkLimits.x;

  it('count 23 for a link, however long it is, and 2 for emoji and CJK', () => {
    assert.equal(text, 280);
    assert.equal(measure('a'.repeat(280)), 280);
    assert.equal(
      measure(`see https://acme.com/${'a'.repeat(200)}?utm_content=a`),
      'see '.length + 23,
    );
    assert.equal(measure('acme.com'), 23);
    assert.equal(measure('🌿👩‍👩‍👧'), 4);
    assert.equal(measure('日本'), 4);
  });

  it('count 1 for a letter of Hebrew', () => {
    assert.equal(measure('שלום'), 4);
  });
});

describe('the limits of Mastodon', () => {
  const { measure } = networkLimits.mastodon;

  it('count 23 for a link with its scheme, and 1 for what a reader takes for a character', () => {
    assert.equal(measure(`see https://acme.com/${'a'.repeat(200)}, and`), 'see , and'.length + 23);
    assert.equal(measure('https://acme.com https://acme.com'), 47);
    assert.equal(measure('acme.com'), 8);
    assert.equal(measure('👩‍👩‍👧🌿שלום'), 6);
  });
});

describe('the limits of Bluesky', () => {
  const { measure, text } = networkLimits.bluesky;

  it('count what a reader takes for a character, and links in full', () => {
    assert.equal(measure('שלום 🌿'), 6);
    assert.equal(measure(`https://acme.com/${'a'.repeat(200)}`), 217);
  });

  it('count bytes where characters have more than ten', () => {
    const family = '👩‍👩‍👧';
    assert.equal(measure(family.repeat(100)), Math.ceil((Buffer.byteLength(family) * 100) / 10));
    assert.ok(measure('a'.repeat(300)) <= (text ?? 0));
  });
});
