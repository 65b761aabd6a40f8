import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication as posted } from '../../test/contract/subject.ts';
import { type Heard, talking } from '../../test/support/talking.ts';
import { watchedWire } from '../../test/support/wire.ts';
import type { Outcome } from '../domain/outcome.ts';
import { bluesky } from './bluesky.ts';
import { recordKey, recordOf } from './bluesky-record.ts';

const did = 'did:plc:ewvi7nxzyoun6zhxrhs64oiz';
const password = 'abcd-efgh-ijkl-mnop';
const uri = `at://${did}/app.bsky.feed.post/${recordKey(posted)}`;

const bind = (more: object = {}) =>
  bluesky.bind('bluesky/main_account', bluesky.settings.parse({ did, password, ...more }), {
    dataDirectory: '/nonexistent',
  });

type Answer = readonly [status: number, body: object];

/** A token that says when it ends. */
const lasting = (exp: number) =>
  `h.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.signature`;

const farAway = 4_000_000_000;
const session = (accessJwt = lasting(farAway), of = did): Answer => [200, { accessJwt, did: of }];
const made: Answer = [200, { uri, cid: 'bafy1' }];
const refusal = (status: number, error: string): Answer => [status, { error, message: error }];

async function answered(answers: readonly Answer[], what = posted) {
  await using server = await talking(answers);
  const wire = watchedWire();
  const outcome = await bind({ base_url: server.url }).publish(what, wire);
  return { outcome, requests: server.requests(), passed: wire.passed };
}

/** What is answered to the record, what that is, and what people read of it. */
const refusals: readonly (readonly [Answer, kind: string, told: RegExp])[] = [
  [refusal(400, 'InvalidRequest'), 'rejected', /refused the post: 400 .*InvalidRequest/],
  [refusal(400, 'InvalidToken'), 'unauthorised', /InvalidToken/],
  [refusal(400, 'ExpiredToken'), 'unauthorised', /ExpiredToken/],
  [refusal(401, 'AuthenticationRequired'), 'unauthorised', /refused the token/],
  [refusal(401, 'AccountTakedown'), 'unauthorised', /account is active/],
  [refusal(401, 'AccountDeactivated'), 'unauthorised', /account is active/],
  [refusal(403, 'Forbidden'), 'unauthorised', /account is active/],
  [refusal(500, 'InternalServerError'), 'unknown', /leaves open/],
  [[200, {}], 'unknown', /without the id/],
  [[200, { uri: `${uri}x`, cid: 'b' }], 'unknown', /without the id/],
];

describe('a post to Bluesky', () => {
  for (const [answer, kind, told] of refusals)
    it(`is ${kind} at ${JSON.stringify(answer)}`, async () => {
      const { outcome } = await answered([session(), answer]);
      assert.equal(outcome.kind, kind);
      assert.match(JSON.stringify(outcome), told);
    });

  it('is accepted by the address of its record', async () => {
    const { outcome, requests } = await answered([session(), made]);
    const remoteUrl = `https://bsky.app/profile/${did}/post/${recordKey(posted)}`;
    assert.deepEqual(outcome, { kind: 'accepted', remoteId: uri, remoteUrl });
    assert.match(requests[1]?.body ?? '', /"swapRecord":null/);
    assert.match(requests[1]?.head ?? '', /^authorization: Bearer h\./im);
  });

  it('is there already where something else is under its key', async () => {
    const { outcome } = await answered([session(), refusal(400, 'InvalidSwap')]);
    assert.equal(outcome.kind === 'duplicate' && outcome.remoteId, uri);
  });

  it('asks for a session first, which is no part of the one request', async () => {
    const { passed, requests } = await answered([session(), made]);
    assert.deepEqual(passed.filter((one) => one === 'may-send').length, 1);
    assert.deepEqual(JSON.parse(requests[0]?.body ?? ''), {
      identifier: did,
      password,
    });
    const sessions: readonly (readonly [Answer, string])[] = [
      [refusal(401, 'AuthenticationRequired'), 'unauthorised'],
      [refusal(401, 'AccountTakedown'), 'unauthorised'],
      [refusal(503, 'ServiceUnavailable'), 'rejected'],
      [session('t', 'did:plc:anotheraccountanotheracc'), 'rejected'],
    ];
    for (const [answer, kind] of sessions) {
      const refused = await answered([answer]);
      assert.equal(refused.outcome.kind, kind, JSON.stringify(answer));
      assert.deepEqual([refused.passed, refused.requests.length], [[], 1]);
    }
  });

  it('keeps a session for as long as it says, and makes a new one when it is refused', async () => {
    const expired = refusal(400, 'ExpiredToken');
    await using server = await talking([session(), made, made, expired, session(lasting(1)), made]);
    const account = bind({ base_url: server.url });
    const outcomes: string[] = [];
    for (let count = 0; count < 4; count += 1)
      outcomes.push((await account.publish(posted, watchedWire())).kind);
    assert.deepEqual(outcomes, ['accepted', 'accepted', 'deferred', 'accepted']);
    const logins = server.requests().filter(({ line }) => line.includes('createSession'));
    assert.equal(logins.length, 2);
  });

  it('pauses an account that is closed, whichever session was at hand', async () => {
    await using server = await talking([session(), made, refusal(401, 'AccountDeactivated')]);
    const account = bind({ base_url: server.url });
    const outcomes: Outcome[] = [];
    for (let count = 0; count < 2; count += 1)
      outcomes.push(await account.publish(posted, watchedWire()));
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['accepted', 'unauthorised'],
    );
    assert.match(JSON.stringify(outcomes[1]), /account is active/);
  });

  it('replies to the part before, and belongs to what that one belongs to', async () => {
    const parent = { uri: `${uri}a`, cid: 'bafyA' };
    const root = { uri: `${uri}0`, cid: 'bafy0' };
    const what = { ...posted, parts: ['a', 'b'], part: 1, replyTo: parent.uri };
    const replyOf = (request?: Heard) => JSON.parse(request?.body ?? '').record.reply;
    const first = await answered([session(), [200, { ...parent, value: {} }], made], what);
    assert.deepEqual(replyOf(first.requests[2]), { root: parent, parent });
    const value = { reply: { root, parent: root } };
    const second = await answered([session(), [200, { ...parent, value }], made], what);
    assert.deepEqual(replyOf(second.requests[2]), { root, parent });
    const without: readonly (readonly [string, string])[] = [
      ['RecordNotFound', 'rejected'],
      ['RepoDeactivated', 'unauthorised'],
    ];
    for (const [name, kind] of without) {
      const gone = await answered([session(), refusal(400, name)], what);
      assert.equal(gone.outcome.kind, kind);
      assert.deepEqual(gone.passed, []);
    }
  });

  it('shows neither the password nor the session', async () => {
    const token = lasting(farAway);
    const quoting: Answer = [400, { error: 'InvalidRequest', message: `bad ${token} ${password}` }];
    const { outcome } = await answered([session(token), quoting]);
    assert.match(JSON.stringify(outcome), /bad \[secret\] \[secret\]/);
  });
});

