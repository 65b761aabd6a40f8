import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  at,
  type Campaign,
  deliveriesOf,
  inACampaign,
  statesOf,
  week,
} from '../support/campaign.ts';

/** Faults of x/main: these posts fail twice, or lose their answer for good: nothing shows what was taken. */
const faulty = (...faults: readonly string[]) => `accounts:
  x/main:
    connector: sandbox
    network: x
    look_up: false
    faults:
${faults.map((fault) => `      - ${fault}`).join('\n')}
  linkedin/company: { connector: sandbox, network: linkedin }
  linkedin/personal: { connector: sandbox, network: linkedin }
`;

const reasons = (report: { unchanged: readonly { name: string; reason: string }[] }) =>
  report.unchanged.map((one) => `${one.name} ${one.reason}`);

describe('orders', { concurrency: 3 }, () => {
  it('pause --all stops everything at once, resume lets it go, spaced', () =>
    inACampaign(async (campaign) => {
      await campaign.prepare([{ post_id: 'a' }, { post_id: 'b' }]);
      const paused = await campaign.run('pause', '--all', '--as', 'dana', '--json');
      assert.deepEqual(paused.json(), {
        schema: 'broadsheet/publishing@1',
        accounts: null,
        paused: true,
      });
      const held = await campaign.runWeek(at('08:10'));
      assert.deepEqual(held.json().status.counts, { scheduled: 2 });
      assert.equal(held.json().status.paused.by, 'dana');
      assert.match((await campaign.run('status')).stdout, /Every publication is paused by dana/);

      assert.equal((await campaign.run('resume', '--all')).code, 0);
      assert.equal((await campaign.world()).length, 0, 'an order itself publishes nothing');
      const first = await campaign.pass(at('08:30'));
      assert.deepEqual(statesOf(first), { 'a:x/main': 'posted', 'b:x/main': 'scheduled' });
      await campaign.pass(at('08:39'));
      assert.equal((await campaign.world()).length, 1);
      const second = await campaign.pass(at('08:40'));
      assert.deepEqual(second.counts, { posted: 2 });
      assert.equal(second.paused, null);
    }));

  it('pause stops all of the accounts that it names, or none', () =>
    inACampaign(async (campaign) => {
      const both = { platform: 'linkedin', account_target: 'personal+company' };
      await campaign.prepare([{ post_id: 'a' }, { post_id: 'b', ...both }]);
      for (const [name, nearest] of [
        ['linkedin/campany', 'linkedin/company'],
        ['..', null],
        ['x/main?', 'x/main'],
      ] as const) {
        const refused = await campaign.run('pause', 'x/main', name);
        assert.equal(refused.code, 2, name);
        assert.ok(refused.stderr.includes(`no account "${name}"`), refused.stderr);
        if (nearest) assert.ok(refused.stderr.includes(`Did you mean ${nearest}?`), refused.stderr);
      }
      const two = await campaign.run('pause', 'x/main', 'linkedin/company', '--json');
      assert.deepEqual(two.json().accounts, ['x/main', 'linkedin/company']);
      const status = (await campaign.runWeek(at('08:10'))).json().status;
      assert.deepEqual(statesOf(status), {
        'a:x/main': 'scheduled',
        'b:linkedin/personal': 'posted',
        'b:linkedin/company': 'scheduled',
      });
      assert.equal(status.needs_person.length, 2);
      const accounts = (await campaign.run('accounts', '--json')).json();
      assert.equal(accounts.schema, 'broadsheet/accounts@1');
      assert.equal(accounts.accounts.filter((one: { paused: unknown }) => one.paused).length, 2);
      for (const one of accounts.accounts)
        assert.deepEqual([one.look_up, one.absence_provable], [true, true], one.account);
      const sandbox = await campaign.run('connect', 'x/main', '--port', '0');
      assert.match(
        sandbox.stderr,
        /x\/main is not one that is connected: sandbox knows no such way/,
      );
      assert.doesNotMatch(sandbox.stderr, /client_id/);
      await campaign.run('accounts', 'resume', 'x/main');
      const after = await campaign.pass(at('08:10'));
      assert.equal(statesOf(after)['a:x/main'], 'posted');
      assert.equal(statesOf(after)['b:linkedin/company'], 'scheduled');
    }));

  it('rerun-failed orders what failed, missed ones by name, and never what may be out', () =>
    inACampaign(async (campaign) => {
      const rejected = [1, 2].map((attempt) => `{ post: a, attempt: ${attempt}, does: reject }`);
      await campaign.settings('', faulty(...rejected, '{ post: b, does: drop }'));
      await campaign.prepare([
        { post_id: 'a' },
        { post_id: 'b' },
        { post_id: 'c', platform: 'linkedin', account_target: 'company' },
        { post_id: 'd', platform: 'linkedin', account_target: 'personal' },
      ]);
      await campaign.run('pause', 'linkedin/company');
      await campaign.run('reject', 'd');
      for (const time of ['08:10', '08:20', '08:30']) await campaign.pass(at(time));
      await campaign.session(at('08:11', 17), ({ call }) =>
        call('POST', '/api/publishing/resume', { who: 'noa', accounts: ['linkedin/company'] }),
      );
      const failed = (await campaign.runWeek(at('08:11', 17))).json().status;
      assert.deepEqual(statesOf(failed), {
        'a:x/main': 'failed',
        'b:x/main': 'unconfirmed',
        'c:linkedin/company': 'missed',
        'd:linkedin/personal': 'missed held',
      });
      const before = await campaign.world();

      const report = await campaign.run('rerun-failed', '--week', week, '--json');
      assert.equal(report.json().schema, 'broadsheet/rerun@1');
      const [all] = report.json().weeks;
      assert.deepEqual(
        all.changed.map((one: { name: string }) => one.name),
        ['a → x/main'],
      );
      assert.deepEqual(reasons(all), [
        'b → x/main is unconfirmed',
        'c → linkedin/company is missed',
        'd → linkedin/personal is missed',
      ]);
      const unknown = await campaign.run('rerun-failed', 'b');
      assert.equal(unknown.code, 2);
      assert.match(unknown.stderr, /b → x\/main is unconfirmed/);
      const never = await campaign.run('rerun-failed', 'd');
      assert.equal(never.code, 2);
      assert.match(never.stderr, /d → linkedin\/personal is held/);
      const missed = await campaign.run('rerun-failed', 'c', '--json');
      assert.equal(missed.code, 0, missed.stderr);
      assert.equal(missed.json().weeks[0].changed[0].state, 'scheduled');
      const nothing = await campaign.run('rerun-failed', '--all');
      assert.equal(nothing.code, 0);
      assert.match(nothing.stdout, /Nothing was changed/);

      const after = await campaign.pass(at('08:20', 17));
      assert.deepEqual(statesOf(after), {
        'a:x/main': 'posted',
        'b:x/main': 'unconfirmed',
        'c:linkedin/company': 'posted',
        'd:linkedin/personal': 'missed held',
      });
      const [b] = deliveriesOf(after).filter((one) => one.post_id === 'b');
      assert.equal(b?.attempts.length, 1);
      assert.equal((await campaign.world()).length, before.length + 2);
    }));

  it("resolve takes a person's word, for the one delivery that it names", () =>
    inACampaign(async (campaign) => {
      await campaign.settings('', faulty('{ post: a, does: drop }', '{ post: b, does: drop }'));
      const both = { platform: 'linkedin', account_target: 'personal+company' };
      await campaign.prepare([{ post_id: 'a' }, { post_id: 'b' }, { post_id: 'c', ...both }]);
      await campaign.pass(at('08:10'));
      const unconfirmed = await campaign.runWeek(at('08:20'));
      assert.equal(unconfirmed.code, 1, 'a person is needed');
      assert.deepEqual(unconfirmed.json().status.counts, { posted: 2, unconfirmed: 2 });
      await refusals(campaign);

      const url = 'https://x.example/status/1';
      const out = await campaign.run('resolve', 'a', '--posted', url, '--json', '--as', 'dana');
      assert.equal(out.code, 0, out.stderr);
      assert.equal(out.json().schema, 'broadsheet/order@1');
      const absent = await campaign.run('resolve', 'b:x/main', '--not-posted');
      assert.equal(absent.code, 0, absent.stderr);
      assert.match(absent.stdout, /b → x\/main: now scheduled/);
      const status = (await campaign.run('status', '--json')).json();
      const [a, b] = deliveriesOf(status);
      assert.deepEqual([a?.state, a?.reason], ['posted', 'dana says that it is out']);
      assert.equal(status.posts[0].deliveries[0].remote_url, url);
      assert.deepEqual([a?.attempts[0]?.outcome, b?.attempts[0]?.outcome], ['accepted', 'absent']);
      await campaign.pass(at('08:40'));
      const seen = (await campaign.world()).map((post) => post.postId);
      assert.equal(seen.filter((one) => one === 'a').length, 1, 'never again');
      assert.equal(seen.filter((one) => one === 'b').length, 2, 'again, by the word of a person');
    }));
});

