import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SmallPost } from '../../test/support/small-week.ts';
import { inWorldHouse } from '../../test/support/world-house.ts';
import { addMilliseconds } from '../domain/time.ts';
import { lookUpDue } from './look-up.ts';
import type { Services } from './services.ts';
import { sweep } from './sweep.ts';

const posts: readonly SmallPost[] = [
  { id: 'lost', target: 'telegram', date: '2026-02-16', time: '08:10' },
];
const due = '2026-02-16T08:10:00.000Z';
const second = 1000;

/** The network of the test settles within a minute; an attempt lasts 16 s. */
const settled = 76 * second;

describe('a look that misses the post', () => {
  it('proves nothing before that time has passed on a clock that nobody sets', () =>
    inWorldHouse(due, posts, async ({ services, world, attempts, approve }) => {
      await approve('lost');
      world.next.push('lose-the-request');
      await sweep(services, null);
      let now = due;
      let elapsed = 1_000_000;
      const real: Services = {
        ...services,
        clock: { kind: 'real', now: () => now },
        elapsed: () => elapsed,
      };
      const look = async (steps: number) => {
        for (let step = 0; step < steps; step += 1) {
          await lookUpDue(real);
          now = addMilliseconds(now, 5 * 60 * second);
        }
        return (await attempts('lost')).map((one) => one.state);
      };
      // Somebody sets the clock forward by an hour.
      now = addMilliseconds(now, 3600 * second);
      assert.deepEqual(await look(6), ['unknown']);
      elapsed += settled - 1;
      assert.deepEqual(await look(3), ['unknown']);
      elapsed += 1;
      assert.deepEqual(await look(1), ['unknown'], 'one look is not enough');
      assert.deepEqual(await look(1), ['absent']);
    }));
});
