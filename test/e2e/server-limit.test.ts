import assert from 'node:assert/strict';
import { it } from 'node:test';
import { answering } from '../support/answering.ts';
import { type Campaign, inACampaign, week } from '../support/campaign.ts';

/** A server of Mastodon that takes 600 characters, and says whose a token is. */
const server = () =>
  answering(200, {
    id: '7',
    acct: 'acme',
    configuration: { statuses: { max_characters: 600 } },
  });

const accounts = (url: string, more: string) => `accounts:
  mastodon/usual: { connector: mastodon, base_url: "${url}", user_id: "7", token: "tok-3n"${more} }
`;

const row = { post_id: 'a', platform: 'mastodon', account_target: 'usual' };

/** What `plan` counts with, and what `doctor` says of it. */
async function seen(campaign: Campaign) {
  const planned = (await campaign.run('plan', week, '--json')).json();
  const { checks } = (await campaign.run('doctor', '--json')).json();
  const said = checks.find(({ message }: { readonly message: string }) =>
    message.startsWith('Its server'),
  );
  return { action: planned.actions[0], said };
}

it('a server with another limit is counted with as its account says, and doctor compares the two', async () => {
  await using vendor = await server();
  await inACampaign(async (campaign) => {
    await campaign.settings('', accounts(vendor.url, ''));
    await campaign.push([{ ...row, post_copy: 'a'.repeat(480) }]);
    const usual = await seen(campaign);
    assert.match(usual.action.reason, /too-long/);
    assert.deepEqual([usual.said.name, usual.said.result], ['mastodon/usual', 'note']);
    assert.match(usual.said.message, /takes 600 characters; the checks take 500/);
    assert.match(usual.said.remedy, /`max_characters: 600`/);
    await campaign.settings('', accounts(vendor.url, ', max_characters: 600'));
    const own = await seen(campaign);
    const { action, parts, reason } = own.action;
    assert.deepEqual([action, parts[0].limit], ['create', 600], reason);
    assert.equal(own.said.result, 'ok');
    await campaign.settings('', accounts(vendor.url, ', max_characters: 5000'));
    const over = await seen(campaign);
    assert.equal(over.said.result, 'problem', 'what passes the checks would be refused');
  });
});
