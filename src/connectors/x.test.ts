import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication as posted } from '../../test/contract/subject.ts';
import { answering } from '../../test/support/answering.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { x } from './x.ts';

const token = 'tok-3n_s3cr3t';

const bind = (more: object = {}) =>
  x.bind('x/main_account', x.settings.parse({ user_id: '2244994945', token, ...more }), {
    dataDirectory: '/nonexistent',
  });

type Headers = Readonly<Record<string, string>>;

/** What X answers to the one request, and what arrived of it. */
async function answered(
  status: number,
  body: object | string,
  { headers = {}, what = posted }: { headers?: Headers; what?: typeof posted } = {},
) {
  await using server = await answering(status, body, headers);
  const outcome = await bind({ base_url: server.url }).publish(what, watchedWire());
  return { outcome, request: server.request() };
}

const problems = 'https://api.twitter.com/2/problems';
const uninvited =
  'Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.';

/** What X says, what it is, and what people read of it. */
const refusals: readonly (readonly [
  status: number,
  detail: string,
  kind: string,
  told: RegExp,
  type?: string,
])[] = [
  [400, 'One or more parameters is invalid', 'rejected', /refused the post: 400 .*parameters/],
  [401, 'Unauthorized', 'unauthorised', /refused the token: 401/],
  [402, 'Your account does not have any credits', 'unauthorised', /credits.*spending cap/],
  [
    403,
    'You are not allowed to create a Tweet with duplicate content.',
    'duplicate',
    /earlier post/,
  ],
  [403, uninvited, 'rejected', /mentions or quotes the account/],
  [403, 'You attempted to create a Tweet with an invalid URL.', 'rejected', /invalid URL/],
  [403, 'You are not permitted to perform this action.', 'rejected', /not permitted/],
  [403, 'To protect our users, this account is temporarily locked.', 'unauthorised', /locked/],
  [403, 'The user is suspended', 'unauthorised', /suspended/, `${problems}/user-suspended`],
  [403, 'Use an app of a project', 'unauthorised', /write access/, `${problems}/client-forbidden`],
  [403, 'No permission', 'unauthorised', /write access/, `${problems}/oauth1-permissions`],
  [403, 'Not with this', 'unauthorised', /write/, `${problems}/unsupported-authentication`],
  [403, 'Usage cap exceeded', 'unauthorised', /spending cap/, `${problems}/usage-capped`],
  [429, 'Usage cap exceeded', 'unauthorised', /spending cap/, `${problems}/usage-capped`],
  [429, 'Too Many Requests', 'deferred', /wait 60 s/],
  [500, 'You are not allowed: duplicate content', 'unknown', /leaves open/],
  [503, 'Usage cap', 'unknown', /leaves open/, `${problems}/usage-capped`],
];

