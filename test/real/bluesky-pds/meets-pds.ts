import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Account, Publication } from '../../../src/application/ports/account.ts';
import { recordKey } from '../../../src/connectors/bluesky-record.ts';
import { bindAccounts, registry } from '../../../src/connectors/registry.ts';
import { networkLimits } from '../../../src/domain/network-limits.ts';
import type { Outcome } from '../../../src/domain/outcome.ts';
import { publication as one } from '../../contract/subject.ts';
import { at, inACampaign, linkOf, statesOf } from '../../support/campaign.ts';
import { losingProxy } from '../../support/losing-proxy.ts';
import { watchedWire } from '../../support/wire.ts';
import { type Pds, type PdsAccount, startPds } from './pds.ts';

let pds: Pds;

/** The account of a configuration. */
function bound({ did, password }: PdsAccount, base_url = pds.url): Account {
  const key = 'bluesky/main_account';
  const settings = { did, password, base_url, timeout: 20_000 };
  const accounts = new Map([[key, { connector: 'bluesky', settings }]]);
  const account = bindAccounts(accounts, registry(), { dataDirectory: '/nonexistent' }).get(key);
  assert.ok(account);
  return account;
}

const publish = (account: Account, what: Publication): Promise<Outcome> =>
  account.publish(what, watchedWire());

async function accepted(account: Account, what: Publication): Promise<string> {
  const outcome = await publish(account, what);
  assert.equal(outcome.kind, 'accepted', JSON.stringify(outcome));
  return outcome.kind === 'accepted' ? outcome.remoteId : '';
}

const texts = async (owner: PdsAccount) => (await owner.records()).map(({ value }) => value.text);

