import assert from 'node:assert/strict';
import { it } from 'node:test';
import { linkNumber } from './link-number.ts';

it('the number in a link is read, and nothing else of it', () => {
  assert.equal(linkNumber('https://api.acme.example/v1/emails?page=2', 'page'), 2);
  assert.equal(linkNumber('/rest/posts?q=author&start=50', 'start'), 50);
  for (const link of [
    '',
    '/posts',
    '/posts?start=-1',
    '/posts?start=1e9',
    '?start=',
    'https://[evil?start=1',
  ])
    assert.equal(linkNumber(link, 'start'), 0, link);
});
