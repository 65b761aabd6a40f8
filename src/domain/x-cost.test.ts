import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { xCost, xPrices } from './x-cost.ts';

describe('what a message costs on X', () => {
  it('is more with a link, whichever way it is written', () => {
    assert.equal(xCost(['Water the basil.'], xPrices), 0.015);
    for (const text of ['See https://acme.com/?a=1', 'See acme.com'])
      assert.equal(xCost([text], xPrices), 0.2, text);
  });

  it('is of each post of a thread', () => {
    assert.equal(xCost(['One', 'Two', 'https://acme.com'], xPrices), 0.23);
  });

  it('is by the prices that are given', () => {
    const prices = { post: 0.1, post_with_link: 0.2 };
    assert.equal(xCost(['One', 'https://acme.com'], prices), 0.3);
  });
});
