import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication as posted } from '../../test/contract/subject.ts';
import { answering } from '../../test/support/answering.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { resend } from './resend.ts';

const api_key = 're_1_secret';
const segment = '78261eea-8f8b-4381-83c6-79fa7120f1cf';
const chosen = { segment, from: 'Acme <news@acme.example>', api_key };

const bind = (more: object = {}) =>
  resend.bind('newsletter/weekly_issue', resend.settings.parse({ ...chosen, ...more }), {
    dataDirectory: '/nonexistent',
  });

/** What Resend answers to the one request, and what arrived of it. */
async function answered(status: number, body: object | string, what = posted, more: object = {}) {
  await using server = await answering(status, body);
  const outcome = await bind({ base_url: server.url, ...more }).publish(what, watchedWire());
  return { outcome, request: server.request() };
}

/** What Resend says, what it is, and what people read of it. */
const refusals: readonly (readonly [status: number, name: string, kind: string, told: RegExp])[] = [
  [401, 'missing_api_key', 'unauthorised', /refused the token: 401/],
  [401, 'restricted_api_key', 'unauthorised', /refused the token/],
  [403, 'invalid_api_key', 'unauthorised', /full access/],
  [403, 'validation_error', 'unauthorised', /domain of `from` is verified/],
  [400, 'validation_error', 'rejected', /refused the post: 400 \\"said of validation_error/],
  [422, 'missing_required_field', 'rejected', /422/],
  [451, 'security_error', 'rejected', /451/],
  [429, 'rate_limit_exceeded', 'deferred', /wait 60 s/],
  [429, 'daily_quota_exceeded', 'deferred', /wait 3600 s/],
  [429, 'monthly_quota_exceeded', 'unauthorised', /raise the plan/],
  [500, 'application_error', 'unknown', /leaves open/],
];

describe('a broadcast by Resend', () => {
  for (const [status, name, kind, told] of refusals)
    it(`is ${kind} at ${status} ${name}`, async () => {
      const { outcome } = await answered(status, { name, message: `said of ${name}` });
      assert.equal(outcome.kind, kind);
      assert.match(JSON.stringify(outcome), told);
    });

  it('is about the key where a 400 says so', async () => {
    const { outcome } = await answered(400, { message: 'API key is invalid' });
    assert.equal(outcome.kind, 'unauthorised');
  });

  it('shows no key that an answer quotes', async () => {
    for (const status of [400, 403, 502]) {
      const { outcome } = await answered(status, { message: `no ${api_key} here` });
      assert.match(JSON.stringify(outcome), /no \[secret\] here/);
      assert.doesNotMatch(JSON.stringify(outcome), new RegExp(api_key));
    }
  });

  it('is accepted with its id, and unknown without one', async () => {
    const { outcome } = await answered(201, { id: 'b-1' });
    assert.deepEqual(outcome, { kind: 'accepted', remoteId: 'b-1', remoteUrl: null });
    for (const body of [{}, { id: '' }, { id: 7 }])
      assert.equal((await answered(201, body)).outcome.kind, 'unknown');
  });

  it('is made and sent by one request, with a way to leave', async () => {
    const what = { ...posted, parts: ['Hi <all>\n\nhttps://acme.example/?a=1&b=2'] };
    const { request } = await answered(201, {}, what, { unsubscribe: 'Leave & go' });
    assert.equal(`${request.method} ${request.target}`, 'POST /broadcasts');
    assert.match(request.head, new RegExp(`^authorization: Bearer ${api_key}$`, 'im'));
    const { name, html, ...sent } = JSON.parse(request.body);
    assert.deepEqual(sent, {
      segment_id: segment,
      from: 'Acme <news@acme.example>',
      subject: 'A guide',
      text: `${what.parts[0]}\n\nLeave & go: {{{RESEND_UNSUBSCRIBE_URL}}}`,
      send: true,
    });
    assert.match(name, /^week1_launch en_reddit_01 [0-9a-f]{64}$/);
    assert.match(html, /<p dir="auto">Hi &#60;all&#62;<\/p>/);
    assert.match(html, /<a href="\{\{\{RESEND_UNSUBSCRIBE_URL\}\}\}">Leave &#38; go<\/a>/);
  });
});

describe('a look among the broadcasts', () => {
  const look = async (answer: object | string) => {
    await using server = await answering(200, answer);
    const account = bind({ base_url: server.url });
    const sighting = await account.confirm?.(posted, AbortSignal.timeout(20_000));
    return { sighting, request: server.request() };
  };
  const broadcast = async (more: object = {}) => ({
    id: 'b-1',
    name: JSON.parse((await answered(201, {})).request.body).name,
    segment_id: segment,
    status: 'sent',
    created_at: posted.startedAt.replace('T', ' ').replace('Z', '+00'),
    ...more,
  });

  it('asks for the newest ones', async () => {
    const { sighting, request } = await look({ data: [], has_more: false });
    assert.deepEqual(sighting, { kind: 'absent' });
    assert.equal(request.target, '/broadcasts?limit=100');
  });

  it('finds one by its name, its segment and its time, unless it was stopped', async () => {
    const found = { kind: 'found', remoteId: 'b-1', remoteUrl: null };
    assert.deepEqual((await look({ data: [await broadcast()] })).sighting, found);
    for (const other of [
      { name: 'week1_launch en_reddit_01' },
      { name: null },
      { segment_id: null },
      { status: 'canceled' },
      { status: 'draft' },
      { created_at: '2020-01-01 00:00:00+00' },
    ]) {
      const { sighting } = await look({ data: [await broadcast(other)] });
      assert.deepEqual(sighting, { kind: 'absent' }, JSON.stringify(other));
    }
  });

  it('is unclear where it is no list, or does not lead on', async () => {
    for (const answer of [
      {},
      { data: [await broadcast({ created_at: 'today' })] },
      { data: [await broadcast({ id: '../emails' })] },
      { data: [], has_more: true },
    ])
      assert.equal((await look(answer)).sighting?.kind, 'unclear', JSON.stringify(answer));
  });
});

describe('an account of Resend', () => {
  it('is its segment, and promises neither a safe repeat nor a proof of absence', () => {
    const account = bind({ segment: segment.toUpperCase() });
    assert.equal(account.account, `resend:${segment}`);
    assert.equal(account.idempotency, 'none');
    assert.equal(account.settlesWithinMilliseconds, null);
  });

  it('refuses settings that would not work', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ segment: 'readers' }, /the id of a segment/],
      [{ from: 'Acme' }, /must be an address/],
      [{ api_key: '' }, /api_key/],
      [{ unsubscribe: '' }, /unsubscribe/],
    ];
    for (const [more, told] of wrong) {
      const checked = resend.settings.safeParse({ ...chosen, ...more });
      assert.match(JSON.stringify(checked.error?.issues ?? []), told);
    }
  });
});