describe('a post to X', () => {
  for (const [status, detail, kind, told, type = 'about:blank'] of refusals)
    it(`is ${kind} at ${status} ${detail}`, async () => {
      const { outcome } = await answered(status, { type, title: 'Forbidden', status, detail });
      assert.equal(outcome.kind, kind);
      assert.match(JSON.stringify(outcome), told);
    });

  it('names no earlier post at a double', async () => {
    const { outcome } = await answered(403, { detail: 'It has duplicate content.' });
    assert.equal(outcome.kind === 'duplicate' && outcome.remoteId, null);
  });

  it('waits until the last limit resets that is used up', async () => {
    const date = 'Mon, 16 Feb 2026 08:10:00 GMT';
    const now = Date.parse(date) / 1000;
    const window = { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': `${now + 600}` };
    const day = (remaining: string) => ({
      'x-app-limit-24hour-remaining': remaining,
      'x-app-limit-24hour-reset': `${now + 7200}`,
    });
    const waits: (readonly [Headers, number])[] = [
      [window, 600],
      [{ ...window, ...day('17') }, 600],
      [{ ...window, ...day('0') }, 7200],
      [{ ...window, 'x-rate-limit-remaining': '9', ...day('0') }, 7200],
      [{ 'x-rate-limit-reset': `${now + 600}`, 'x-app-limit-24hour-remaining': '0' }, 600],
    ];
    for (const [limits, seconds] of waits) {
      const body = { errors: [{ code: 88, message: 'Rate limit exceeded' }] };
      const { outcome } = await answered(429, body, { headers: { date, ...limits } });
      assert.equal(outcome.kind === 'deferred' && outcome.afterSeconds, seconds);
    }
  });

  it('shows no token that an answer quotes', async () => {
    for (const answer of [`<html>bad ${token}`, { detail: `bad ${token}` }]) {
      const { outcome } = await answered(502, answer);
      assert.match(JSON.stringify(outcome), /bad \[secret\]/);
      assert.doesNotMatch(JSON.stringify(outcome), new RegExp(token));
    }
  });

  it('is accepted with its id, and unknown without one', async () => {
    const { outcome } = await answered(201, { data: { id: '1346889436626259968', text: 'a' } });
    const remoteId = '1346889436626259968';
    const remoteUrl = `https://x.com/i/web/status/${remoteId}`;
    assert.deepEqual(outcome, { kind: 'accepted', remoteId, remoteUrl });
    for (const body of [{}, { data: {} }, { data: { id: 7 } }, { errors: [{ title: 'Oh' }] }])
      assert.equal((await answered(201, body)).outcome.kind, 'unknown');
  });

  it('leaves as it is, with the token in a header alone', async () => {
    const { request } = await answered(201, {}, { what: { ...posted, parts: ['<b> & שלום'] } });
    assert.equal(request.target, '/2/tweets');
    assert.match(request.head, /^authorization: Bearer tok-3n_s3cr3t\r$/im);
    assert.deepEqual(JSON.parse(request.body), { text: '<b> & שלום' });
  });

  it('is a reply to the part before', async () => {
    const what = { ...posted, parts: ['a', 'b'], part: 1, replyTo: '41' };
    const { request } = await answered(201, {}, { what });
    const reply = { in_reply_to_tweet_id: '41' };
    assert.deepEqual(JSON.parse(request.body), { text: 'b', reply });
  });
});

describe('a look among the posts of an account of X', () => {
  const look = async (answer: object | string, what = posted) => {
    await using server = await answering(200, answer);
    const account = bind({ base_url: server.url });
    const sighting = await account.confirm?.(what, AbortSignal.timeout(20_000));
    return { sighting, request: server.request() };
  };

  const list = (text: string, more: object = {}) => ({
    data: [{ id: '9', text, created_at: posted.startedAt, ...more }],
    meta: { result_count: 1 },
  });

  const links = (...urls: object[]) => ({ entities: { urls } });

  it('asks for what it needs, of the account, since the attempt', async () => {
    const { sighting, request } = await look({ meta: { result_count: 0 } });
    assert.deepEqual(sighting, { kind: 'absent' });
    const { pathname, searchParams } = new URL(request.target, 'http://x');
    assert.equal(pathname, '/2/users/2244994945/tweets');
    const since = Math.floor(Date.parse(posted.startedAt) / 1000) - 120;
    const { start_time, ...rest } = Object.fromEntries(searchParams);
    assert.equal(Date.parse(start_time ?? '') / 1000, since);
    assert.match(start_time ?? '', /:\d\dZ$/);
    assert.deepEqual(rest, {
      max_results: '100',
      exclude: 'retweets',
      'post.fields': 'created_at,entities',
    });
  });

  it('knows a text whose links are short and whose signs are entities', async () => {
    const what = { ...posted, parts: ['A & B <3: https://acme.com/a?x=1&y=2, acme.com שלום'] };
    const text = 'A &amp; B &lt;3: https://t.co/aaaaaaaaaa, https://t.co/bbbbbbbbbb שלום';
    const entities = links(
      { url: 'https://t.co/aaaaaaaaaa', expanded_url: 'https://acme.com/a?x=1&y=2' },
      { url: 'https://t.co/bbbbbbbbbb', expanded_url: 'http://acme.com' },
    );
    const { sighting } = await look(list(text, entities), what);
    assert.equal(sighting?.kind, 'found');
    const other = links({ url: 'https://t.co/aaaaaaaaaa', expanded_url: 'https://acme.com/b' });
    assert.equal((await look(list(text, other), what)).sighting?.kind, 'absent');
    assert.equal((await look(list(text), what)).sighting?.kind, 'absent');
    const accent = { ...posted, parts: ['cafe\u0301'] };
    assert.equal((await look(list('caf\u00e9'), accent)).sighting?.kind, 'found');
  });

  it('takes other words with the same link for another post', async () => {
    const link = { url: 'https://t.co/aaaaaaaaaa', expanded_url: posted.link };
    const { sighting } = await look(list('Other: https://t.co/aaaaaaaaaa', links(link)));
    assert.equal(sighting?.kind, 'absent');
  });

  it('is unclear where the list is not whole, or not as described', async () => {
    const sent = posted.parts[0] ?? '';
    for (const answer of [
      {},
      { data: [], meta: { result_count: 1 } },
      { ...list('a'), errors: [{ title: 'Not Found Error' }] },
      list(sent, { id: 'nine' }),
      list(sent, { created_at: 'Wed Jan 06 18:40:40 +0000 2021' }),
      'no list',
    ])
      assert.equal((await look(answer)).sighting?.kind, 'unclear', JSON.stringify(answer));
    assert.equal((await look(list(sent))).sighting?.kind, 'found');
  });

  it('never proves absence, because nobody says how late it may show a post', () => {
    assert.equal(bind().settlesWithinMilliseconds, null);
  });
});

describe('an account of X', () => {
  it('reads the id of a post from its address', () => {
    const ids = [
      'https://x.com/acme/status/1346889436626259968',
      'https://twitter.com/acme/status/7?s=20',
      'https://x.com/i/web/status/7',
      'https://x.com/acme',
      'https://evil.example/x.com/acme/status/7',
      'https://x.com/acme/status/7evil',
    ].map((address) => bind().remoteIdOf?.(address));
    assert.deepEqual(ids, ['1346889436626259968', '7', '7', null, null, null]);
  });

  it('is its user, and puts the link where it is told', () => {
    const { account, place, local, linkPlacement } = bind({ link: 'first-reply' });
    assert.deepEqual(
      { account, place, local, linkPlacement },
      {
        account: 'x:2244994945',
        place: 'x:2244994945',
        local: false,
        linkPlacement: 'first-reply',
      },
    );
  });

  it('says what a message costs, at the prices of today or its own', () => {
    const thread = ['One', 'https://acme.com'];
    assert.equal(bind().costOf?.(thread), 0.215);
    assert.equal(bind({ prices: { post: 1 } }).costOf?.(thread), 1.2);
  });

  it('refuses settings that would not work', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ user_id: '@acme' }, /digits in quotes/],
      [{ user_id: '1/../2' }, /digits in quotes/],
      [{ token: '' }, /token/],
      [{ base_url: 'ftp://a' }, /must begin with https/],
      [{ link: 'last' }, /link/],
      [{ prices: { post: -1 } }, /prices/],
    ];
    for (const [more, told] of wrong) {
      const checked = x.settings.safeParse({ user_id: '1', token, ...more });
      assert.match(JSON.stringify(checked.error?.issues ?? []), told);
    }
  });
});
