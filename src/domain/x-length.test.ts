import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { twitterText } from './twitter-text.ts';
import { xLength } from './x-length.ts';

const link = 'https://example.org/he?utm_source=x&utm_campaign=week1';

const host = fc.constantFrom(
  ...['example.org', 'www.acme.co.uk', 'acme.test', 'localhost', 't.co', 'xn--4dbrk0ce.com'],
  ...[
    'a..org',
    '.org',
    'example.org.',
    '-a.org',
    'a-.org',
    'example.org:8080',
    '127.0.0.1',
    'EXAMPLE.org',
  ],
);
const tail = fc.string({
  unit: fc.constantFrom(...'aZ9_-=&?/.%+#@ש😀\n ', '//', '...', '/he?a=b&c=', '(b)'),
  maxLength: 12,
});
const address = fc
  .tuple(
    fc.constantFrom('https://', 'http://', '', 'HTTPS://'),
    host,
    fc.constantFrom('', '/', '?'),
    tail,
  )
  .map((parts) => parts.join(''));
const word = fc.constantFrom(
  ...'Herbs want light. e.g. Node.js acme.org a@acme.org @acme #herbs $5 .'.split(' '),
  ...'שלום לכולם. 😀 👩‍🌾 “yes” … ₪ € é e\u0301 植物 \u200f \u00a0'.split(' '),
  '\t',
);
const copy = fc
  .array(fc.tuple(word, fc.constantFrom(' ', '\n', '\n\n', '')), { maxLength: 12 })
  .map((words) => words.flat().join(''));
const text = fc
  .tuple(
    copy,
    fc.constantFrom('\n\n', '\n', ' ', ''),
    fc.oneof(
      address,
      fc.tuple(fc.constant(link), tail).map((parts) => parts.join('')),
      fc.constant(''),
    ),
  )
  .map((parts) => parts.join(''));

describe('the length of a text on X', () => {
  it('is 23 for a link, however long it is', () => {
    assert.equal(xLength(`Herbs want light.\n\n${link}`), 17 + 2 + 23);
    assert.equal(xLength(`Herbs want light.\n\n${link}&utm_content=en_x_1`), 17 + 2 + 23);
    assert.equal(xLength(`Herbs want light.\n\n${link}.`), 17 + 2 + 23 + 1);
  });

  it('is that of the link where there is none', () => {
    for (const none of [
      'https://acme.test/he',
      `https://t.co/${'a'.repeat(41)}`,
      `${link}${'a'.repeat(4096)}`,
    ])
      assert.equal(xLength(`Herbs\n\n${none}`), 5 + 2 + none.length);
  });

  it('is what the library of X says, of any text', () => {
    const length = (one: string) => twitterText().parseTweet(one).weightedLength;
    fc.assert(
      fc.property(text, (one) => {
        assert.equal(xLength(one), length(one));
      }),
      { numRuns: Number(process.env.LENGTHS ?? 1000) },
    );
  });
});
