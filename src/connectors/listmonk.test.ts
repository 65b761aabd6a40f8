import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication as posted } from '../../test/contract/subject.ts';
import { type Said, talking } from '../../test/support/talking.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { listmonk } from './listmonk.ts';
import { draftOf } from './listmonk-campaign.ts';

const token = 's3cr3t-token';

const chosen = { base_url: 'https://news.acme.example', user: 'broadsheet', token, lists: [3, 1] };

const bind = (more: object = {}) =>
  listmonk.bind('newsletter/weekly_issue', listmonk.settings.parse({ ...chosen, ...more }), {
    dataDirectory: '/nonexistent',
  });

/** A campaign as listmonk tells of it. */
const campaign = (more: object = {}) => ({
  id: 7,
  status: 'draft',
  from_email: 'news@acme.example',
  template_id: 1,
  send_at: null,
  altbody: null,
  media: [],
  ...draftOf({ lists: [1, 3] }, posted),
  lists: [
    { id: 1, name: 'Weekly' },
    { id: 3, name: 'Daily' },
  ],
  ...more,
});

const listed = (...results: readonly object[]): Said => [
  200,
  { data: { results, total: results.length } },
];
const none = listed();
const left = listed(campaign());
const drafted: Said = [200, { data: campaign() }];
const started: Said = [200, { data: campaign({ status: 'running' }) }];
const refused = (status: number, message: string): Said => [status, { message }];

async function answered(answers: readonly Said[], what = posted, more: object = {}) {
  await using server = await talking(answers);
  const wire = watchedWire();
  const outcome = await bind({ ...more, base_url: server.url }).publish(what, wire);
  return { outcome, requests: server.requests(), passed: wire.passed, url: server.url };
}

const lines = (requests: readonly { readonly line: string }[]) =>
  requests.map(({ line }) => line.replace(/\?.*/, ''));

/** What is answered to the start, what that is, and what people read of it. */
const refusals: readonly (readonly [Said, kind: string, told: RegExp])[] = [
  [refused(403, 'permission denied: campaigns:send'), 'unauthorised', /campaigns:send.*its role/],
  [refused(400, 'Only paused campaigns and drafts can be started.'), 'unknown', /Only paused/],
  [refused(404, '404 unknown endpoint'), 'rejected', /unknown endpoint/],
  [refused(500, 'Error updating campaign'), 'unknown', /leaves open/],
  [[502, '<html>'], 'unknown', /leaves open/],
  [[200, { data: campaign() }], 'unknown', /without the id/],
  [[200, { data: campaign({ id: 8, status: 'running' }) }], 'unknown', /without the id/],
];

describe('a campaign of listmonk', () => {
  for (const [said, kind, told] of refusals)
    it(`is ${kind} where its start is answered so: ${told}`, async () => {
      const { outcome } = await answered([left, said]);
      assert.equal(outcome.kind, kind);
      assert.match(JSON.stringify(outcome), told);
    });

  it('is made as a draft, and started by one request', async () => {
    const { outcome, requests, passed, url } = await answered([none, drafted, started]);
    assert.deepEqual(outcome, {
      kind: 'accepted',
      remoteId: '7',
      remoteUrl: `${url}/admin/campaigns/7`,
    });
    assert.deepEqual(lines(requests), [
      'GET /api/campaigns',
      'POST /api/campaigns',
      'PUT /api/campaigns/7/status',
    ]);
    assert.equal(passed.filter((one) => one === 'may-send').length, 1);
    assert.equal(requests[2]?.body, '{"status":"running"}');
    for (const { head } of requests)
      assert.match(head, new RegExp(`^authorization: token broadsheet:${token}$`, 'im'));
  });

  it('is searched for by its mark, which is in its name and the same for each attempt', async () => {
    const { requests } = await answered([none, drafted, started]);
    const { name } = JSON.parse(requests[1]?.body ?? '');
    const mark = /query=([0-9a-f]{64})&/.exec(requests[0]?.line ?? '')?.[1];
    assert.equal(name, `week1_launch en_reddit_01 ${mark}`);
    const second = await answered([none], { ...posted, attemptId: '2', attemptNumber: 2 });
    assert.match(second.requests[0]?.line ?? '', new RegExp(`query=${mark}`));
    const other = await answered([none], { ...posted, title: 'Another' });
    assert.doesNotMatch(other.requests[0]?.line ?? '', new RegExp(`query=${mark}`));
  });

  it('says whom it is from and which template it has, only where the account does', async () => {
    const sent = async (more: object) =>
      JSON.parse((await answered([none, drafted], posted, more)).requests[1]?.body ?? '');
    assert.deepEqual(await sent({}), { ...draftOf({ lists: [1, 3] }, posted) });
    const more = await sent({ from: 'Acme <hi@acme.example>', template: 4 });
    assert.deepEqual([more.from_email, more.template_id], ['Acme <hi@acme.example>', 4]);
  });

  it('shows no token that an answer quotes', async () => {
    const quoting = refused(400, `no ${token} here`);
    for (const answers of [[quoting], [none, quoting], [left, quoting]]) {
      const { outcome } = await answered(answers);
      assert.match(JSON.stringify(outcome), /no \[secret\] here/);
    }
  });
});

