import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Content, changedFields, contentHash } from './content.ts';

const content = fc.record<Content>({
  copy: fc.string({ unit: 'grapheme' }),
  link: fc.webUrl(),
  linkPlacement: fc.constantFrom('inline', 'first-reply', 'none'),
  title: fc.option(fc.string()),
  media: fc.array(fc.string()),
  localDateTime: fc.constantFrom('2026-02-16T08:10', '2026-02-17T08:10'),
  zone: fc.constantFrom('Asia/Jerusalem', 'America/New_York'),
  place: fc.string(),
});

describe('content hash', () => {
  it('is equal exactly when no field changed', () => {
    fc.assert(
      fc.property(content, content, (one, other) => {
        const same = changedFields(one, other).length === 0;
        assert.equal(contentHash(one) === contentHash(other), same);
      }),
    );
  });

  it('does not depend on the order in which the fields were written', () => {
    fc.assert(
      fc.property(content, (one) => {
        const reversed = Object.fromEntries(Object.entries(one).reverse()) as unknown as Content;
        assert.equal(contentHash(reversed), contentHash(one));
      }),
    );
  });

  it('changes with every single field', () => {
    const changes: Content = {
      copy: 'b',
      link: 'https://b.test/',
      linkPlacement: 'none',
      title: 'b',
      media: ['b'],
      localDateTime: 'b',
      zone: 'b',
      place: 'b',
    };
    fc.assert(
      fc.property(content, fc.constantFrom(...Object.keys(changes)), (one, key) => {
        const field = key as keyof Content;
        fc.pre(JSON.stringify(one[field]) !== JSON.stringify(changes[field]));
        assert.notEqual(contentHash({ ...one, [field]: changes[field] }), contentHash(one));
      }),
    );
  });

  it('names what changed', () => {
    const before: Content = {
      copy: 'שלום',
      link: 'https://example.org/he',
      linkPlacement: 'inline',
      title: null,
      media: [],
      localDateTime: '2026-02-16T08:10',
      zone: 'Asia/Jerusalem',
      place: 'sandbox linkedin/personal',
    };
    const after = { ...before, copy: 'שלום!', localDateTime: '2026-02-16T09:00' };
    assert.deepEqual(changedFields(before, after), ['copy', 'local time']);
  });
});
