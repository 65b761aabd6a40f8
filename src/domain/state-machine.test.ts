import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type Circumstances,
  type DeliveryEvent,
  type DeliveryState,
  deliveryStates,
  type Origin,
  transitions,
} from './lifecycle.ts';
import { move } from './state-machine.ts';

const usual: Circumstances = {
  attemptsLeft: 2,
  partsPublished: 0,
  held: false,
  approvalCurrent: true,
  rowInOrder: true,
};

const events = [...new Set(transitions.map((line) => line.event))];

const circumstances = fc.record({
  attemptsLeft: fc.integer({ min: 0, max: 2 }),
  partsPublished: fc.integer({ min: 0, max: 3 }),
  held: fc.boolean(),
  approvalCurrent: fc.boolean(),
  rowInOrder: fc.boolean(),
});

const moves = fc.record({
  from: fc.constantFrom<Origin>('new', ...deliveryStates),
  event: fc.constantFrom<DeliveryEvent>(...events),
  at: circumstances,
});

function follow(start: Origin, ...steps: [DeliveryEvent, Partial<Circumstances>?][]): Origin {
  return steps.reduce<Origin>((state, [event, change]) => {
    const result = move(state, event, { ...usual, ...change });
    assert.ok(result.ok, result.ok ? '' : result.reason);
    return result.to;
  }, start);
}

describe('state machine', () => {
  it('takes a row from the sheet to posted', () => {
    const state = follow(
      'new',
      ['row-arrived'],
      ['approved'],
      ['instant-known'],
      ['claimed'],
      ['accepted'],
    );
    assert.equal(state, 'posted');
  });

  it('tries a definite failure once more, then fails', () => {
    assert.equal(follow('publishing', ['rejected', { attemptsLeft: 2 }]), 'scheduled');
    assert.equal(follow('publishing', ['rejected', { attemptsLeft: 1 }]), 'failed');
  });

  it('takes an edit after approval back to pending', () => {
    assert.equal(follow('scheduled', ['content-edited', { approvalCurrent: false }]), 'pending');
    assert.equal(follow('scheduled', ['claimed', { approvalCurrent: false }]), 'pending');
  });

  it('keeps an edit, a removal and a withdrawal away from an attempt in flight', () => {
    const kept: DeliveryEvent[] = ['content-edited', 'row-removed', 'approval-withdrawn', 'rerun'];
    for (const from of ['publishing', 'unconfirmed'] as const)
      for (const event of kept)
        assert.equal(move(from, event, usual).ok, false, `${from} ${event}`);
  });

  it('says why an event changes nothing', () => {
    const result = move('scheduled', 'claimed', { ...usual, held: true });
    assert.ok(!result.ok);
    assert.match(result.reason, /not held/);
  });

  it('never leaves posted', () => {
    fc.assert(
      fc.property(moves, ({ event, at }) => {
        assert.equal(move('posted', event, at).ok, false);
      }),
    );
  });

  it('never claims what is held or not approved as it stands', () => {
    fc.assert(
      fc.property(moves, ({ from, event, at }) => {
        const result = move(from, event, at);
        if (result.ok && result.to === 'publishing')
          assert.ok(from === 'scheduled' && !at.held && at.approvalCurrent);
      }),
    );
  });

  it('schedules only what is unheld, valid, in the sheet and approved as it stands', () => {
    const orders: DeliveryEvent[] = ['instant-known', 'rerun'];
    fc.assert(
      fc.property(moves, fc.constantFrom(...orders), ({ from, at }, event) => {
        const result = move(from, event, at);
        if (result.ok) assert.ok(!at.held && at.approvalCurrent && at.rowInOrder);
      }),
    );
  });

  it('takes evidence that it is public from every state that may still be sent', () => {
    for (const from of deliveryStates.filter((state) => state !== 'posted'))
      assert.ok(
        (['accepted', 'found', 'accepted-late', 'resolved-posted'] as const).some((event) => {
          const result = move(from, event, usual);
          return result.ok && result.to === 'posted';
        }),
        from,
      );
  });

  it('keeps what is partly public out of pending, invalid, cancelled and missed', () => {
    const frozen = new Set<DeliveryState>(['pending', 'invalid', 'cancelled', 'missed']);
    const byTheSheet: DeliveryEvent[] = [
      'content-edited',
      'row-invalid',
      'row-removed',
      'approval-withdrawn',
      'too-late',
    ];
    fc.assert(
      fc.property(moves, fc.constantFrom(...byTheSheet), ({ from, at }, event) => {
        const result = move(from, event, { ...at, partsPublished: 1 });
        assert.ok(!result.ok || !frozen.has(result.to));
      }),
    );
  });

  it('has no line that can never apply', () => {
    for (const line of transitions) {
      const reached = [0, 1, 2].some((attemptsLeft) =>
        [true, false].some((approvalCurrent) => {
          const at = { ...usual, attemptsLeft, approvalCurrent };
          return line.from.some((from) => {
            const result = move(from, line.event, at);
            return result.ok && result.transition === line;
          });
        }),
      );
      assert.ok(reached, `${line.event} to ${line.to}`);
    }
  });

  it('reaches every state from a new row', () => {
    const reached = new Set<Origin>(['new']);
    for (let size = 0; size !== reached.size; ) {
      size = reached.size;
      for (const line of transitions)
        if (line.from.some((from) => reached.has(from))) reached.add(line.to);
    }
    assert.deepEqual(
      deliveryStates.filter((state) => !reached.has(state)),
      [],
    );
  });
});