/** What goes wrong before the start, and how many requests there are then. */
const preparing: readonly (readonly [readonly Said[], kind: string, told: RegExp])[] = [
  [[refused(403, 'invalid API credentials')], 'unauthorised', /invalid API credentials/],
  [[refused(500, 'Error fetching campaigns')], 'rejected', /its campaigns/],
  [[refused(429, 'slow')], 'deferred', /asks to wait/],
  [[[200, '<html>']], 'rejected', /its campaigns/],
  [[[200, { data: { results: [], total: 3 } }]], 'rejected', /its campaigns/],
  [[listed(campaign({ status: 'archived' }))], 'rejected', /its campaigns/],
  [[(socket) => socket.resetAndDestroy()], 'rejected', /Nothing went out/],
  [[none, refused(403, 'permission denied')], 'unauthorised', /permission denied/],
  [[none, refused(400, 'Invalid list IDs.')], 'rejected', /Invalid list IDs.*a draft/],
  [[none, refused(500, 'Error creating campaign')], 'rejected', /Error creating/],
  [[none, refused(429, 'slow')], 'deferred', /asks to wait/],
  [[none, [200, {}]], 'rejected', /200 where it was asked for a draft/],
  [[none, (socket) => socket.resetAndDestroy()], 'rejected', /Nothing went out/],
  [[none, (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le')], 'rejected', /Nothing went out/],
  [
    [none, [200, { data: campaign({ lists: [{ id: 1 }] }) }]],
    'unauthorised',
    /campaign 7.*lists 1,/,
  ],
  [[none, [200, { data: campaign({ lists: [] }) }]], 'unauthorised', /for no list/],
  [[listed(campaign(), campaign({ id: 9 }))], 'rejected', /2 drafts.*campaigns 7, 9.*Delete them/],
];

describe('the draft of a campaign', () => {
  for (const [answers, kind, told] of preparing)
    it(`leaves nothing unknown, and nothing started, where it fails: ${kind}, ${told}`, async () => {
      const { outcome, requests, passed } = await answered(answers);
      assert.equal(outcome.kind, kind, JSON.stringify(outcome));
      assert.match(JSON.stringify(outcome), told);
      assert.deepEqual([requests.length, passed], [answers.length, []]);
    });

  it('is used again where it is what was approved', async () => {
    const { outcome, requests } = await answered([left, started]);
    assert.equal(outcome.kind, 'accepted');
    assert.deepEqual(lines(requests), ['GET /api/campaigns', 'PUT /api/campaigns/7/status']);
  });

  it('is not started where somebody has changed it', async () => {
    const changes: readonly object[] = [
      { subject: 'Another' },
      { body: '<p>Another</p>' },
      { altbody: 'Another' },
      { content_type: 'plain' },
      { lists: [{ id: 1 }, { id: 4 }] },
      { lists: [{ id: 1 }, { id: 3 }, { id: 4 }] },
      { lists: [{ id: 1 }, { id: null }] },
      { send_at: '2026-03-01T08:00:00Z' },
      { media: [{ id: 1 }] },
      { from_email: 'other@acme.example' },
      { template_id: 5 },
    ];
    const account = { from: 'news@acme.example', template: 1 };
    for (const change of changes) {
      const { outcome, requests } = await answered([listed(campaign(change))], posted, account);
      assert.equal(outcome.kind, 'rejected', JSON.stringify(change));
      assert.match(JSON.stringify(outcome), /campaign 7, is not what was approved/);
      assert.equal(requests.length, 1);
    }
    assert.equal((await answered([left, started], posted, account)).outcome.kind, 'accepted');
  });

  it('is not made where there is a campaign that is out', async () => {
    for (const status of ['scheduled', 'running', 'paused', 'finished', 'cancelled']) {
      const known = listed(campaign({ id: 9 }), campaign({ status }));
      const { outcome, requests } = await answered([known]);
      assert.equal(outcome.kind === 'duplicate' && outcome.remoteId, '7', status);
      assert.equal(requests.length, 1);
    }
  });

  it("is not another publication's", async () => {
    const { requests } = await answered([
      listed(campaign({ id: 5, name: 'week1_launch en_reddit_01' })),
      drafted,
      started,
    ]);
    assert.equal(requests[2]?.line, 'PUT /api/campaigns/7/status');
  });
});

describe('a look for a campaign', () => {
  const look = async (said: Said) => {
    await using server = await talking([said]);
    const account = bind({ base_url: server.url });
    return await account.confirm?.(posted, AbortSignal.timeout(20_000));
  };

  it('finds what was started, however it went on', async () => {
    for (const status of ['scheduled', 'running', 'paused', 'finished', 'cancelled']) {
      const sighting = await look(listed(campaign({ id: 9 }), campaign({ status })));
      assert.equal(sighting?.kind === 'found' && sighting.remoteId, '7', status);
    }
  });

  it('proves absence by a draft, and by nothing else', async () => {
    assert.deepEqual(await look(left), { kind: 'absent' });
    for (const said of [none, listed(campaign({ name: 'Another' }))])
      assert.match(JSON.stringify(await look(said)), /unclear.*not even a draft/);
    for (const said of [refused(403, 'no'), refused(500, 'no'), [200, {}] as Said])
      assert.match(JSON.stringify(await look(said)), /unclear.*did not list/);
  });
});

describe('an account of listmonk', () => {
  it('is its server, and its place the lists there', () => {
    assert.equal(bind().account, 'listmonk:news.acme.example');
    assert.equal(bind().place, 'listmonk:news.acme.example lists 1, 3');
    assert.equal(
      bind({ lists: [1, 3, 1], base_url: 'https://News.acme.example/' }).place,
      bind().place,
    );
    assert.equal(bind().idempotency, 'none');
  });

  it('reads a campaign from its address', () => {
    const addresses = [
      'campaigns/7',
      'campaigns/7/analytics',
      'campaigns',
      'lists/7',
      'campaigns/x7',
    ];
    assert.deepEqual(
      addresses.map((one) => bind().remoteIdOf?.(`https://news.acme.example/admin/${one}`)),
      ['7', '7', null, null, null],
    );
    assert.equal(bind().remoteIdOf?.('https://b.example/admin/campaigns/7'), null);
  });

  it('refuses settings that would not work', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ base_url: undefined }, /base_url/],
      [{ user: 'a:b' }, /the name of an API user/],
      [{ token: '' }, /token/],
      [{ lists: [] }, /lists/],
      [{ lists: ['Weekly'] }, /lists/],
      [{ from: 'Acme' }, /must be an address/],
      [{ template: 0 }, /template/],
    ];
    for (const [more, told] of wrong) {
      const { error } = listmonk.settings.safeParse({ ...chosen, ...more });
      assert.match(JSON.stringify(error?.issues ?? []), told);
    }
  });
});