describe('the bluesky connector and a real PDS', { timeout: 180_000 }, () => {
  before(
    async () => {
      pds = await startPds();
    },
    { timeout: 30_000 },
  );
  after(() => pds?.[Symbol.asyncDispose]());

  it('makes one record, which reads as it was written', async () => {
    const owner = await pds.account();
    const text = 'שלום 🌿👩‍👩‍👧 (https://acme.example/he?a=1&b=2). And https://b.example/!';
    const what = { ...one, parts: [text], locale: 'he' };
    const uri = await accepted(bound(owner), what);
    const [made, second] = await owner.records();
    assert.equal(second, undefined);
    assert.equal(made?.uri, uri);
    assert.equal(uri, `at://${owner.did}/app.bsky.feed.post/${recordKey(what)}`);
    assert.equal(made.value.text, text);
    assert.equal(made.value.createdAt, what.startedAt);
    assert.deepEqual(made.value.langs, ['he']);
    const bytes = Buffer.from(made.value.text);
    const marked = made.value.facets?.map(({ index, features }) => [
      bytes.subarray(index.byteStart, index.byteEnd).toString(),
      features[0]?.uri,
    ]);
    const links = ['https://acme.example/he?a=1&b=2', 'https://b.example/'];
    assert.deepEqual(
      marked,
      links.map((link) => [link, link]),
    );
  });

  it('replies with each part to the one before, as soon as that is there', async () => {
    const owner = await pds.account();
    const account = bound(owner);
    const parts = ['ראשון', 'second', 'third 🌿'];
    let replyTo: string | null = null;
    for (const part of parts.keys()) {
      const idempotencyKey = `part-${part}`;
      const what: Publication = { ...one, parts, part, replyTo, idempotencyKey };
      replyTo = await accepted(account, what);
    }
    const records = await owner.records();
    const ref = (part: string) => {
      const found = records.find(({ value }) => value.text === part);
      return { uri: found?.uri, cid: found?.cid };
    };
    const [root, second] = [ref('ראשון'), ref('second')];
    const replies = Object.fromEntries(records.map(({ value }) => [value.text, value.reply]));
    assert.deepEqual(replies, {
      ראשון: undefined,
      second: { root, parent: root },
      'third 🌿': { root, parent: second },
    });
  });

  it('answers a repeat as the first, and makes nothing of it', async () => {
    const owner = await pds.account();
    const account = bound(owner);
    const uri = await accepted(account, one);
    const before = await owner.records();
    assert.equal(await accepted(account, one), uri);
    assert.deepEqual(await owner.records(), before);
  });

  it('tells by a repeat what became of a lost answer, and there is one post', async () => {
    const owner = await pds.account();
    await using proxy = await losingProxy(Number(new URL(pds.url).port));
    const account = bound(owner, `http://127.0.0.1:${proxy.port}`);
    proxy.loses = /^POST \/xrpc\/com\.atproto\.repo\.putRecord/;
    assert.equal((await publish(account, one)).kind, 'unknown');
    assert.equal(proxy.losses, 1);
    const [taken] = await owner.records();
    assert.ok(taken, 'the server took it');
    assert.equal((await publish(account, one)).kind, 'unknown');
    proxy.loses = null;
    assert.equal(await accepted(account, one), taken.uri);
    assert.deepEqual(await owner.records(), [taken]);
  });

  it("has each part of a week's thread once, though the answer to each is lost", async () => {
    const owner = await pds.account();
    await using proxy = await losingProxy(Number(new URL(pds.url).port));
    const { did, password } = owner;
    const base = `http://127.0.0.1:${proxy.port}`;
    await inACampaign(async (campaign) => {
      await campaign.settings(
        '',
        `accounts:
  bluesky/main: { connector: bluesky, did: "${did}", password: "${password}", base_url: "${base}" }
`,
      );
      await campaign.prepare([
        { post_id: 'a', platform: 'bluesky', post_copy: 'First.\n---\nSecond.' },
      ]);
      const second = /putRecord.*"Second\./s;
      const steps = [
        { time: '08:10', loses: /putRecord/, state: 'unconfirmed', public: 1 },
        { time: '08:11', loses: null, state: 'scheduled', public: 1 },
        { time: '08:21', loses: second, state: 'unconfirmed', public: 2 },
        { time: '08:22', loses: null, state: 'posted', public: 2 },
      ];
      for (const step of steps) {
        proxy.loses = step.loses;
        const status = await campaign.pass(at(step.time));
        assert.equal(statesOf(status)['a:bluesky/main'], step.state, step.time);
        assert.equal((await owner.records()).length, step.public, step.time);
      }
      assert.ok(proxy.losses >= 2, 'an answer of each part was lost');
      const posts = await owner.records();
      assert.deepEqual(
        posts.map(({ value }) => value.text),
        ['First.', `Second.\n\n${linkOf('a', 'bluesky')}`],
      );
    });
  });

  it('has a later attempt refused by what an earlier one made, and names that', async () => {
    const owner = await pds.account();
    const account = bound(owner);
    const uri = await accepted(account, one);
    const later = { ...one, attemptNumber: 2, startedAt: '2031-01-01T00:00:00.000Z' };
    const outcome = await publish(account, later);
    assert.equal(outcome.kind === 'duplicate' && outcome.remoteId, uri, JSON.stringify(outcome));
    assert.match(JSON.stringify(outcome), /400/);
    assert.equal((await owner.records()).length, 1);
  });

  it('takes the same words twice under two keys: only the key tells them apart', async () => {
    const owner = await pds.account();
    const account = bound(owner);
    await accepted(account, one);
    await accepted(account, { ...one, idempotencyKey: 'another' });
    assert.equal((await owner.records()).length, 2);
  });

  it('has keys for all times, in their order', async () => {
    const owner = await pds.account();
    const account = bound(owner);
    for (const plannedAt of ['2038-01-20T00:00:00.000Z', '1999-12-31T22:00:00.000Z', one.plannedAt])
      await accepted(account, { ...one, parts: [plannedAt], plannedAt });
    assert.deepEqual(await texts(owner), [
      '1999-12-31T22:00:00.000Z',
      one.plannedAt,
      '2038-01-20T00:00:00.000Z',
    ]);
  });

  // Each is one too many for the server and for our own count; without its last sign it is neither.
  const longest: readonly (readonly [what: string, text: string])[] = [
    ['300 letters', 'a'.repeat(301)],
    ['300 Hebrew letters with their points', 'שָׁ'.repeat(301)],
    ['300 emoji of two signs', '👍🏽'.repeat(301)],
    ['3000 bytes', '👩‍👩‍👧'.repeat(167)],
  ];
  for (const [what, text] of longest)
    it(`takes ${what} and not one more, as the checks count`, async () => {
      const { measure, text: limit } = networkLimits.bluesky;
      const owner = await pds.account();
      const account = bound(owner);
      const refused = await publish(account, { ...one, parts: [text] });
      assert.equal(refused.kind, 'rejected', JSON.stringify(refused));
      assert.match(JSON.stringify(refused), /400 /);
      assert.deepEqual(await owner.records(), []);
      const signs = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
      const fits = signs.slice(0, -1).join('');
      await accepted(account, { ...one, parts: [fits] });
      assert.deepEqual(await texts(owner), [fits]);
      assert.ok(measure(text) > (limit ?? 0) && measure(fits) <= (limit ?? 0));
    });

  it('is unauthorised by a wrong password, and shows it nowhere', async () => {
    const owner = await pds.account();
    const password = 'wron-gpas-swor-d123';
    const outcome = await publish(bound({ ...owner, password }), one);
    assert.equal(outcome.kind, 'unauthorised', JSON.stringify(outcome));
    assert.match(JSON.stringify(outcome), /401 .*Invalid identifier or password/);
    assert.doesNotMatch(JSON.stringify(outcome), /wron-/);
  });

  for (const stop of ['deactivate', 'takeDown'] as const)
    it(`pauses an account at ${stop}, with a session at hand and without`, async () => {
      const owner = await pds.account();
      const account = bound(owner);
      await accepted(account, one);
      await owner[stop]();
      const other = { ...one, idempotencyKey: 'another' };
      for (const which of [account, bound(owner)]) {
        const outcome = await publish(which, other);
        assert.equal(outcome.kind, 'unauthorised', JSON.stringify(outcome));
        assert.match(JSON.stringify(outcome), /See that the account is active/);
      }
    });

  it('waits for as long as the server says when it wanted too many sessions', async () => {
    const owner = await pds.account();
    // Thirty are allowed in five minutes. The server refuses at once what is too long for a password.
    const tooLong = bound({ ...owner, password: 'x'.repeat(600) });
    for (let count = 0; count < 30; count += 1)
      assert.equal((await publish(tooLong, one)).kind, 'unauthorised');
    const outcome = await publish(bound(owner), one);
    assert.equal(outcome.kind, 'deferred', JSON.stringify(outcome));
    const seconds = outcome.kind === 'deferred' ? outcome.afterSeconds : 0;
    assert.ok(seconds > 60 && seconds <= 300, `${seconds} s`);
  });

  it('makes a new session when the server has ended the one that is kept', async () => {
    const owner = await pds.account();
    const account = bound(owner);
    await accepted(account, one);
    await pds.threeHoursPass();
    const other = { ...one, idempotencyKey: 'another' };
    const outcome = await publish(account, other);
    assert.equal(outcome.kind, 'deferred', JSON.stringify(outcome));
    assert.match(JSON.stringify(outcome), /400 .*Token has expired/);
    await accepted(account, other);
    assert.equal((await owner.records()).length, 2);
  });
});
