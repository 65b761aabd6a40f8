import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { didYouMean, nearest } from './nearest.ts';

describe('the nearest word', () => {
  it('is the one that was meant, whatever its case', () => {
    assert.equal(nearest('linkdin', ['x', 'linkedin', 'reddit']), 'linkedin');
    assert.equal(nearest('LinkedIn', ['x', 'linkedin']), 'linkedin');
    assert.equal(nearest('dratf', ['draft', 'done']), 'draft');
  });

  it('is none where nothing is close', () => {
    assert.equal(nearest('fr', ['en', 'he']), null);
    assert.equal(nearest('tiktok', ['linkedin', 'x']), null);
    assert.equal(nearest('', ['x']), null);
    assert.equal(didYouMean('tiktok', ['linkedin']), '');
  });
});
