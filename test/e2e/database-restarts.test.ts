import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type RunningNetwork, startNetwork } from '../network/start.ts';
import { type Installation, installation } from '../support/broadsheet.ts';
import { isLong } from '../support/long.ts';
import { type OwnServer, ownServer } from '../support/own-server.ts';
import { query } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { plantMany } from '../torture/plant.ts';

const token = '1:restarts';
const restarts = isLong ? 5 : 1;
const accounts = ['first', 'second', 'third', 'fourth'];
const postsOfEach = 12 * restarts;
/** Milliseconds from one post that is due to the next. */
const interval = 100;
/** So many are public before the server ends, and so many more come due before it is back. */
const some = 12;

/** Telegram takes doubles, knows no keys and lists nothing: what is sent twice is seen twice. */
const configurationOf = ({ url }: RunningNetwork, some: readonly string[]) => `timezone: UTC
spacing: 0s
assets: { repo: https://git.invalid/acme/marketing.git }
schedule: { pull: "0 0 1 1 *", ingest: "0 0 1 1 *", weekly: "0 0 1 1 *" }
accounts:
${some
  .map(
    (name) =>
      `  community/${name}: { connector: telegram, chat: "@${name}", token: "${token}", base_url: "${url}/telegram" }`,
  )
  .join('\n')}
`;

async function readiness(url: string) {
  const answer = await fetch(`${url}/readyz`);
  return { status: answer.status, ...((await answer.json()) as Readiness) };
}

interface Readiness {
  readonly checks: { readonly database: string | null };
}

/** Plants what is to be published; none of it is due yet. */
async function plant(house: Installation): Promise<void> {
  const opened = await house.open(null);
  await plantMany(opened.services, accounts, postsOfEach);
  await opened.close();
}

/** @returns by number of the post, in the order in which they are due, in milliseconds */
async function comeDue({ url }: OwnServer): Promise<(number: number) => number> {
  const begin = Date.now();
  await query(
    url,
    `UPDATE delivery SET due_at = $1::timestamptz + turn.number * interval '${interval} ms'
       FROM (SELECT id, row_number() OVER (ORDER BY md5(id)) AS number FROM delivery) AS turn
      WHERE turn.id = delivery.id`,
    [new Date(begin).toISOString()],
  );
  return (number) => begin + number * interval;
}

it('a PostgreSQL that ends under load and comes back: no post is lost or doubled, and no process ends', {
  timeout: 180_000,
}, async () => {
  await using disposal = new AsyncDisposableStack();
  const network = disposal.use(await startNetwork({ token }));
  const server = await ownServer();
  disposal.defer(() => server.close());
  const house = await installation(server.url);
  disposal.defer(() => house.close());
  await house.configure(configurationOf(network, accounts));
  await plant(house);
  await query(server.url, "UPDATE delivery SET due_at = '2099-01-01'");

  // Each has an account that the other does not know, so that all is out only where both go on.
  await house.configure(configurationOf(network, accounts.slice(0, 3)));
  const serve = house.start('serve', '--port', '0', '--json');
  const { url } = JSON.parse((await serve.lines(1))[0] ?? '{}');
  await house.configure(configurationOf(network, accounts.slice(1)));
  const worker = house.start('worker', '--json');
  await worker.lines(1);
  await until(async () => (await readiness(url)).status === 200);

  const all = accounts.length * postsOfEach;
  const dueAt = await comeDue(server);
  for (let restart = 0; restart < restarts; restart += 1) {
    const before = (await network.ledger()).length;
    await network.ledger(Math.min(before + some, all));
    await server.kill();
    const out = (await network.ledger()).length;
    await until(async () => (await readiness(url)).status === 503);
    assert.equal((await readiness(url)).checks.database, 'the database can not be asked');
    await until(async () => Date.now() > dueAt(Math.min(out + some, all)));
    const away = (await network.ledger()).length - out;
    assert.ok(away <= accounts.length, 'no more than what was on the wire already');
    await server.start();
    await until(async () => (await readiness(url)).status === 200);
  }
  const counts = () =>
    query<{ state: string; count: number }>(
      server.url,
      'SELECT state, count(*)::int FROM delivery GROUP BY state',
    );
  const onItsWay = ['scheduled', 'publishing'];
  await until(async () => !(await counts()).some(({ state }) => onItsWay.includes(state)));
  assert.deepEqual(await counts(), [{ state: 'posted', count: all }]);
  const texts = (await network.ledger()).map(({ account, text }) => `${account} ${text}`);
  assert.equal(texts.length, all, 'each is public');
  assert.equal(new Set(texts).size, all, 'and none twice');
  assert.equal((await network.arrived()).length, all, 'one request for each');

  for (const { child, ended, said } of [serve, worker]) {
    child.kill('SIGTERM');
    assert.deepEqual(await ended, { code: 0, signal: null }, said.stderr);
  }
});
