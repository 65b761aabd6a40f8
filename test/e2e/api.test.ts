import assert from 'node:assert/strict';
import { it } from 'node:test';
import { inACampaign, morning, week } from '../support/campaign.ts';
import { query } from '../support/postgres.ts';

it('every error of the API is a problem, with a code and a remedy', () =>
  inACampaign(async (campaign) => {
    await campaign.prepare([{ post_id: 'a' }]);
    const who = 'noa';
    const one = { week_id: week, who, deliveries: ['a'] };
    const cases: readonly (readonly [string, number, string, object?])[] = [
      ['/api/webhook/marketing/run-week', 400, 'request-invalid', {}],
      ['/api/webhook/marketing/run-week', 400, 'request-invalid', { week_id: 'a\0b' }],
      ['/api/deliveries/hold', 400, 'request-invalid', { ...one, reason: '\ud800' }],
      ['/api/deliveries/hold', 400, 'request-invalid', { ...one, all: true }],
      ['/api/deliveries/hold', 400, 'request-invalid', { ...one, more: 1 }],
      ['/api/deliveries/hold', 404, 'delivery-unknown', { ...one, deliveries: ['z'] }],
      ['/api/publishing/pause', 404, 'account-unknown', { who, accounts: ['x/other'] }],
      ['/api/accounts/x/other/pause', 404, 'account-unknown', { who }],
      ['/api/deliveries/nothing', 404, 'not-found', one],
      ['/', 404, 'not-found'],
    ];
    await campaign.session(morning, async ({ call }) => {
      for (const [path, status, code, body] of cases) {
        const answer = await call(body ? 'POST' : 'GET', path, body);
        const what = `${path} ${JSON.stringify(body)}: ${JSON.stringify(answer.body)}`;
        assert.deepEqual([answer.status, answer.body.code], [status, code], what);
        assert.deepEqual(answer.body.type, `urn:broadsheet:problem:${code}`);
        assert.notEqual(answer.body.detail, '', what);
      }
    });
    await query(campaign.database.url, 'ALTER TABLE post RENAME TO gone');
    const broken = await campaign.run('status');
    assert.equal(broken.code, 2);
    assert.match(broken.stderr, /error: Broadsheet failed: relation "post" does not exist\n {2}\S/);
    assert.equal(broken.stdout, '');
  }));
