import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication as posted } from '../../test/contract/subject.ts';
import { answering } from '../../test/support/answering.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { slack } from './slack.ts';

const token = 'xoxb-1-secret';

const bind = (more: object = {}) =>
  slack.bind('community/slack', slack.settings.parse({ channel: 'C012', token, ...more }), {
    dataDirectory: '/nonexistent',
  });

/** What Slack answers to the one request, and what arrived of it. */
async function answered(status: number, body: object | string, more: object = {}, what = posted) {
  await using server = await answering(status, body);
  const outcome = await bind({ base_url: server.url, ...more }).publish(what, watchedWire());
  return { outcome, request: server.request() };
}

/** The error within a 200, what it is, and what people read of it. */
const errors: readonly (readonly [error: string, kind: string, told: RegExp])[] = [
  ['invalid_auth', 'unauthorised', /refused the token: 200 \\"invalid_auth\\"/],
  ['token_revoked', 'unauthorised', /token_revoked/],
  ['not_in_channel', 'unauthorised', /does not let .*not_in_channel.*invite it/],
  ['channel_not_found', 'unauthorised', /channel_not_found/],
  ['restricted_action_thread_only_channel', 'unauthorised', /another channel/],
  ['messages_tab_disabled', 'unauthorised', /messages_tab_disabled/],
  ['accesslimited', 'unauthorised', /accesslimited/],
  ['team_added_to_org', 'deferred', /wait 60 s/],
  ['is_archived', 'unauthorised', /is_archived/],
  ['missing_scope', 'unauthorised', /chat:write/],
  ['msg_too_long', 'rejected', /refused the post: 200 \\"msg_too_long\\"/],
  ['no_text', 'rejected', /no_text/],
  ['ratelimited', 'deferred', /wait 60 s/],
  ['rate_limited', 'deferred', /wait 60 s/],
  ['internal_error', 'unknown', /leaves open/],
  ['fatal_error', 'unknown', /fatal_error/],
  ['an_error_of_tomorrow', 'unknown', /an_error_of_tomorrow/],
];

describe('a message to Slack', () => {
  for (const [error, kind, told] of errors)
    it(`is ${kind} at ${error}`, async () => {
      const { outcome } = await answered(200, { ok: false, error });
      assert.equal(outcome.kind, kind);
      assert.match(JSON.stringify(outcome), told);
    });

  it('is rejected by no word of an answer that is no 200', async () => {
    const { outcome } = await answered(500, { ok: false, error: 'msg_too_long' });
    assert.equal(outcome.kind, 'unknown');
  });

  it('shows no token that an answer quotes', async () => {
    for (const [status, answer] of [
      [502, `<html>bad gateway for ${token}`],
      [200, { ok: false, error: `bad ${token}` }],
    ] as const) {
      const { outcome } = await answered(status, answer);
      assert.match(JSON.stringify(outcome), /bad .*\[secret\]/);
      assert.doesNotMatch(JSON.stringify(outcome), new RegExp(token));
    }
  });

  it('is accepted with its timestamp, and has an address where the workspace is known', async () => {
    const body = { ok: true, ts: '1712345678.000100', channel: 'C012' };
    const accepted = { kind: 'accepted', remoteId: body.ts, remoteUrl: null };
    assert.deepEqual((await answered(200, body)).outcome, accepted);
    const remoteUrl = 'https://acme.slack.com/archives/C012/p1712345678000100';
    const { outcome } = await answered(200, body, { workspace: 'acme' });
    assert.deepEqual(outcome, { ...accepted, remoteUrl });
  });

  it('is unknown where a success names no message', async () => {
    for (const body of [{ ok: true }, { ok: true, ts: '' }, { ts: '1712345678.000100' }])
      assert.equal((await answered(200, body)).outcome.kind, 'unknown');
  });

  it('leaves as plain text that mentions nobody, with a mark of its own', async () => {
    const sent = async (what = posted) =>
      JSON.parse((await answered(200, {}, {}, what)).request.body);
    const { metadata, ...message } = await sent({ ...posted, parts: ['*a* <!here> & b'] });
    assert.deepEqual(message, {
      channel: 'C012',
      text: '*a* &lt;!here&gt; &amp; b',
      mrkdwn: false,
    });
    const mark = (await sent()).metadata;
    assert.deepEqual((await sent({ ...posted, attemptId: '2', attemptNumber: 2 })).metadata, mark);
    assert.notDeepEqual((await sent({ ...posted, idempotencyKey: 'other' })).metadata, mark);
    assert.notDeepEqual(metadata, mark);
  });
});

