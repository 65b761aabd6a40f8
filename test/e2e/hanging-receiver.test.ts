import assert from 'node:assert/strict';
import { it } from 'node:test';
import { installation } from '../support/broadsheet.ts';
import { query, testDatabase } from '../support/postgres.ts';
import { receiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import { plantMany } from '../torture/plant.ts';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const postsOfEach = 5;

/** The first account is refused at its first post, and people are told at once. */
const configurationOf = (url: string) => `timezone: UTC
spacing: 0s
assets: { repo: https://git.invalid/acme/marketing.git }
schedule: { pull: "0 0 1 1 *", ingest: "0 0 1 1 *", weekly: "0 0 1 1 *" }
notify: [{ via: webhook, webhook: "${url}", secret: ${secret} }]
accounts:
  community/first:
    connector: sandbox
    network: telegram
    faults: [{ post: first-post-1, does: unauthorised }]
  community/second: { connector: sandbox, network: telegram }
  community/third: { connector: sandbox, network: telegram }
`;

it('a receiver that hangs delays no post of a server', { timeout: 60_000 }, async () => {
  await using hanging = await receiver();
  await using disposal = new AsyncDisposableStack();
  hanging.answerWith(null);
  const database = await testDatabase();
  disposal.defer(() => database.close());
  const house = await installation(database.url);
  disposal.defer(() => house.close());
  await house.configure(configurationOf(hanging.url));
  const opened = await house.open(null);
  await plantMany(opened.services, ['first', 'second', 'third'], postsOfEach);
  await opened.close();
  const due = (account: string, at: string) =>
    query(
      database.url,
      "UPDATE delivery SET due_at = $2 WHERE state = 'scheduled' AND target = $1",
      [account, at],
    );
  for (const account of ['second', 'third']) await due(account, '2099-01-01');

  const serve = house.start('serve', '--port', '0', '--json');
  await serve.lines(1);
  await until(async () => hanging.asked.length > 0);
  for (const account of ['second', 'third']) await due(account, new Date().toISOString());
  await until(async () => (await house.world()).length === 2 * postsOfEach);
  const notices = await query(database.url, 'SELECT state, tries FROM notice');
  assert.deepEqual(notices, [{ state: 'waiting', tries: 0 }], 'its first try goes on');
});
