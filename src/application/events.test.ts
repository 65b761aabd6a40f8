import assert from 'node:assert/strict';
import { it } from 'node:test';
import pg from 'pg';
import { inACampaign, morning, week } from '../../test/support/campaign.ts';
import { followEvents } from './events.ts';

it('misses no entry whose transaction ends after that of a later one, and waits for none that never ends', () =>
  inACampaign(async (campaign) => {
    await campaign.prepare([{ post_id: 'a' }, { post_id: 'b' }], 'pending');
    await campaign.session(morning, async ({ house: { services }, call }) => {
      let elapsed = 0;
      const read = await followEvents({ ...services, elapsed: () => elapsed }, null);
      const names = async () => (await read()).map(({ event }) => event.event);
      const order = (word: string) =>
        call('POST', `/api/deliveries/${word}`, { week_id: week, deliveries: ['b'], who: 'noa' });
      const slow = new pg.Client({ connectionString: campaign.database.url });
      await slow.connect();
      try {
        const write = (event: string) =>
          slow.query(
            `INSERT INTO audit (at, who, delivery_id, event, from_state, to_state, why)
             SELECT $2, 'noa', id, $1, 'pending', 'pending', 'slow' FROM delivery WHERE post_id = 'a'`,
            [event, services.clock.now()],
          );
        await slow.query('BEGIN');
        await write('slow');
        await order('hold');
        assert.deepEqual(await names(), [], 'the later one waits for the earlier one');
        await slow.query('COMMIT');
        assert.deepEqual(await names(), ['slow', 'held']);

        await slow.query('BEGIN');
        await write('undone');
        await order('release');
        assert.deepEqual(await names(), []);
        await slow.query('ROLLBACK');
        assert.deepEqual(await names(), []);
        elapsed = services.limits.idleTransaction;
        assert.deepEqual(await names(), ['let-go']);
      } finally {
        await slow.end();
      }
    });
  }));
