import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ingest, modes, sheets, wanted } from '../../test/support/pure-week.ts';
import { contentHash } from './content.ts';
import type { Delivery } from './delivery.ts';
import { deliveryStates } from './lifecycle.ts';
import { type Action, plan } from './plan.ts';

const place = (state: Delivery['state'], change: Partial<Delivery> = {}): Delivery => {
  const first = ingest([wanted('a')], [], 'person').stored[0];
  assert.ok(first);
  const approval = { contentHash: first.wanted.contentHash, by: 'dana', at: '', commit: null };
  return { ...first, state, approval, ...change };
};

const only = (actions: readonly Action[]) => {
  assert.equal(actions.length, 1);
  return actions[0] as Action;
};

describe('plan', () => {
  it('changes nothing when the same sheet comes again, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(sheets, { minLength: 1, maxLength: 5 }), modes, (history, mode) => {
        let stored: Delivery[] = [];
        for (const sheet of history) stored = ingest(sheet, stored, mode).stored;
        const again = ingest(history.at(-1) ?? [], stored, mode);
        assert.deepEqual(
          again.actions.flatMap((action) => action.events),
          [],
        );
        assert.deepEqual(new Set(again.stored), new Set(stored));
      }),
    );
  });

  it('asks only for what the state machine allows, from every state', () => {
    fc.assert(
      fc.property(
        sheets,
        modes,
        fc.constantFrom(...deliveryStates),
        fc.integer({ min: 0, max: 1 }),
        (sheet, mode, state, partsPublished) => {
          const { actions } = ingest(sheet, [place(state, { partsPublished })], mode);
          const own = actions.find((action) => action.existing);
          if (state === 'posted') assert.deepEqual(own?.events ?? [], []);
        },
      ),
    );
  });

  it('lets git approve nothing when only a person may', () => {
    fc.assert(
      fc.property(fc.array(sheets, { maxLength: 4 }), (history) => {
        let stored: Delivery[] = [];
        for (const sheet of history) stored = ingest(sheet, stored, 'person').stored;
        assert.ok(stored.every((one) => one.state !== 'approved' && one.state !== 'scheduled'));
      }),
    );
  });

  const moved = (mode: 'git' | 'person', existing: Delivery) => {
    const target = wanted('a', { status: 'approved' });
    const content = { ...target.content, place: 'sandbox elsewhere' };
    const elsewhere = { ...target, content, contentHash: contentHash(content) };
    return only(plan([elsewhere], [existing], mode));
  };

  it('makes nothing again that is out, or may be, whose account publishes to another place now', () => {
    for (const state of ['posted', 'publishing', 'unconfirmed', 'awaiting'] as const)
      for (const mode of ['git', 'person'] as const) {
        const { action, events } = moved(mode, place(state));
        assert.deepEqual([action, events], ['keep', []], `${state} ${mode}`);
      }
    const half = moved('git', place('failed', { partsPublished: 1 }));
    assert.deepEqual([half.action, half.events, half.takesContent], ['keep', [], false]);
    const { reason, takesContent } = moved('git', place('posted'));
    assert.equal(reason, 'already out at sandbox company, where its account published then');
    assert.equal(takesContent, false);
  });

  it('takes what is not out yet along to the other place, for another approval', () => {
    const { action, events, reason } = moved('person', place('scheduled'));
    assert.deepEqual([action, events], ['update', ['content-edited']]);
    assert.equal(reason, 'approval voided: place changed');
  });

  it('knows a post by its place where two accounts trade their names', () => {
    const [one, other] = [wanted('a', { target: 'one' }), wanted('a', { target: 'two' })];
    const stored = [one, other].map((of) => ({ ...place('posted'), id: of.target, wanted: of }));
    const traded = [
      { ...one, content: other.content, contentHash: other.contentHash },
      { ...other, content: one.content, contentHash: one.contentHash },
    ];
    const actions = plan(traded, stored, 'git');
    assert.deepEqual(
      actions.map((action) => [action.existing?.id, action.events]),
      [
        ['two', []],
        ['one', []],
      ],
    );
  });

  it('says why an edit voids an approval', () => {
    const action = only(plan([wanted('a', { copy: 'other' })], [place('scheduled')], 'person'));
    assert.deepEqual([action.action, action.reason], ['update', 'approval voided: copy changed']);
    assert.deepEqual(action.events, ['content-edited']);
  });

  it('with either, takes a person after an edit under a cell that stayed approved', () => {
    const sheet = (copy: string) => [wanted('a', { status: 'approved', copy })];
    const first = ingest(sheet('one'), [], 'either').stored;
    assert.equal(first[0]?.state, 'scheduled');
    const edited = ingest(sheet('two'), first, 'either').stored;
    assert.equal(edited[0]?.state, 'pending');
    const left = ingest([wanted('a', { copy: 'two' })], edited, 'either').stored;
    assert.equal(ingest(sheet('two'), left, 'either').stored[0]?.state, 'scheduled');
    assert.equal(ingest(sheet('two'), first, 'git').stored[0]?.state, 'scheduled');
  });

  it('withdraws an approval when the cell goes back to draft, but not for a cell that was draft', () => {
    const approved = ingest([wanted('a', { status: 'approved' })], [], 'git').stored;
    assert.equal(ingest([wanted('a')], approved, 'git').stored[0]?.state, 'pending');
    assert.equal(
      ingest([wanted('a')], [place('scheduled')], 'either').stored[0]?.state,
      'scheduled',
    );
  });

  it('ignores the edit and the removal of what is out', () => {
    const posted = place('posted');
    const action = only(plan([wanted('a', { copy: 'other' })], [posted], 'git'));
    assert.equal(action.reason, 'already out: the edit of its copy is ignored');
    assert.equal(action.takesContent, false);
    assert.deepEqual(plan([], [posted], 'git'), []);
  });

  it('ends what a person was to post by hand when git says that it is posted', () => {
    const done = wanted('a', { status: 'posted' });
    const ended = only(plan([done], [place('awaiting')], 'person'));
    assert.deepEqual([ended.action, ended.events], ['cancel', ['marked-posted-in-git']]);
    for (const state of ['publishing', 'unconfirmed'] as const)
      assert.deepEqual(only(plan([done], [place(state)], 'person')).events, []);
    assert.deepEqual(only(plan([wanted('a')], [place('awaiting')], 'person')).events, []);
  });

  it('keeps a hold of a person, and lifts one of the sheet', () => {
    const byPerson = place('scheduled', { held: 'person' });
    assert.equal(only(plan([wanted('a')], [byPerson], 'git')).held, 'person');
    assert.equal(
      only(plan([wanted('a')], [place('pending', { held: 'sheet' })], 'git')).held,
      null,
    );
  });

  it('lets a mended target take over the delivery of its unmapped name', () => {
    const wrong = wanted('a', { target: 'compnay', unmapped: true, problems: ['target-unmapped'] });
    const stored = ingest([wrong], [], 'person').stored;
    assert.equal(stored[0]?.state, 'invalid');
    const mended = ingest([wanted('a')], stored, 'person');
    assert.equal(mended.stored.length, 1);
    assert.equal(mended.stored[0]?.state, 'pending');
  });
});
