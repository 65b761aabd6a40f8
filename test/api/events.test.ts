import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi } from '../../src/api/app.ts';
import { guardedApi } from '../../src/api/guard.ts';
import { createKey, revokeKey } from '../../src/application/keys.ts';
import { inACampaign, morning, week } from '../support/campaign.ts';

interface Heard {
  readonly id: string;
  readonly event: string;
  readonly post_id: string;
}

/** Listens until so many events came, then goes away. */
async function hear(response: Response, count: number): Promise<readonly Heard[]> {
  assert.equal(response.status, 200);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(reader);
  let text = '';
  const heard = () =>
    [...text.matchAll(/^id: (\d+)\nevent: delivery\ndata: (.+)\n\n/gm)].map(([, id, data]) => ({
      ...JSON.parse(data ?? ''),
      id,
    }));
  while (heard().length < count) {
    const { value, done } = await reader.read();
    assert.equal(done, false, text);
    text += value;
  }
  await reader.cancel();
  return heard();
}

describe('events', { concurrency: 2 }, () => {
  it('come in order, as they happen, and go on behind the last one that was heard', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare([{ post_id: 'a' }, { post_id: 'b' }]);
      await campaign.session(morning, async ({ house, call }) => {
        const api = createApi(house.services);
        const before = await hear(await api.request('/api/events?after=0'), 6);
        assert.deepEqual(
          before.map(({ post_id, event }) => `${post_id} ${event}`).sort(),
          ['a', 'b'].flatMap((id) => [
            `${id} approved`,
            `${id} instant-known`,
            `${id} row-arrived`,
          ]),
        );
        const listener = await api.request('/api/events');
        const body = { week_id: week, deliveries: ['b'], who: 'noa' };
        assert.equal((await call('POST', '/api/deliveries/hold', body)).status, 200);
        const [held] = await hear(listener, 1);
        assert.deepEqual([held?.post_id, held?.event], ['b', 'held']);
        const third = before[2]?.id ?? '';
        const headers = { 'last-event-id': third };
        const again = await hear(await api.request('/api/events', { headers }), 4);
        assert.deepEqual(
          again.map(({ id }) => id),
          [...before.slice(3), held].map((one) => one?.id),
        );
      });
    }));

  it('are for a bounded number of listeners, and one that goes away leaves its place', () =>
    inACampaign(async (campaign) => {
      await campaign.session(morning, async ({ house }) => {
        const api = createApi(house.services);
        const open: Response[] = [];
        for (;;) {
          const response = await api.request('/api/events');
          if (response.status === 503) break;
          open.push(response);
          assert.ok(open.length < 100, 'it is bounded');
        }
        await open[0]?.body?.cancel();
        const next = await api.request('/api/events');
        assert.equal(next.status, 200);
        for (const one of [...open.slice(1), next]) await one.body?.cancel();
      });
    }));

  it('leave no place taken where only their headers were asked for', () =>
    inACampaign(async (campaign) => {
      await campaign.session(morning, async ({ house }) => {
        // Ends those that stay, so that the house can be closed and the test fails.
        const stop = new AbortController();
        const api = createApi({ ...house.services, stopping: stop.signal });
        try {
          for (let asked = 0; asked < 100; asked += 1)
            assert.equal((await api.request('/api/events', { method: 'HEAD' })).status, 200);
        } finally {
          stop.abort();
        }
      });
    }));

  it('are heard no more by a key that was revoked', () =>
    inACampaign(async (campaign) => {
      await campaign.session(morning, async ({ house: { services } }) => {
        const made = await createKey(services, {
          name: 'screen',
          scopes: ['read'],
          days: 1,
          who: 'dana',
          within: ['read'],
        });
        assert.ok(made.ok);
        const api = guardedApi(services, { token: 't', id: 'one' });
        const headers = { authorization: `Bearer ${made.value.key}` };
        const listening = await api.request('/api/events', { headers });
        const reader = listening.body?.getReader();
        assert.equal((await reader?.read())?.done, false);
        assert.ok((await revokeKey(services, made.value.id)).ok);
        assert.equal((await reader?.read())?.done, true);
      });
    }));
});
