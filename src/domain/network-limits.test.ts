import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mostOfUnit, networkLimits } from './network-limits.ts';
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

it('counts what a reader sees, in any script, as a segmenter does', () => {
  const segmenter = new Intl.Segmenter('en');
  const sign = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
    { weight: 4, arbitrary: fc.integer({ min: 0x5d0, max: 0x5ea }) },
    { weight: 2, arbitrary: fc.constantFrom(0xa, 0xa0, 0x2010, 0x2014, 0x201d, 0x2026) },
    // A text of these alone is the common one; one of the rest makes any neighbour a part of it.
    { weight: 1, arbitrary: fc.constantFrom(0xd, 0x301, 0x5b0, 0x200d, 0x20e3, 0xfe0f, 0x1f469) },
  );
  const text = fc.array(sign, { maxLength: 40 }).map((all) => String.fromCodePoint(...all));
  fc.assert(
    fc.property(text, (words) => {
      assert.equal(networkLimits.bluesky.measure(words), [...segmenter.segment(words)].length);
    }),
    { numRuns: 2000 },
  );
});

it('counts no unit of a text more than six, on any network', () => {
  const piece = fc.constantFrom(
    't.co',
    'x.co ',
    ' ',
    'https://a.co',
    '&',
    '<',
    '_',
    '#',
    '🌿',
    '日',
    'a',
    'ש',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const text = pieces.join('');
      for (const { measure } of Object.values(networkLimits))
        assert.ok(measure(text) <= text.length * mostOfUnit, text);
    }),
    { numRuns: 500 },
  );
});
