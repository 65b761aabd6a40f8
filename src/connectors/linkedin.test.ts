import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication as posted } from '../../test/contract/subject.ts';
import { answering } from '../../test/support/answering.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { linkedin } from './linkedin.ts';

const token = 'AQX-1_secret';
const author = 'urn:li:organization:7';

const bind = (more: object = {}) =>
  linkedin.bind('linkedin/company', linkedin.settings.parse({ author, token, ...more }), {
    dataDirectory: '/nonexistent',
  });

/** What LinkedIn answers to the one request, and what arrived of it. */
async function answered(status: number, body: object | string, what = posted) {
  await using server = await answering(status, body);
  const outcome = await bind({ base_url: server.url }).publish(what, watchedWire());
  return { outcome, request: server.request() };
}

/** What LinkedIn says, what it is, and what people read of it. */
const refusals: readonly (readonly [status: number, body: object, kind: string, told: RegExp])[] = [
  [401, { message: 'Invalid access token' }, 'unauthorised', /refused the token: 401 \\"Invalid/],
  [
    403,
    { code: 'ACCESS_DENIED', message: 'Not enough permissions to access: POST /posts' },
    'unauthorised',
    /Not enough permissions.*w_organization_social/,
  ],
  [
    426,
    { code: 'NONEXISTENT_VERSION', message: 'Requested version 20240401 is not active' },
    'unauthorised',
    /20240401 is not active.*set `version`/,
  ],
  [426, { message: 'Upgrade Required' }, 'unauthorised', /Upgrade Required.*set `version`/],
  [400, { code: 'NONEXISTENT_VERSION', message: 'not active' }, 'unauthorised', /set `version`/],
  [422, { message: 'ERROR :: /commentary :: too long' }, 'rejected', /422 \\"ERROR :: .commentary/],
  [400, { message: 'INVALID_VALUE' }, 'rejected', /refused the post: 400/],
  [409, { code: 'CONFLICT', message: 'write conflict' }, 'rejected', /write conflict/],
  [500, { message: 'Internal Server Error' }, 'unknown', /leaves open/],
  [504, { message: 'Gateway Timeout' }, 'unknown', /504/],
];

describe('a post to LinkedIn', () => {
  for (const [status, body, kind, told] of refusals)
    it(`is ${kind} at ${status} ${JSON.stringify(body)}`, async () => {
      const { outcome } = await answered(status, { status, ...body });
      assert.equal(outcome.kind, kind);
      assert.match(JSON.stringify(outcome), told);
    });

  it('is unknown where a success names no post', async () => {
    assert.equal((await answered(201, '')).outcome.kind, 'unknown');
    assert.equal((await answered(200, { id: 'urn:li:share:1' })).outcome.kind, 'unknown');
  });

  it('shows no token that an answer quotes', async () => {
    for (const status of [401, 403, 422, 500]) {
      const { outcome } = await answered(status, { message: `no ${token} here` });
      assert.match(JSON.stringify(outcome), /no \[secret\] here/);
      assert.doesNotMatch(JSON.stringify(outcome), new RegExp(token));
    }
  });

  it('leaves as little text, public, under the version of the settings', async () => {
    const what = { ...posted, parts: ['Hi (all)'], title: 'Not sent' };
    const { request } = await answered(201, '', what);
    assert.equal(`${request.method} ${request.target}`, 'POST /rest/posts');
    assert.match(request.head, /^linkedin-version: 202610$/im);
    assert.match(request.head, /^x-restli-protocol-version: 2\.0\.0$/im);
    assert.match(request.head, new RegExp(`^authorization: Bearer ${token}$`, 'im'));
    assert.deepEqual(JSON.parse(request.body), {
      author,
      commentary: 'Hi \\(all\\)',
      visibility: 'PUBLIC',
      distribution: {
        feedDistribution: 'MAIN_FEED',
        targetEntities: [],
        thirdPartyDistributionChannels: [],
      },
      lifecycleState: 'PUBLISHED',
      isReshareDisabledByAuthor: false,
    });
  });
});

describe('a double on LinkedIn', () => {
  const message = 'BadRequestResponseException: Content is a duplicate of urn:li:share:7141';

  it('names the earlier post', async () => {
    const errorDetails = { inputErrors: [{ code: 'DUPLICATE_POST' }] };
    for (const body of [{ message, errorDetails }, { message }]) {
      const { outcome } = await answered(422, body);
      assert.equal(outcome.kind, 'duplicate');
      assert.equal(outcome.kind === 'duplicate' && outcome.remoteId, 'urn:li:share:7141');
      const url = 'https://www.linkedin.com/feed/update/urn:li:share:7141/';
      assert.equal(outcome.kind === 'duplicate' && outcome.remoteUrl, url);
    }
  });

  it('is one without a name, and nothing else is one', async () => {
    const inputErrors = [{ code: 'DUPLICATE_POST' }];
    const unnamed = await answered(422, { message: 'no', errorDetails: { inputErrors } });
    assert.equal(unnamed.outcome.kind === 'duplicate' && unnamed.outcome.remoteId, null);
    assert.equal((await answered(422, { message: 'a duplicate field' })).outcome.kind, 'rejected');
    assert.equal((await answered(500, { message })).outcome.kind, 'unknown');
  });
});

describe('a wait for LinkedIn', () => {
  const wait = async (message: string, startedAt: string) => {
    const { outcome } = await answered(429, { message }, { ...posted, startedAt });
    return outcome.kind === 'deferred' ? outcome.afterSeconds : outcome;
  };
  const ofDay =
    'Resource level throttle APPLICATION DAY limit for calls to this resource is reached.';

  it('lasts until midnight UTC and a minute where a limit of a day is reached', async () => {
    assert.equal(await wait(ofDay, '2026-02-16T21:30:00.000Z'), 2.5 * 3600 + 60);
    assert.equal(await wait(ofDay, '2026-02-16T00:00:00.000Z'), 24 * 3600);
  });

  it('lasts an hour where it is any other, and never past midnight', async () => {
    const other = 'Resource level throttle limit for calls to this resource is reached.';
    assert.equal(await wait(other, '2026-02-16T06:10:00.000Z'), 3600);
    assert.equal(await wait(other, '2026-02-16T23:50:00.000Z'), 660);
  });
});

describe('a look among the posts of a page', () => {
  const look = async (answer: object | string, status = 200) => {
    await using server = await answering(status, answer);
    const account = bind({ base_url: server.url, look_up: true });
    const sighting = await account.confirm?.(posted, AbortSignal.timeout(20_000));
    return { sighting, request: server.request() };
  };
  const listed = (more: object = {}) => ({
    id: 'urn:li:share:1',
    author,
    commentary: posted.parts[0]?.replaceAll('_', '\\_'),
    createdAt: Date.parse(posted.startedAt),
    ...more,
  });
  const page = (elements: readonly object[], links: readonly object[] = []) => ({
    elements,
    paging: { start: 0, count: 50, links },
  });

  it('asks for the newest posts of the page', async () => {
    const { sighting, request } = await look(page([]));
    assert.deepEqual(sighting, { kind: 'absent' });
    const query = new URL(request.target, 'http://linkedin').searchParams;
    assert.deepEqual(Object.fromEntries(query), {
      author,
      q: 'author',
      count: '50',
      sortBy: 'CREATED',
    });
    assert.match(request.head, /^x-restli-method: FINDER$/im);
  });

  it('finds a post by its words, its author and its time', async () => {
    assert.equal((await look(page([listed()]))).sighting?.kind, 'found');
    for (const other of [
      { author: 'urn:li:organization:8' },
      { commentary: 'Other words' },
      { createdAt: Date.parse(posted.startedAt) - 3_600_000 },
    ])
      assert.equal((await look(page([listed(other)]))).sighting?.kind, 'absent');
  });

  it('is unclear where it is no list', async () => {
    for (const answer of [
      {},
      { elements: [] },
      page([listed({ id: 'urn:li:evil:1' })]),
      page([listed({ createdAt: 8_640_000_000_000_001 })]),
    ])
      assert.equal((await look(answer)).sighting?.kind, 'unclear', JSON.stringify(answer));
    assert.equal((await look({ message: 'denied' }, 403)).sighting?.kind, 'unclear');
  });

  it('does not go on where the next page is none', async () => {
    for (const href of ['/rest/posts?start=0', 'https://[evil/?start=50', '/rest/posts?start=-1']) {
      const { sighting } = await look(page([], [{ rel: 'next', href }]));
      assert.match(JSON.stringify(sighting), /look-up-incomplete/, href);
    }
  });
});

describe('an account of LinkedIn', () => {
  it('proves no absence, and sees nothing without leave', () => {
    const account = bind();
    assert.equal(account.settlesWithinMilliseconds, null);
    assert.equal(account.confirm, undefined);
    assert.equal(account.account, 'linkedin:urn:li:organization:7');
    assert.equal(account.local, false);
  });

  it('refuses settings that would not work', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ author: 'acme' }, /must be urn:li:person/],
      [{ author: 'urn:li:organization:acme' }, /must be urn:li:person/],
      [{ author: 'urn:li:person:a', look_up: true }, /pages only/],
      [{ version: '202613' }, /a year and a month/],
      [{ version: 202_610 }, /version/],
      [{ base_url: 'ftp://linkedin' }, /must begin with https/],
      [{ token: '' }, /token/],
    ];
    for (const [more, told] of wrong) {
      const checked = linkedin.settings.safeParse({ author, token, ...more });
      assert.match(JSON.stringify(checked.error?.issues ?? []), told);
    }
  });
});
