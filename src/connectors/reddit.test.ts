import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication as posted } from '../../test/contract/subject.ts';
import { answering } from '../../test/support/answering.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { reddit } from './reddit.ts';

const token = 'eyJ-1_secret';
const chosen = { subreddit: 'resumes', user: 'Acme_1', token };

const bind = (more: object = {}) =>
  reddit.bind('reddit/r/resumes', reddit.settings.parse({ ...chosen, ...more }), {
    dataDirectory: '/nonexistent',
  });

/** What Reddit answers to the one request, and what arrived of it. */
async function answered(status: number, body: object | string, what = posted, more: object = {}) {
  await using server = await answering(status, body);
  const outcome = await bind({ base_url: server.url, ...more }).publish(what, watchedWire());
  const request = server.request();
  return { outcome, request, form: Object.fromEntries(new URLSearchParams(request.body)) };
}

const failing = (code: string, said = 'so it is', more: object = {}) => ({
  json: { errors: [[code, said, 'field']], ...more },
});

/** The error within a 200, what it is, and what people read of it. */
const errors: readonly (readonly [code: string, kind: string, told: RegExp])[] = [
  ['USER_REQUIRED', 'unauthorised', /refused the token: 200 \\"USER_REQUIRED: so it is\\"/],
  ['BAD_CAPTCHA', 'unauthorised', /BAD_CAPTCHA.*once by hand/],
  ['SUBREDDIT_NOTALLOWED', 'rejected', /refused the post: 200 \\"SUBREDDIT_NOTALLOWED/],
  ['SUBREDDIT_NOEXIST', 'rejected', /SUBREDDIT_NOEXIST/],
  ['NO_SELFS', 'rejected', /NO_SELFS/],
  ['TOO_LONG', 'rejected', /TOO_LONG/],
  ['INVALID_FLAIR', 'rejected', /INVALID_FLAIR/],
  ['SUBMIT_VALIDATION_FLAIR_REQUIRED', 'rejected', /FLAIR_REQUIRED: so it is/],
  ['ALREADY_SUB', 'duplicate', /ALREADY_SUB/],
  ['RATELIMIT', 'deferred', /wait 600 s/],
  ['QUOTA_FILLED', 'deferred', /wait 3600 s/],
  ['SUBREDDIT_RATELIMIT', 'deferred', /wait 600 s/],
  ['BAD_FLAIR_TEMPLATE_ID', 'rejected', /BAD_FLAIR_TEMPLATE_ID/],
  ['POST_GUIDANCE_VALIDATION_FAILED', 'rejected', /POST_GUIDANCE/],
  ['BANNED_FROM_SUBREDDIT', 'rejected', /refused the post: 200 \\"BANNED_FROM_SUBREDDIT/],
  ['A_RULE_OF_TOMORROW', 'rejected', /A_RULE_OF_TOMORROW/],
  ['INTERNAL_ERROR', 'unknown', /INTERNAL_ERROR.*leaves open/],
  ['CONFLICT', 'unknown', /CONFLICT.*leaves open/],
  ['SERVICE_UNAVAILABLE', 'unknown', /leaves open/],
];

const statuses: readonly (readonly [status: number, body: object, kind: string, told: RegExp])[] = [
  [401, { message: 'Unauthorized' }, 'unauthorised', /401 \\"Unauthorized\\"/],
  [403, { message: 'Forbidden' }, 'unauthorised', /Forbidden.*scopes `submit`/],
  [403, { message: 'Forbidden', reason: 'private' }, 'rejected', /403 \\"Forbidden: private\\"/],
  [404, { message: 'Not Found', reason: 'banned' }, 'rejected', /Not Found: banned/],
  [500, failing('TOO_LONG'), 'unknown', /leaves open/],
  [503, { message: 'busy' }, 'unknown', /503/],
];

const flairId = '0f3a9c10-5b7e-11ee-8c99-0242ac120002';

describe('a post to Reddit', () => {
  for (const [code, kind, told] of errors)
    it(`is ${kind} at ${code} in a 200`, async () => {
      const { outcome } = await answered(200, failing(code));
      assert.equal(outcome.kind, kind);
      assert.match(JSON.stringify(outcome), told);
    });

  it('is unknown at an error beside a post that was made', async () => {
    for (const data of [{ name: 't3_abc' }, { url: 'https://www.reddit.com/r/a/comments/abc/' }]) {
      const { outcome } = await answered(200, failing('TOO_LONG', 'so it is', { data }));
      assert.equal(outcome.kind, 'unknown', JSON.stringify(outcome));
    }
  });

  for (const [status, body, kind, told] of statuses)
    it(`is ${kind} at ${status} ${JSON.stringify(body)}`, async () => {
      const { outcome } = await answered(status, body);
      assert.equal(outcome.kind, kind);
      assert.match(JSON.stringify(outcome), told);
    });

  it('waits as long as it is told, by the number or by the words', async () => {
    const waits: readonly (readonly [said: string, more: object, seconds: number])[] = [
      ['you are doing that too much. try again in 9 minutes.', {}, 600],
      ['Take a break for 1 minute before trying again.', {}, 120],
      ['Take a break for 45 seconds before trying again.', {}, 46],
      ['try again in 2 hours.', {}, 10_800],
      ['try again in 900 days.', {}, 86_400],
      ['je doet dat te veel', {}, 600],
      ['try again in 9 minutes.', { ratelimit: 123.4 }, 124],
      ['try again in 9 minutes.', { ratelimit: -5 }, 1],
    ];
    for (const [said, more, seconds] of waits) {
      const { outcome } = await answered(200, failing('RATELIMIT', said, more));
      assert.equal(outcome.kind === 'deferred' && outcome.afterSeconds, seconds, said);
    }
  });

  it('shows no token that an answer quotes', async () => {
    for (const [status, body] of [
      [200, failing('TOO_LONG', `no ${token} here`)],
      [403, { message: `no ${token} here` }],
      [502, `<html>no ${token} here`],
    ] as const) {
      const { outcome } = await answered(status, body);
      assert.match(JSON.stringify(outcome), /no \[secret\] here/);
      assert.doesNotMatch(JSON.stringify(outcome), new RegExp(token));
    }
  });

  it('is accepted by the name of the post, and unknown without one', async () => {
    const { outcome } = await answered(200, { json: { errors: [], data: { name: 't3_abc1' } } });
    const remoteUrl = 'https://www.reddit.com/r/resumes/comments/abc1/';
    assert.deepEqual(outcome, { kind: 'accepted', remoteId: 't3_abc1', remoteUrl });
    for (const data of [
      {},
      { name: 't1_abc' },
      { name: 't3_../x' },
      { websocket_url: 'wss://a' },
    ]) {
      const other = await answered(200, { json: { errors: [], data } });
      assert.equal(other.outcome.kind, 'unknown');
    }
  });

  it('leaves as a text post with its title, under a name of its own', async () => {
    const { form, request } = await answered(200, {});
    assert.equal(`${request.method} ${request.target}`, 'POST /api/submit');
    assert.match(request.head, /^user-agent: server:broadsheet:v[\d.]+ \(by \/u\/Acme_1\)$/im);
    assert.match(request.head, new RegExp(`^authorization: bearer ${token}$`, 'im'));
    assert.deepEqual(form, {
      api_type: 'json',
      sr: 'resumes',
      title: 'A guide',
      kind: 'self',
      text: posted.parts[0],
    });
  });

  it('is a link post where it is nothing but its link', async () => {
    const { form } = await answered(200, {}, { ...posted, parts: [posted.link] });
    assert.equal(form.kind, 'link');
    assert.equal(form.url, posted.link);
    assert.equal(form.text, undefined);
  });

  it('takes a title from the first sentence, and a flair from the settings', async () => {
    const what = { ...posted, title: null, parts: ['Seven mistakes. And more.'] };
    const { form } = await answered(200, {}, what, { flair_id: flairId });
    assert.equal(form.title, 'Seven mistakes');
    assert.equal(form.flair_id, flairId);
  });
});

describe('a look among the posts of a user', () => {
  const look = async (answer: object | string, what = posted) => {
    await using server = await answering(200, answer);
    const account = bind({ base_url: server.url });
    const sighting = await account.confirm?.(what, AbortSignal.timeout(20_000));
    return { sighting, request: server.request() };
  };
  const listed = (more: object = {}) => ({
    name: 't3_abc',
    subreddit: 'Resumes',
    title: 'A guide',
    selftext: posted.parts[0],
    url: 'https://www.reddit.com/r/resumes/comments/abc/a_guide/',
    is_self: true,
    created_utc: Math.floor(Date.parse(posted.startedAt) / 1000),
    ...more,
  });
  const page = (posts: readonly object[], after: string | null = null) => ({
    data: { after, children: posts.map((data) => ({ kind: 't3', data })) },
  });

  it('asks for the newest posts of the user', async () => {
    const { sighting, request } = await look(page([]));
    assert.deepEqual(sighting, { kind: 'absent' });
    assert.equal(request.target, '/user/Acme_1/submitted?sort=new&limit=25&raw_json=1');
  });

  it('finds a post by its subreddit, its title, its words and its time', async () => {
    assert.equal((await look(page([listed()]))).sighting?.kind, 'found');
    for (const other of [
      { subreddit: 'jobs' },
      { title: 'Another guide' },
      { selftext: posted.link },
      { created_utc: Date.parse(posted.startedAt) / 1000 - 3600 },
    ])
      assert.equal((await look(page([listed(other)]))).sighting?.kind, 'absent');
  });

  it('finds a link post by its link', async () => {
    const what = { ...posted, parts: [posted.link] };
    const linked = { is_self: false, selftext: '', url: posted.link };
    assert.equal((await look(page([listed(linked)]), what)).sighting?.kind, 'found');
    for (const other of [{ url: 'https://acme.example/' }, { is_self: true }]) {
      const { sighting } = await look(page([listed({ ...linked, ...other })]), what);
      assert.equal(sighting?.kind, 'absent');
    }
  });

  it('is unclear where it is no list, or does not lead on', async () => {
    for (const answer of [
      {},
      page([listed({ name: 'abc' })]),
      page([listed({ created_utc: 8_640_000_000_001 })]),
      page([], '../../api/v1/me'),
    ])
      assert.equal((await look(answer)).sighting?.kind, 'unclear', JSON.stringify(answer));
    for (const posts of [[], [listed({ title: 'Another' })]]) {
      const { sighting } = await look(page(posts, 't3_zzz'));
      assert.match(JSON.stringify(sighting), /look-up-incomplete/);
    }
  });
});

describe('an account of Reddit', () => {
  it('is its user, and has a place for each subreddit', () => {
    const [one, other] = [bind(), bind({ subreddit: 'Jobs' })];
    assert.equal(one.account, 'reddit:acme_1');
    assert.equal(other.account, one.account);
    assert.notEqual(other.place, one.place);
    assert.equal(bind({ subreddit: 'jobs' }).place, other.place);
    assert.equal(one.local, false);
    assert.equal(one.settlesWithinMilliseconds, null);
  });

  it('has no look-up without the name of its user', async () => {
    assert.equal(bind({ user: undefined }).confirm, undefined);
    const { request } = await answered(200, {}, posted, { user: undefined });
    assert.match(request.head, /^user-agent: server:broadsheet:v[\d.]+$/im);
  });

  it('is connected by OAuth only where it says whose token that is', () => {
    const connected = { user: undefined, token: undefined, client_id: 'app' };
    const checked = reddit.settings.safeParse({ ...chosen, ...connected });
    assert.deepEqual(
      checked.error?.issues.map(({ path }) => path),
      [['user']],
    );
    assert.match(checked.error?.issues[0]?.message ?? '', /whose token/);
    assert.ok(reddit.settings.safeParse({ ...chosen, ...connected, user: 'acme' }).success);
    assert.ok(reddit.settings.safeParse({ ...chosen, user: undefined }).success);
  });

  it('refuses settings that would not work', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ subreddit: 'r/resumes' }, /without r/],
      [{ user: 'u/acme' }, /without u/],
      [{ user: '../me' }, /without u/],
      [{ flair_id: 'x'.repeat(37) }, /flair_id/],
      [{ flair_id: 'Advice' }, /id of a flair template/],
      [{ token: '' }, /token/],
    ];
    for (const [more, told] of wrong) {
      const checked = reddit.settings.safeParse({ ...chosen, ...more });
      assert.match(JSON.stringify(checked.error?.issues ?? []), told);
    }
  });
});
