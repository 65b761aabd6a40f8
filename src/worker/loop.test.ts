import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import type { SmallPost } from '../../test/support/small-week.ts';
import { inWorldHouse } from '../../test/support/world-house.ts';
import type { Services } from '../application/services.ts';
import { work } from './loop.ts';

const before = '2026-02-16T12:33:59.000Z';
const due = '2026-02-16T12:34:00.000Z';
const posts: readonly SmallPost[] = [
  { id: 'a', target: 'telegram', date: '2026-02-16', time: '12:34', copy: 'One' },
];

/** No step of the day does the work of the loop. */
const more = `schedule: { pull: "0 0 1 1 *", ingest: "0 0 1 1 *", publish: "0 0 1 1 *", summary: "0 0 1 1 *" }`;

describe('the loop of a worker', () => {
  it('does not wait for what became due while it looked for what is due', { timeout: 30_000 }, () =>
    inWorldHouse(
      before,
      posts,
      async (house) => {
        await house.approve('a');
        const stop = new AbortController();
        let asked = false;
        mock.timers.enable({ apis: ['setTimeout'] });
        const { store, accounts } = house.services;
        const services: Services = {
          ...house.services,
          stopping: stop.signal,
          accounts: new Map([...accounts].filter(([key]) => key === 'community/telegram')),
          store: {
            ...store,
            // Nothing but the loop's own question wakes it.
            listen: () => async () => {},
            async transaction(work) {
              const result = await store.transaction(work);
              if (asked) house.clock.moveTo(due);
              return result;
            },
            async reading(work) {
              const result = await store.reading(work);
              // What is to be done at once is done; a wait of a second lasts for ever.
              setImmediate(() => mock.timers.tick(1));
              return result;
            },
          },
          failpoint: async (name) => {
            await house.services.failpoint(name);
            // As of an instant that is read at once, and before the database has answered.
            if (name === 'claim')
              setImmediate(() => {
                asked = true;
              });
            if (name === 'after-outcome-commit') stop.abort();
          },
        };
        try {
          await work(services, (error) => assert.fail(error));
        } finally {
          mock.timers.reset();
        }
        assert.equal(house.world.published.length, 1);
      },
      { more },
    ),
  );
});
