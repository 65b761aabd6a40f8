import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication as posted } from '../../test/contract/subject.ts';
import { answering } from '../../test/support/answering.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { limitsOf } from '../domain/network-limits.ts';
import { mastodon } from './mastodon.ts';

const token = 'tok-3n_s3cr3t';
const base_url = 'https://mastodon.example/';

const bind = (more: object = {}) =>
  mastodon.bind(
    'mastodon/main_account',
    mastodon.settings.parse({ base_url, user_id: '23634', token, ...more }),
    { dataDirectory: '/nonexistent' },
  );

/** What Mastodon answers to the one request, and what arrived of it. */
async function answered(
  status: number,
  body: object | string,
  { headers = {}, what = posted, more = {} } = {},
) {
  await using server = await answering(status, body, headers);
  const outcome = await bind({ base_url: server.url, ...more }).publish(what, watchedWire());
  return { outcome, request: server.request() };
}

/** What Mastodon says, what it is, and what people read of it. */
const refusals: readonly (readonly [status: number, said: string, kind: string, told: RegExp])[] = [
  [401, 'The access token is invalid', 'unauthorised', /refused the token: 401 .*invalid/],
  [403, 'This action is outside the authorized scopes', 'unauthorised', /write:statuses/],
  [403, 'Your login is currently disabled', 'unauthorised', /does not let .*: 403 \\"Your login/],
  [404, 'Record not found', 'rejected', /404 .*Record not found/],
  [410, 'Gone', 'rejected', /410/],
  [422, 'Validation failed: Text character limit of 500 exceeded', 'rejected', /limit of 500/],
  [500, 'Something went wrong', 'unknown', /leaves open/],
  [503, 'Service Unavailable', 'unknown', /leaves open/],
];

describe('the limit of a server of Mastodon', () => {
  const asked = async (status: number, body: object | string) => {
    await using server = await answering(status, body);
    const wire = { ...watchedWire(), now: () => posted.startedAt };
    const limit = await bind({ base_url: server.url }).serverLimit?.(wire);
    return { limit, request: server.request() };
  };

  it('is what the server says', async () => {
    const configuration = { statuses: { max_characters: 5000 } };
    const { limit, request } = await asked(200, { domain: 'a.example', configuration });
    assert.equal(limit, 5000);
    assert.deepEqual([request.method, request.target], ['GET', '/api/v2/instance']);
  });

  it('stays open where it does not say it', async () => {
    const wrong = { configuration: { statuses: { max_characters: '5000' } } };
    for (const [status, body] of [
      [404, {}],
      [200, '<html>'],
      [200, wrong],
      [200, {}],
    ] as const)
      assert.equal((await asked(status, body)).limit, null);
  });

  it('is as usual where its account does not set it', () => {
    assert.equal(limitsOf(bind()).text, 500);
    assert.equal(limitsOf(bind({ max_characters: 5000 })).text, 5000);
    assert.equal(bind({ max_characters: 5000 }).place, bind().place);
  });
});

describe('a status for Mastodon', () => {
  for (const [status, error, kind, told] of refusals)
    it(`is ${kind} at ${status} ${error}`, async () => {
      const { outcome } = await answered(status, { error });
      assert.equal(outcome.kind, kind);
      assert.match(JSON.stringify(outcome), told);
    });

  it('waits until the instant that a header names', async () => {
    const headers = {
      date: 'Mon, 16 Feb 2026 08:10:00 GMT',
      'x-ratelimit-reset': '2026-02-16T08:15:00.000000Z',
    };
    const { outcome } = await answered(429, { error: 'Too many requests' }, { headers });
    assert.equal(outcome.kind === 'deferred' && outcome.afterSeconds, 300);
  });

  it('shows no token that an answer quotes', async () => {
    for (const answer of [`<html>bad ${token}`, { error: `bad ${token}` }]) {
      const { outcome } = await answered(502, answer);
      assert.match(JSON.stringify(outcome), /bad \[secret\]/);
      assert.doesNotMatch(JSON.stringify(outcome), new RegExp(token));
    }
  });

  it('is accepted with its id and address, and unknown without an id', async () => {
    const remoteUrl = 'https://mastodon.example/@acme/7';
    const { outcome } = await answered(200, { id: '7', url: remoteUrl });
    assert.deepEqual(outcome, { kind: 'accepted', remoteId: '7', remoteUrl });
    for (const url of [null, undefined, 'javascript:alert(1)', '/@acme/7']) {
      const { outcome } = await answered(200, { id: '7', url });
      assert.deepEqual(outcome, { kind: 'accepted', remoteId: '7', remoteUrl: null });
    }
    for (const body of [{}, { id: 7 }, { id: '' }, { id: 'a b' }, { error: 'no' }])
      assert.equal((await answered(200, body)).outcome.kind, 'unknown');
  });

  it('leaves as it is, under the key of the publication, in its language', async () => {
    const what = { ...posted, parts: ['<b> & שלום'], locale: 'he' };
    const { request } = await answered(200, {}, { what });
    assert.equal(request.target, '/api/v1/statuses');
    assert.match(request.head, /^authorization: Bearer tok-3n_s3cr3t\r$/im);
    assert.match(request.head, new RegExp(`^idempotency-key: ${posted.idempotencyKey}\r$`, 'im'));
    const body = { status: '<b> & שלום', visibility: 'public', language: 'he' };
    assert.deepEqual(JSON.parse(request.body), body);
  });

  it('is a reply to the part before, as visible as it is told, in a language of two letters', async () => {
    const what = { ...posted, parts: ['a', 'b'], part: 1, replyTo: '41', locale: 'en-GB' };
    const { request } = await answered(200, {}, { what, more: { visibility: 'unlisted' } });
    assert.deepEqual(JSON.parse(request.body), {
      status: 'b',
      visibility: 'unlisted',
      language: 'en',
      in_reply_to_id: '41',
    });
    const other = { ...posted, locale: 'english' };
    const { request: without } = await answered(200, {}, { what: other });
    assert.equal(JSON.parse(without.body).language, undefined);
  });
});

describe('a look among the statuses of an account of Mastodon', () => {
  const look = async (answer: object | string, what = posted) => {
    await using server = await answering(200, answer);
    const account = bind({ base_url: server.url });
    const sighting = await account.confirm?.(what, AbortSignal.timeout(20_000));
    return { sighting, request: server.request() };
  };

  /** Old ones end the list. */
  const old = { id: '1', content: '<p>Old</p>', created_at: '2020-01-01T00:00:00.000Z' };
  const list = (content: string, more: object = {}) => [
    { id: '9', url: null, content, created_at: posted.startedAt, ...more },
    old,
  ];

  it('asks for the statuses of the account, without boosts', async () => {
    const { sighting, request } = await look([]);
    assert.deepEqual(sighting, { kind: 'absent' });
    const { pathname, search } = new URL(request.target, 'http://mastodon');
    assert.equal(pathname, '/api/v1/accounts/23634/statuses');
    assert.equal(search, '?exclude_reblogs=true&limit=40');
  });

  const link = 'https://acme.com/a?x=1&y=2';
  const anchor =
    '<a href="https://acme.com/a?x=1&amp;y=2" rel="nofollow"><span class="invisible">https://</span><span class="ellipsis">acme.com/a?x=1&amp;</span><span class="invisible">y=2</span></a>';
  const mention =
    '<span class="h-card"><a href="https://b.example/@dana" class="u-url mention">@<span>dana</span></a></span>';

  it('knows a text that came back as HTML', async () => {
    const sent = `A & B <3 it's "so"\nfor @dana@b.example and a@b.example /@a@b.example\n\n\n#Herbs ${link}`;
    const tag =
      '<a href="https://a.example/tags/Herbs" class="mention hashtag">#<span>Herbs</span></a>';
    const html = `<p>A &amp; B &lt;3 it&#39;s &quot;so&quot;<br />for ${mention} and a@b.example /@a@b.example</p><p>${tag} ${anchor}</p>`;
    const what = { ...posted, parts: [sent] };
    assert.equal((await look(list(html), what)).sighting?.kind, 'found');
    for (const other of [
      html.replace('A &amp; B', 'A &amp; C'),
      html.replace('<span class="invisible">y=2', '<span class="invisible">y=3'),
      html.replace('&lt;3', ''),
      `${html}<p>And more</p>`,
    ])
      assert.equal((await look(list(other), what)).sighting?.kind, 'absent', other);
  });

  it('takes a tag that a writer wrote for words', async () => {
    const what = { ...posted, parts: ['<br>a &amp; b'] };
    const html = '<p>&lt;br&gt;a &amp;amp; b</p>';
    assert.equal((await look(list(html), what)).sighting?.kind, 'found');
  });

  it('is unclear where a status is not as described', async () => {
    for (const answer of [
      {},
      { error: 'no' },
      list('<p>a</p>', { id: '../1' }),
      list('<p>a</p>', { created_at: 'yesterday' }),
      'no list',
    ])
      assert.equal((await look(answer)).sighting?.kind, 'unclear', JSON.stringify(answer));
  });
});

describe('an account of Mastodon', () => {
  it('reads the id of a status from its address on its own server', () => {
    const ids = [
      'https://mastodon.example/@acme/7',
      'https://mastodon.example/users/acme/statuses/7',
      'https://mastodon.example/@acme',
      'https://other.example/@acme@mastodon.example/7',
    ].map((address) => bind().remoteIdOf?.(address));
    assert.deepEqual(ids, ['7', '7', null, null]);
  });

  it('is its user on its server', () => {
    const account = 'mastodon:mastodon.example:23634';
    assert.equal(bind().account, account);
    assert.equal(bind().place, account);
    assert.equal(bind().local, false);
    assert.notEqual(bind({ base_url: 'https://other.example' }).account, account);
  });

  it('relies on a key for an hour, and never proves absence by a look', () => {
    assert.equal(bind().idempotency, 'key');
    assert.equal(bind().keyLastsMilliseconds, 3_600_000);
    assert.equal(bind().settlesWithinMilliseconds, null);
  });

  it('refuses settings that would not work', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ user_id: '@acme' }, /digits in quotes/],
      [{ user_id: '1/../2' }, /digits in quotes/],
      [{ token: '' }, /token/],
      [{ base_url: undefined }, /base_url/],
      [{ base_url: 'ftp://a' }, /must begin with https/],
      [{ visibility: 'direct' }, /visibility/],
    ];
    for (const [more, told] of wrong) {
      const given = { base_url, user_id: '1', token, ...more };
      const { error } = mastodon.settings.safeParse(given);
      assert.match(JSON.stringify(error?.issues ?? []), told);
    }
  });
});