async function refusals(campaign: Campaign): Promise<void> {
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [['c', '--posted', 'https://acme.test/1'], /"c" names 2 deliveries.*\n.*c:linkedin\/personal/],
    [['a', '--posted', 'here'], /"here" is not the address of a post/],
    [['zz', '--not-posted'], /No delivery of this week is called "zz"/],
  ];
  for (const [args, why] of refused) {
    const answer = await campaign.run('resolve', ...args);
    assert.equal(answer.code, 2, args.join(' '));
    assert.match(answer.stderr, why);
  }
  await campaign.session(at('08:20'), async ({ call }) => {
    const body = { week_id: week, delivery: 'a', who: 'noa' };
    const old = await call('POST', '/api/deliveries/resolve', { ...body, absent: true });
    assert.equal(old.status, 400);
    const posted = { ...body, delivery: 'c:linkedin/company', not_posted: true };
    const nothing = await call('POST', '/api/deliveries/resolve', posted);
    assert.equal(nothing.status, 409);
    assert.match(nothing.body.title, /is posted: there is nothing to resolve/);
    const two = { ...body, posted: 'https://acme.test/1', not_posted: true };
    assert.equal((await call('POST', '/api/deliveries/resolve', two)).status, 400);
    const none = await call('POST', '/api/deliveries/resolve', body);
    assert.equal(none.status, 400);
    assert.match(none.body.detail, /`not_posted: true`/);
  });
}