describe('a look into the history of a channel', () => {
  const look = async (answer: object | string, status = 200) => {
    await using server = await answering(status, answer);
    const account = bind({ base_url: server.url });
    const sighting = await account.confirm?.(posted, AbortSignal.timeout(20_000));
    return { sighting, request: server.request() };
  };

  it('asks for the messages since the attempt, with their marks', async () => {
    const { sighting, request } = await look({ ok: true, messages: [] });
    assert.deepEqual(sighting, { kind: 'absent' });
    const query = new URL(request.target, 'http://slack').searchParams;
    const since = Date.parse(posted.startedAt) / 1000 - 120;
    assert.equal(Number(query.get('oldest')), since);
    assert.equal(query.get('include_all_metadata'), 'true');
    assert.equal(query.get('channel'), 'C012');
  });

  it('is unclear where the token may not see it, or a message is not as described', async () => {
    for (const answer of [
      { ok: false, error: 'missing_scope' },
      { ok: true, messages: [{ ts: '99999999999999.000000' }] },
      { ok: true },
    ])
      assert.equal((await look(answer)).sighting?.kind, 'unclear');
  });

  it('never proves absence, because nobody says how late it may show a message', () => {
    assert.equal(bind().settlesWithinMilliseconds, null);
  });
});

describe('an account of Slack', () => {
  it('reads the id of a message from its address in its own channel', () => {
    const { remoteIdOf } = bind();
    const at = (channel: string) => `https://acme.slack.com/archives/${channel}/p1712345678901234`;
    assert.equal(remoteIdOf?.(at('C012')), '1712345678.901234');
    assert.equal(remoteIdOf?.(at('C013')), null);
  });

  it('refuses settings that would not work', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ channel: '#general' }, /the id of a channel/],
      [{ workspace: 'https://acme.slack.com' }, /the first word/],
      [{ token: '' }, /token/],
    ];
    for (const [more, told] of wrong) {
      const checked = slack.settings.safeParse({ channel: 'C012', token, ...more });
      assert.match(JSON.stringify(checked.error?.issues ?? []), told);
    }
  });
});

describe('a message by a webhook of Slack', () => {
  const path = '/services/T012/B034/s3cr3t';

  async function sent(status: number, body: string) {
    await using server = await answering(status, body);
    const account = slack.bind(
      'community/slack',
      slack.settings.parse({ webhook: `${server.url}${path}` }),
      { dataDirectory: '/nonexistent' },
    );
    const outcome = await account.publish({ ...posted, parts: ['Tom & <Ann> 🌿'] }, watchedWire());
    return { account, outcome, request: server.request() };
  }

  it('is posted by the word of Slack, and known by our own key', async () => {
    const { account, outcome, request } = await sent(200, 'ok');
    const remoteId = posted.idempotencyKey;
    assert.deepEqual(outcome, { kind: 'accepted', remoteId, remoteUrl: null });
    assert.deepEqual([request.method, request.target], ['POST', path]);
    const text = 'Tom &amp; &lt;Ann&gt; 🌿';
    assert.deepEqual(JSON.parse(request.body), { text, mrkdwn: false });
    assert.equal(account.account, 'slack:T012/B034');
    assert.deepEqual(
      [account.confirm, account.remove, account.owner],
      [undefined, undefined, undefined],
    );
  });

  for (const [status, said, kind] of [
    [200, 'okay', 'unknown'],
    [201, 'ok', 'unknown'],
    [400, 'invalid_payload', 'rejected'],
    [403, 'action_prohibited', 'unauthorised'],
    [404, 'no_service', 'unauthorised'],
    [410, 'channel_is_archived', 'unauthorised'],
    [500, 'rollup_error', 'unknown'],
  ] as const)
    it(`is ${kind} at ${status} ${said}`, async () => {
      const { outcome } = await sent(status, `${said} s3cr3t`.replace('ok s3cr3t', 'ok'));
      assert.equal(outcome.kind, kind);
      assert.doesNotMatch(JSON.stringify(outcome), /s3cr3t/);
    });

  it('has one way in: a token and a channel, or a webhook', () => {
    const webhook = `https://hooks.slack.com${path}`;
    const objections = (given: object) =>
      slack.settings.safeParse(given).error?.issues.map((one) => one.path.join()) ?? [];
    assert.deepEqual(objections({ webhook }), []);
    assert.deepEqual(objections({ channel: 'C012', token }), []);
    assert.deepEqual(objections({}), ['channel', 'token']);
    assert.deepEqual(objections({ channel: 'C012' }), ['token']);
    assert.deepEqual(objections({ webhook, channel: 'C012', token }), ['channel', 'token']);
    assert.deepEqual(objections({ webhook: 'https://hooks.slack.com/workflows/1' }), ['webhook']);
  });
});
