import assert from 'node:assert/strict';
import { it } from 'node:test';
import { answering } from '../support/answering.ts';
import { asPublished } from '../support/documents.ts';
import { onlyLong } from '../support/long.ts';
import { connect, key, onStage, type Stage } from '../support/oauth-stage.ts';

/** X, as it says whose a token is. */
const says = (id: string) => answering(200, { data: { id, name: 'Acme', username: 'acme' } });

const doctor = async ({ campaign }: Stage) => {
  const ran = await campaign.run('doctor', '--json');
  const { checks, owners } = asPublished(ran.json());
  return {
    code: ran.code,
    check: checks.find((one: { readonly name: string }) => one.name === key),
    owners,
  };
};

const stateOf = async ({ campaign }: Stage) =>
  (await campaign.run('accounts', '--json')).json().accounts[0];

it('an account whose token is its own is connected, and both commands say as whom it posts', async () => {
  await using vendor = await says('2244994945');
  await onStage(async (stage) => {
    const before = await doctor(stage);
    assert.equal(before.code, 1, 'there is no token yet');
    assert.equal(before.owners[0].problem.code, 'not-connected');
    const { code, stdout, stderr } = await connect(stage);
    assert.equal(code, 0, stderr);
    const { posts_as, problem, paused } = asPublished(JSON.parse(stdout));
    assert.deepEqual([posts_as, problem, paused], ['Acme (@acme, 2244994945)', null, null]);
    assert.equal((await stateOf(stage)).state, 'works');
    const found = await doctor(stage);
    assert.deepEqual(found.owners, [{ account: key, posts_as, problem: null }]);
    assert.deepEqual(
      [found.code, found.check.result, found.check.message],
      [0, 'ok', `Posts as "${posts_as}".`],
    );
    const { stdout: text } = await stage.campaign.run('doctor');
    assert.match(text, /^ok +x\/main +Posts as "Acme \(@acme, 2244994945\)"\.$/m);
  }, vendor.url);
});

it('an account whose token is of another stays paused, with both names', async () => {
  await using vendor = await says('7');
  await onStage(async (stage) => {
    const { code, stdout } = await connect(stage);
    assert.equal(code, 1);
    const { problem, paused } = asPublished(JSON.parse(stdout));
    assert.equal(problem.code, 'owner-differs');
    assert.match(paused, /this is Acme \(@acme, 7\); the configuration says `user_id` 2244994945/);
    const { state, paused: stored } = await stateOf(stage);
    assert.deepEqual([state, stored.reason], ['paused', paused]);
    const found = await doctor(stage);
    assert.deepEqual([found.code, found.check.result], [1, 'problem']);
    assert.match(found.check.message, /Acme \(@acme, 7\)/);
    assert.ok(found.check.remedy);
  }, vendor.url);
});

it('an account whose network does not say it works, with a warning', async () => {
  await using vendor = await answering(503, 'away');
  await onStage(async (stage) => {
    const { code, stdout } = await connect(stage);
    assert.equal(code, 0);
    assert.equal(asPublished(JSON.parse(stdout)).problem.code, 'owner-untold');
    assert.equal((await stateOf(stage)).state, 'works');
    const found = await doctor(stage);
    assert.deepEqual([found.code, found.check.result], [0, 'note']);
  }, vendor.url);
});

it('a person who paused an account is not overruled by its network', {
  skip: onlyLong,
}, async () => {
  await using vendor = await says('2244994945');
  await onStage(async (stage) => {
    await stage.campaign.run('pause', key, '--as', 'dana');
    const { stdout } = await connect(stage);
    assert.match(asPublished(JSON.parse(stdout)).paused, /paused by dana/);
    assert.match((await stateOf(stage)).paused.reason, /paused by dana/);
  }, vendor.url);
});