describe('the record of a post', () => {
  it('marks its links by bytes', () => {
    const text = 'שלום 🌿 (https://acme.example/a?x=1). And https://b.example/!';
    const { facets = [] } = recordOf({ ...posted, parts: [text], locale: 'he' }, null);
    const bytes = Buffer.from(text);
    assert.deepEqual(
      facets.map(({ index, features }) => [
        bytes.subarray(index.byteStart, index.byteEnd).toString(),
        features[0]?.uri,
      ]),
      [
        ['https://acme.example/a?x=1', 'https://acme.example/a?x=1'],
        ['https://b.example/', 'https://b.example/'],
      ],
    );
    assert.equal(recordOf({ ...posted, parts: ['no link'] }, null).facets, undefined);
  });

  it('is the same for a repeat, and differs in its time alone for a later attempt', () => {
    const repeat = recordOf({ ...posted, attemptId: '9' }, null);
    assert.deepEqual(recordOf(posted, null), repeat);
    const later = { ...posted, attemptNumber: 2, startedAt: '2026-02-16T09:00:00.000Z' };
    assert.deepEqual({ ...recordOf(later, null), createdAt: repeat.createdAt }, repeat);
    assert.equal(recordKey(later), recordKey(posted));
  });

  it('has a key of its own for each publication, in the order of their times', () => {
    const keyAt = (plannedAt: string, idempotencyKey = 'a') =>
      recordKey({ ...posted, plannedAt, idempotencyKey });
    const time = '2026-02-16T06:10:00.000Z';
    assert.match(keyAt(time), /^[2-7a-j][2-7a-z]{12}$/);
    assert.notEqual(keyAt(time, 'a'), keyAt(time, 'b'));
    assert.ok(keyAt(time) < keyAt('2026-02-16T06:10:02.000Z', 'b'));
    const parts = Array.from({ length: 20 }, (_, part) =>
      recordKey({ ...posted, part, idempotencyKey: `part ${part}` }),
    );
    assert.deepEqual(parts.toSorted(), parts);
    assert.equal(keyAt('1970-01-01T00:00:00.000Z').slice(0, 7), '2222222');
  });
});

describe('an account of Bluesky', () => {
  it('is its DID, and reads a post from its address', () => {
    assert.equal(bind().account, `bluesky:${did}`);
    assert.equal(bind().idempotency, 'key');
    const addresses = [
      `https://bsky.app/profile/${did}/post/3k`,
      'https://bsky.app/profile/acme.example/post/3k?ref=a',
      'https://bsky.app/profile/did:plc:other/post/3k',
      'https://bsky.app/profile/acme.example',
    ];
    const post = `at://${did}/app.bsky.feed.post/3k`;
    assert.deepEqual(
      addresses.map((one) => bind().remoteIdOf?.(one)),
      [post, post, null, null],
    );
  });

  it('refuses settings that would not work', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ did: 'acme.bsky.social' }, /did:plc/],
      [{ password: '' }, /password/],
      [{ base_url: 'ftp://a' }, /must begin with https/],
    ];
    for (const [more, told] of wrong) {
      const { error } = bluesky.settings.safeParse({ did, password, ...more });
      assert.match(JSON.stringify(error?.issues ?? []), told);
    }
  });
});
