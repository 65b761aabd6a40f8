import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publication as posted } from '../../test/contract/subject.ts';
import { answering } from '../../test/support/answering.ts';
import { watchedWire } from '../../test/support/wire.ts';
import { buttondown } from './buttondown.ts';

const api_key = 'key-1-secret';

const bind = (more: object = {}) =>
  buttondown.bind(
    'newsletter/weekly_issue',
    buttondown.settings.parse({ newsletter: 'acme', api_key, ...more }),
    { dataDirectory: '/nonexistent' },
  );

/** What Buttondown answers to the one request, and what arrived of it. */
async function answered(status: number, body: object | string, what = posted, more: object = {}) {
  await using server = await answering(status, body);
  const outcome = await bind({ base_url: server.url, ...more }).publish(what, watchedWire());
  return { outcome, request: server.request() };
}

/** What Buttondown says, what it is, and what people read of it. */
const refusals: readonly (readonly [status: number, body: object, kind: string, told: RegExp])[] = [
  [401, { detail: 'Invalid token.' }, 'unauthorised', /refused the token: 401 \\"Invalid token/],
  [403, { detail: 'No leave.' }, 'unauthorised', /No leave.*leave to write emails/],
  [
    400,
    { code: 'sending_requires_confirmation', detail: 'Confirm it.' },
    'unauthorised',
    /Confirm it.*set `confirm_sending: true`/,
  ],
  [400, { code: 'email_not_confirmed', detail: 'no' }, 'unauthorised', /Confirm the email/],
  [400, { code: 'pay_per_email_billing_locked', detail: 'no' }, 'unauthorised', /billing/],
  [400, { code: 'email_duplicate', detail: 'Sent before.' }, 'duplicate', /Sent before/],
  [400, { code: 'subject_invalid', detail: 'Too odd.' }, 'rejected', /post: 400 \\"Too odd/],
  [422, { detail: [{ msg: 'field required' }] }, 'rejected', /422 \\"field required/],
  [409, {}, 'unknown', /leaves open/],
  [500, { code: 'email_duplicate', detail: 'no' }, 'unknown', /leaves open/],
];

const email = (more: object = {}) => ({
  id: 'em_01',
  creation_date: posted.startedAt,
  status: 'about_to_send',
  absolute_url: 'https://buttondown.com/acme/archive/a-guide/',
  ...more,
});

describe('an email by Buttondown', () => {
  for (const [status, body, kind, told] of refusals)
    it(`is ${kind} at ${status} ${JSON.stringify(body)}`, async () => {
      const { outcome } = await answered(status, body);
      assert.equal(outcome.kind, kind);
      assert.match(JSON.stringify(outcome), told);
    });

  it('shows no key that an answer quotes', async () => {
    for (const status of [400, 403, 502]) {
      const { outcome } = await answered(status, { detail: `no ${api_key} here` });
      assert.match(JSON.stringify(outcome), /no \[secret\] here/);
      assert.doesNotMatch(JSON.stringify(outcome), new RegExp(api_key));
    }
  });

  it('is accepted when it is on its way, and unknown where it was stopped', async () => {
    const { outcome } = await answered(201, email());
    const remoteUrl = 'https://buttondown.com/acme/archive/a-guide/';
    assert.deepEqual(outcome, { kind: 'accepted', remoteId: 'em_01', remoteUrl });
    const bare = await answered(201, email({ absolute_url: '' }));
    assert.equal(bare.outcome.kind === 'accepted' && bare.outcome.remoteUrl, null);
    for (const other of [{ status: 'draft' }, { status: 'suppressed' }, { id: '' }, { id: 7 }])
      assert.equal((await answered(201, email(other))).outcome.kind, 'unknown');
  });

  it('leaves for all subscribers as Markdown, under a key of its own', async () => {
    const { request } = await answered(201, {});
    assert.equal(`${request.method} ${request.target}`, 'POST /emails');
    assert.match(request.head, new RegExp(`^authorization: Token ${api_key}$`, 'im'));
    assert.doesNotMatch(request.head, /live-dangerously/i);
    const { metadata, ...sent } = JSON.parse(request.body);
    assert.deepEqual(sent, {
      subject: 'A guide',
      body: `<!-- buttondown-editor-mode: plaintext -->${posted.parts[0]}`,
      status: 'about_to_send',
    });
    const mark = metadata.broadsheet_publication;
    assert.match(request.head, new RegExp(`^x-idempotency-key: ${mark}$`, 'im'));
    const again = await answered(201, {}, { ...posted, attemptId: '2', attemptNumber: 2 });
    assert.match(again.request.head, new RegExp(mark));
    const other = await answered(201, {}, { ...posted, title: 'Another' });
    assert.doesNotMatch(other.request.head, new RegExp(mark));
  });

  it('says that a person has confirmed, only where one has', async () => {
    const { request } = await answered(201, {}, posted, { confirm_sending: true });
    assert.match(request.head, /^x-buttondown-live-dangerously: true$/im);
  });
});

describe('a look among the emails of a newsletter', () => {
  const look = async (answer: object | string) => {
    await using server = await answering(200, answer);
    const account = bind({ base_url: server.url });
    const sighting = await account.confirm?.(posted, AbortSignal.timeout(20_000));
    return { sighting, request: server.request() };
  };
  const markOfPosted = async () => JSON.parse((await answered(201, {})).request.body).metadata;

  it('asks for the newest ones', async () => {
    const { sighting, request } = await look({ results: [], next: null });
    assert.deepEqual(sighting, { kind: 'absent' });
    assert.equal(request.target, '/emails?ordering=-creation_date&excluded_fields=body&page=1');
  });

  it('finds one by its mark, unless it was stopped', async () => {
    const metadata = await markOfPosted();
    const found = await look({ results: [email({ metadata, status: 'sent' })] });
    assert.equal(found.sighting?.kind, 'found');
    for (const other of [
      {},
      { metadata: { broadsheet_publication: 'x' } },
      { metadata, status: 'deleted' },
    ])
      assert.equal((await look({ results: [email(other)] })).sighting?.kind, 'absent');
  });

  it('is unclear where it is no list, or does not lead on', async () => {
    for (const answer of [{}, { results: [email({ creation_date: 'today' })] }])
      assert.equal((await look(answer)).sighting?.kind, 'unclear', JSON.stringify(answer));
    for (const next of ['https://a.example/?page=1', 'https://a.example/']) {
      const { sighting } = await look({ results: [], next });
      assert.match(JSON.stringify(sighting), /look-up-incomplete/);
    }
  });
});

describe('an account of Buttondown', () => {
  it('promises neither a safe repeat nor a proof of absence', () => {
    const account = bind();
    assert.equal(account.idempotency, 'none');
    assert.equal(account.settlesWithinMilliseconds, null);
    assert.equal(account.account, 'buttondown:acme');
  });

  it('refuses settings that would not work', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ newsletter: 'https://buttondown.com/acme' }, /the name of the newsletter/],
      [{ api_key: '' }, /api_key/],
      [{ confirm_sending: 'yes' }, /confirm_sending/],
    ];
    for (const [more, told] of wrong) {
      const checked = buttondown.settings.safeParse({ newsletter: 'acme', api_key, ...more });
      assert.match(JSON.stringify(checked.error?.issues ?? []), told);
    }
  });
});
