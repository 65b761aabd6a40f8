import assert from 'node:assert/strict';
import { it } from 'node:test';
import { at, inACampaign } from '../support/campaign.ts';

it('lists each account with its state, its last use and the posts of the day', () =>
  inACampaign(async (campaign) => {
    await campaign.settings('');
    await campaign.prepare([{ post_id: 'a' }, { post_id: 'b', publish_date: '2026-02-17' }]);
    await campaign.pass(at('08:10'));
    await campaign.run('accounts', 'pause', 'linkedin/company', '--as', 'noa');
    const { schema, accounts } = (await campaign.run('accounts', '--json')).json();
    assert.equal(schema, 'broadsheet/accounts@1');
    const seen = accounts.map((one: Record<string, unknown>) => [
      one.account,
      one.connector,
      one.state,
      one.last_used_at,
      one.posts_today,
    ]);
    assert.deepEqual(seen, [
      ['x/main', 'sandbox', 'works', '2026-02-16T06:10:00.000Z', 1],
      ['linkedin/company', 'sandbox', 'paused', null, 0],
      ['linkedin/personal', 'sandbox', 'works', null, 0],
    ]);
    const { stdout } = await campaign.run('accounts');
    assert.match(stdout, /x\/main .*1 post today .*last used 2026-02-16 08:10 .*works/);
    assert.match(stdout, /linkedin\/company .*0 posts today .*never used .*paused: paused by noa/);
    await campaign.pass(at('08:10', 17));
    const next = (await campaign.run('accounts', '--json')).json().accounts[0];
    assert.equal(next.posts_today, 1, 'those of yesterday do not count');
  }));
