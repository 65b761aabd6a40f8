import assert from 'node:assert/strict';
import { it } from 'node:test';
import { admit } from '../../src/application/identity.ts';
import type { Services } from '../../src/application/services.ts';
import { accessToken, tendTokens } from '../../src/application/tokens.ts';
import { asPublished } from '../support/documents.ts';
import { browse } from '../support/identity-provider.ts';
import { account, connect, endToken, key, onStage, type Stage } from '../support/oauth-stage.ts';
import { query } from '../support/postgres.ts';

/** The services of a worker that is at home in the database. */
async function working<T>({ campaign }: Stage, work: (services: Services) => Promise<T>) {
  const { services, close } = await campaign.open(null);
  try {
    assert.equal(await admit(services), null);
    return await work(services);
  } finally {
    await close();
  }
}

const tokenOf = async (services: Services): Promise<string> => {
  const access = await accessToken(services, account);
  return access.ok ? access.token : access.outcome.error.code;
};

/** As if a minute had passed since a renewal began. */
const endLease = ({ campaign }: Stage) =>
  query(campaign.database.url, "UPDATE connection SET renewal_at = renewal_at - interval '61 s'");

const listed = async ({ campaign }: Stage) =>
  (await campaign.run('accounts', '--json')).json().accounts[0];

it('connects an account by code and PKCE, and keeps its tokens sealed', () =>
  onStage(async (stage) => {
    assert.equal((await listed(stage)).state, 'not-connected');
    const { page, code, stdout, stderr } = await connect(stage);
    assert.equal(code, 0, stderr);
    assert.match(await page.text(), /Go back to the terminal/);
    const { schema, keys, renewable } = asPublished(JSON.parse(stdout));
    assert.deepEqual([schema, keys, renewable], ['broadsheet/connected@1', [key], true]);
    assert.deepEqual(stage.provider.granted, ['authorization_code']);
    const found = await listed(stage);
    assert.equal(found.state, 'works');
    // X shows an account its own posts, and does not say how late.
    assert.deepEqual([found.look_up, found.absence_provable], [true, false]);
    assert.deepEqual([found.token.renewable, found.token.days_left], [true, null]);
    const token = await working(stage, tokenOf);
    assert.ok(stage.provider.seen.has(token));
  }));

it('takes no answer that has another state, and gives up nothing for it', () =>
  onStage(async (stage) => {
    const { campaign, port } = stage;
    const started = campaign.start('connect', key, '--port', port, '--json');
    await started.says(/Waiting for the answer/);
    const forged = await fetch(`http://127.0.0.1:${port}/callback?code=stolen&state=other`);
    assert.equal(forged.status, 404);
    const [url = ''] = /http:\S+\/auth\?\S+/.exec(started.said.stderr) ?? [];
    await browse(url);
    assert.equal((await started.ended).code, 0);
    assert.deepEqual(stage.provider.granted, ['authorization_code']);
  }));

it('renews a token once, however many workers see that it ends', () =>
  onStage(async (stage) => {
    await connect(stage);
    await working(stage, async (one) =>
      working(stage, async (other) => {
        const before = await tokenOf(one);
        await endToken(stage);
        await Promise.all([one, other, one, other].map(tendTokens));
        assert.deepEqual(stage.provider.granted, ['authorization_code', 'refresh_token']);
        const after = await tokenOf(other);
        assert.notEqual(after, before);
        assert.equal(await tokenOf(one), after);
        await endToken(stage);
        assert.notEqual(await tokenOf(one), after, 'the rotated refresh token was kept too');
      }),
    );
  }));

/** Runs a worker that is killed at a point. */
async function killed(stage: Stage, point: string): Promise<void> {
  stage.campaign.environment.BROADSHEET_FAILPOINTS = `${point}=kill`;
  const { signal } = await stage.campaign.start('worker').ended;
  delete stage.campaign.environment.BROADSHEET_FAILPOINTS;
  assert.equal(signal, 'SIGKILL');
}

it('tries a renewal once more whose process died before its request left', () =>
  onStage(async (stage) => {
    await connect(stage);
    await endToken(stage);
    await killed(stage, 'before-renewal');
    await working(stage, async (services) => {
      assert.equal(await tokenOf(services), 'token-being-renewed', 'another may be at it');
      await endLease(stage);
      assert.ok(stage.provider.seen.has(await tokenOf(services)));
    });
    assert.equal((await listed(stage)).state, 'works');
  }));

it('pauses an account whose new token died with its process, and says what to do', () =>
  onStage(async (stage) => {
    await connect(stage);
    await endToken(stage);
    await killed(stage, 'after-renewal');
    await endLease(stage);
    await working(stage, tendTokens);
    assert.deepEqual(stage.provider.granted.slice(1), [
      'refresh_token',
      'refresh_token invalid_grant',
    ]);
    const { state, paused } = await listed(stage);
    assert.equal(state, 'paused');
    assert.match(
      paused.reason,
      /X does not renew the token: invalid_grant.* broken off .* is lost/,
    );
    const news = await query<{ title: string; text: string }>(
      stage.campaign.database.url,
      'SELECT title, text FROM news',
    );
    assert.match(news[0]?.text ?? '', /Run `broadsheet connect`.*broadsheet connect x\/main/);
    assert.equal((await connect(stage)).code, 0);
    assert.equal((await listed(stage)).state, 'works');
  }));

it('loses nothing where the process dies after the commit', () =>
  onStage(async (stage) => {
    await connect(stage);
    await endToken(stage);
    await killed(stage, 'after-renewal-commit');
    await working(stage, async (services) =>
      assert.ok(stage.provider.seen.has(await tokenOf(services))),
    );
    assert.equal(stage.provider.granted.length, 2);
  }));

it('tells people once that a token ends which can not be renewed, and uses it no longer than that', () =>
  onStage(async (stage) => {
    await connect(stage);
    const { url } = stage.campaign.database;
    await query(
      url,
      "UPDATE connection SET renewable = false, issued_at = issued_at - interval '54 days', expires_at = issued_at + interval '6 days'",
    );
    await working(stage, async (services) => {
      await tendTokens(services);
      await tendTokens(services);
    });
    const news = await query<{ title: string }>(url, 'SELECT title FROM news');
    assert.deepEqual(
      news.map((one) => one.title),
      [`${key}: the token ends in 6 days`],
    );
    assert.equal((await listed(stage)).token.days_left, 6);
    await query(url, "UPDATE connection SET expires_at = expires_at - interval '7 days'");
    assert.equal(await working(stage, tokenOf), 'token-ended');
    assert.deepEqual(stage.provider.granted, ['authorization_code']);
  }));
