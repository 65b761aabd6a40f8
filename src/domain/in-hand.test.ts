import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ingest, wanted } from '../../test/support/pure-week.ts';
import type { Delivery, WantedDelivery } from './delivery.ts';
import { recallBy } from './in-hand.ts';
import { plan } from './plan.ts';

const approved = wanted('a', { status: 'approved' });

/** What its person is told when the sheet says this of a post that is in hand. */
function recalled(sheet: readonly WantedDelivery[], before: WantedDelivery = approved) {
  const [first] = ingest([before], [], 'either').stored;
  assert.ok(first);
  const inHand: Delivery = { ...first, state: 'awaiting' };
  const [action] = plan(sheet, [inHand], 'either');
  assert.ok(action);
  return recallBy(action);
}

describe('a post that a person has in hand', () => {
  it('is not called back by a sheet that wants it still', () => {
    assert.equal(recalled([approved]), null);
    const draft = wanted('a');
    assert.equal(recalled([draft], draft), null, 'a person has approved the draft');
  });

  it('is called back when its row is gone, held, back to draft, or another', () => {
    assert.match(recalled([]) ?? '', /gone from the sheet/);
    assert.match(recalled([wanted('a', { status: 'held' })]) ?? '', /held in the sheet/);
    assert.match(recalled([wanted('a')]) ?? '', /approval was withdrawn in the sheet/);
    assert.match(
      recalled([wanted('a', { status: 'approved', copy: 'New' })]) ?? '',
      /edited since/,
    );
  });
});
