import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Lot } from './fault.ts';
import { Script } from './script.ts';

const faults: Lot['faults'] = [
  { weight: 1, fault: { kind: 'error-500' } },
  { weight: 1, fault: { kind: 'error-503' } },
  { weight: 1, fault: { kind: 'none' } },
  { weight: 1, fault: { kind: 'look-up-500' } },
];

const texts = Array.from({ length: 300 }, (_, index) => `post ${index}`);

/** Two draws for each text, in the order given; what each text drew. */
function drawn(seed: number, order: readonly string[], perPost = 9): ReadonlyMap<string, string[]> {
  const script = new Script();
  script.drawBy({ seed, faults, perPost });
  const kinds = new Map<string, string[]>(texts.map((text) => [text, []]));
  for (const text of [...order, ...order])
    kinds.get(text)?.push(script.next({ on: 'create', account: 'a', text })?.kind ?? 'none');
  return kinds;
}

describe('faults by lot', () => {
  it('are the same for the same seed, in whatever order requests come', () => {
    assert.deepEqual(drawn(7, texts), drawn(7, texts.toReversed()));
    assert.notDeepEqual(drawn(7, texts), drawn(8, texts));
  });

  it('come by their weights, and those of look-ups for look-ups only', () => {
    const all = [...drawn(7, texts).values()].flat();
    for (const kind of ['error-500', 'error-503', 'none']) {
      const share = all.filter((one) => one === kind).length / all.length;
      assert.ok(share > 0.25 && share < 0.42, `${kind}: ${share}`);
    }
    assert.ok(!all.includes('look-up-500'));
    const script = new Script();
    script.drawBy({ seed: 7, faults, perPost: 9 });
    assert.equal(script.next({ on: 'look-up', account: 'a', text: '' })?.kind, 'look-up-500');
  });

  it('leave a post alone that has had its share', () => {
    for (const kinds of drawn(7, texts, 1).values())
      assert.ok(kinds.filter((kind) => kind !== 'none').length <= 1);
    assert.ok([...drawn(7, texts, 0).values()].flat().every((kind) => kind === 'none'));
  });

  it('stop when it is to be calm', () => {
    const script = new Script();
    script.drawBy({ seed: 7, faults: [{ weight: 1, fault: { kind: 'hang' } }], perPost: 9 });
    script.add([{ match: {}, fault: { kind: 'drop' }, times: null }]);
    assert.equal(script.next({ on: 'create', account: 'a', text: 't' })?.kind, 'drop');
    script.calm();
    assert.equal(script.next({ on: 'create', account: 'a', text: 't' }), null);
  });
});
