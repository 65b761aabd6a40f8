import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SmallPost } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import { addMilliseconds } from '../domain/time.ts';
import { sweep } from './sweep.ts';

const before = '2026-02-16T07:00:00.000Z';
const due = '2026-02-16T08:10:00.000Z';
const post: SmallPost = {
  id: 'a',
  target: 'telegram',
  date: '2026-02-16',
  time: '08:10',
  status: 'approved',
};

/** Nothing was taken of a first request, which nobody knows yet, when the sheet changes. */
const changedInFlight = (
  change: Partial<SmallPost>,
  approval: 'git' | 'either' | 'person',
  work: (house: WorldHouse) => Promise<void>,
  target: SmallPost['target'] = 'telegram',
) =>
  inWorldHouse(
    before,
    [{ ...post, target }],
    async (house) => {
      if (approval === 'person') await house.approve('a');
      house.clock.moveTo(due);
      house.world.next.push('lose-the-request');
      await sweep(house.services, null);
      assert.equal((await house.delivery('a')).state, 'unconfirmed');
      await house.ingest([{ ...post, target, ...change }]);
      await work(house);
    },
    { more: `approval: ${approval}` },
  );

describe('an approval that the sheet withdraws while the outcome is not known', () => {
  for (const approval of ['git', 'either', 'person'] as const)
    it(`is withdrawn when that is absent (approval: ${approval})`, () =>
      changedInFlight({ status: 'draft' }, approval, async (house) => {
        await house.rest();
        const { state, reason } = await house.delivery('a');
        assert.deepEqual([state, house.world.published.length], ['pending', 0]);
        assert.match(reason, /approval was withdrawn/);
        const [entry] = await house.sql(
          "SELECT to_state FROM audit WHERE event = 'approval-withdrawn' ORDER BY id LIMIT 1",
        );
        assert.equal(entry?.to_state, 'unconfirmed', 'and is in the audit trail when it comes');
      }));

  it('keeps it from being repeated, where the network knows repeats', () =>
    changedInFlight(
      { status: 'draft' },
      'git',
      async (house) => {
        house.clock.moveTo(addMilliseconds(due, 60_000));
        await sweep(house.services, null);
        assert.equal(house.world.requests.length, 1);
      },
      'whatsapp',
    ));

  it('is given again by a cell that comes back', () =>
    changedInFlight({ status: 'draft' }, 'either', async (house) => {
      await house.rest();
      await house.ingest([post]);
      await house.rest();
      assert.equal((await house.delivery('a')).state, 'posted');
    }));
});

describe('an edit while the outcome is not known', () => {
  it('is approved by git where git approves each content', () =>
    changedInFlight({ copy: 'Edited' }, 'git', async (house) => {
      await house.rest();
      assert.equal(house.world.published.length, 0);
      await house.ingest([{ ...post, copy: 'Edited' }]);
      await house.rest();
      const [only, ...more] = house.world.published;
      assert.match(only?.text ?? '', /^Edited/);
      assert.deepEqual(more, []);
    }));

  it('waits for a person where the cell stayed approved under `either`', () =>
    changedInFlight({ copy: 'Edited' }, 'either', async (house) => {
      await house.rest();
      await house.ingest([{ ...post, copy: 'Edited' }]);
      await house.rest();
      assert.equal((await house.delivery('a')).state, 'pending');
    }));
});
