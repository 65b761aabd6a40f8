import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication as posted } from '../../test/contract/subject.ts';
import { answering } from '../../test/support/answering.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { facebook } from './facebook.ts';

const token = 'tok-3n_s3cr3t';

const bind = (more: object = {}) =>
  facebook.bind(
    'facebook/page',
    facebook.settings.parse({ page: '546349135390552', token, ...more }),
    {
      dataDirectory: '/nonexistent',
    },
  );

/** What Facebook answers to the one request, and what arrived of it. */
async function answered(
  status: number,
  body: object | string,
  { headers = {}, what = posted, more = {} } = {},
) {
  await using server = await answering(status, body, headers);
  const outcome = await bind({ base_url: server.url, ...more }).publish(what, watchedWire());
  return { outcome, request: server.request() };
}

/** The status, the code within it, what it is, and what people read of it. */
const refusals: readonly (readonly [
  status: number,
  code: number,
  message: string,
  kind: string,
  told: RegExp,
])[] = [
  [400, 190, 'Error validating access token', 'unauthorised', /refused the token: 400 \\"Error/],
  [401, 190, 'The session has been invalidated', 'unauthorised', /refused the token/],
  [400, 102, 'Session key invalid', 'unauthorised', /refused the token/],
  [403, 10, 'Application does not have permission', 'unauthorised', /pages_manage_posts/],
  [403, 200, '(#200) Permissions error', 'unauthorised', /pages_manage_posts/],
  [400, 299, 'Permissions error', 'unauthorised', /pages_manage_posts/],
  [400, 3, 'Capability', 'unauthorised', /pages_manage_posts/],
  [400, 368, 'The action attempted has been deemed abusive', 'unauthorised', /blocks what/],
  [400, 506, '(#506) Duplicate status message', 'duplicate', /earlier post/],
  [400, 100, 'Invalid parameter', 'rejected', /refused the post: 400 \\"Invalid parameter/],
  [400, 197, 'The post is empty', 'rejected', /empty/],
  [400, 300, 'Edit failure', 'rejected', /Edit/],
  [400, 4, 'Application request limit reached', 'deferred', /wait 600 s/],
  [400, 17, 'User request limit reached', 'deferred', /wait 600 s/],
  [400, 32, 'Page request limit reached', 'deferred', /wait 600 s/],
  [400, 341, 'Application limit reached', 'deferred', /wait 600 s/],
  [400, 613, 'Calls to this api have exceeded the rate limit', 'deferred', /wait 600 s/],
  [400, 80_001, 'There have been too many calls', 'deferred', /wait 600 s/],
  [400, 1, 'An unknown error occurred', 'unknown', /leaves open/],
  [400, 2, 'An unexpected error has occurred', 'unknown', /leaves open/],
  [500, 2, 'An unexpected error has occurred', 'unknown', /leaves open/],
  [500, 100, 'Invalid parameter', 'unknown', /leaves open/],
  [503, 4, 'Application request limit reached', 'unknown', /leaves open/],
];

describe('a post to a page of Facebook', () => {
  for (const [status, code, message, kind, told] of refusals)
    it(`is ${kind} at ${status} with code ${code}: ${message}`, async () => {
      const { outcome } = await answered(status, { error: { code, message } });
      assert.equal(outcome.kind, kind);
      assert.match(JSON.stringify(outcome), told);
    });

  it('is unknown at an error that passes, and at one that says nothing', async () => {
    const transient = { error: { code: 9999, message: 'Try again', is_transient: true } };
    assert.equal((await answered(400, transient)).outcome.kind, 'unknown');
    assert.equal((await answered(400, '<html>')).outcome.kind, 'rejected');
  });

  it('names no earlier post at a double', async () => {
    const { outcome } = await answered(400, { error: { code: 506, message: 'Duplicate' } });
    assert.equal(outcome.kind === 'duplicate' && outcome.remoteId, null);
  });

  it('waits for the longest time that a header names, in minutes', async () => {
    const limited = { error: { code: 80_001, message: 'Too many calls' } };
    const wait = async (headers: object) => {
      const { outcome } = await answered(400, limited, { headers });
      return outcome.kind === 'deferred' && outcome.afterSeconds;
    };
    const usage = (...minutes: (number | undefined)[]) => {
      const uses = minutes.map((one) => ({ type: 'pages', estimated_time_to_regain_access: one }));
      return { 'x-business-use-case-usage': JSON.stringify({ 1: uses, 2: [] }) };
    };
    assert.equal(await wait(usage(3, 19, undefined)), 19 * 60);
    assert.equal(await wait(usage(0)), 600);
    assert.equal(await wait({ 'x-business-use-case-usage': 'nonsense' }), 600);
    assert.equal(await wait({ ...usage(19), 'retry-after': '30' }), 30);
  });

  it('shows no token that an answer quotes', async () => {
    for (const answer of [`<html>bad ${token}`, { error: { code: 2, message: `bad ${token}` } }]) {
      const { outcome } = await answered(502, answer);
      assert.match(JSON.stringify(outcome), /bad \[secret\]/);
      assert.doesNotMatch(JSON.stringify(outcome), new RegExp(token));
    }
  });

  it('is accepted with its id, and unknown without one', async () => {
    const remoteId = '546349135390552_1116689038356556';
    const { outcome } = await answered(200, { id: remoteId });
    const remoteUrl = `https://www.facebook.com/${remoteId}`;
    assert.deepEqual(outcome, { kind: 'accepted', remoteId, remoteUrl });
    for (const body of [{}, { id: 7 }, { id: 'a/b' }, { success: true }])
      assert.equal((await answered(200, body)).outcome.kind, 'unknown');
  });

  it('leaves as it is, with its link to be previewed, and the token in a header alone', async () => {
    const { request } = await answered(200, {});
    assert.equal(request.target, '/v26.0/546349135390552/feed');
    assert.match(request.head, /^authorization: Bearer tok-3n_s3cr3t\r$/im);
    assert.deepEqual(JSON.parse(request.body), { message: posted.parts[0], link: posted.link });
  });

  it('has no preview where it holds no link, or none is wanted', async () => {
    const thread = { ...posted, parts: ['One', 'Two'] };
    const { request } = await answered(200, {}, { what: thread });
    assert.deepEqual(JSON.parse(request.body), { message: 'One' });
    const { request: empty } = await answered(200, {}, { what: { ...thread, link: '' } });
    assert.deepEqual(JSON.parse(empty.body), { message: 'One' });
    const { request: plain } = await answered(200, {}, { more: { link_preview: false } });
    assert.deepEqual(JSON.parse(plain.body), { message: posted.parts[0] });
  });
});

describe('a look among the posts of a page of Facebook', () => {
  const look = async (answer: object | string, what = posted) => {
    await using server = await answering(200, answer);
    const account = bind({ base_url: server.url });
    const sighting = await account.confirm?.(what, AbortSignal.timeout(20_000));
    return { sighting, request: server.request() };
  };

  const created_time = `${posted.startedAt.slice(0, 19)}+0000`;
  const list = (message: string, more: object = {}) => ({
    data: [{ id: '1_9', message, created_time, ...more }],
  });

  it('asks for what it needs, of the posts of the page alone', async () => {
    const { sighting, request } = await look({ data: [] });
    assert.deepEqual(sighting, { kind: 'absent' });
    const { pathname, searchParams } = new URL(request.target, 'http://facebook');
    assert.equal(pathname, '/v26.0/546349135390552/published_posts');
    const asked = { fields: 'id,message,created_time', limit: '100' };
    assert.deepEqual(Object.fromEntries(searchParams), asked);
  });

  it('knows a text, and takes others with the same link for other posts', async () => {
    const sent = `Cafe\u0301 \n\n${posted.link}`;
    const what = { ...posted, parts: [sent] };
    const message = `Caf\u00e9\n\n${posted.link}`;
    assert.equal((await look(list(message), what)).sighting?.kind, 'found');
    for (const other of [posted.link, `${message}!`, `Caf\u00e9 ${posted.link}`])
      assert.equal((await look(list(other), what)).sighting?.kind, 'absent', other);
    assert.equal((await look({ data: [{ id: '1_9', created_time }] })).sighting?.kind, 'absent');
  });

  it('is unclear where the list is not whole, or not as described', async () => {
    for (const answer of [
      {},
      { ...list('a'), paging: { next: 'https://graph.facebook.com/next' } },
      list('a', { id: 'nine' }),
      list('a', { created_time: '2026-02-30T99:10:00+0000' }),
      list('a', { created_time: '2026-02-16T08:10:00Z' }),
      'no list',
    ])
      assert.equal((await look(answer)).sighting?.kind, 'unclear', JSON.stringify(answer));
  });

  it('never proves absence, because nobody says how late it may show a post', () => {
    assert.equal(bind().settlesWithinMilliseconds, null);
  });
});

describe('an account of Facebook', () => {
  it('is its page', () => {
    const { account, place, local } = bind();
    assert.deepEqual(
      { account, place, local },
      {
        account: 'facebook:546349135390552',
        place: 'facebook:546349135390552',
        local: false,
      },
    );
  });

  it('refuses settings that would not work', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ page: 'acme' }, /digits in quotes/],
      [{ page: '1/../2' }, /digits in quotes/],
      [{ token: '' }, /token/],
      [{ version: '26' }, /such as v26.0/],
      [{ version: 'v1.0/me' }, /such as v26.0/],
      [{ base_url: 'ftp://a' }, /must begin with https/],
    ];
    for (const [more, told] of wrong) {
      const checked = facebook.settings.safeParse({ page: '1', token, ...more });
      assert.match(JSON.stringify(checked.error?.issues ?? []), told);
    }
  });
});
