import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { realNow } from '../../src/adapters/clock/clocks.ts';
import { createApi } from '../../src/api/app.ts';
import { addMilliseconds, localDate, localTime } from '../../src/domain/time.ts';
import { inACampaign, morning, week, zone } from '../support/campaign.ts';
import { query } from '../support/postgres.ts';
import { receiver } from '../support/receiver.ts';

const secret = `whsec_${Buffer.from('canary-of-the-signature-key').toString('base64')}`;

/** The values of the metrics, by name and labels. */
function valuesOf(text: string): Readonly<Record<string, number>> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice('broadsheet_'.length, at), Number(line.slice(at + 1))];
    }),
  );
}

describe('a service that is watched', { concurrency: 2, timeout: 120_000 }, () => {
  it('is ready once its loop runs, measures its work, logs it, and shows no secret', async ({
    signal,
  }) => {
    await using network = await receiver();
    await using team = await receiver();
    const addresses = [`${network.url}/canary-of-the-account`, `${team.url}/canary-of-the-team`];
    const quoting = `no ${addresses.join(' ')} ${secret}`;
    network.answerWith(422, quoting);
    team.answerWith(500, quoting);
    await inACampaign(async (campaign) => {
      await campaign.settings(
        `approval: git
notify: [{ via: slack, webhook: "${team.url}/canary-of-the-team" }]
`,
        `accounts:
  x/main: { connector: webhook, webhook: "${network.url}/canary-of-the-account", secret: ${secret}, allow_local: true }
`,
      );
      // Due, and never a day late, whatever the hour at which the test runs.
      const hourAgo = addMilliseconds(realNow(), -3_600_000);
      const publish_date = localDate(hourAgo, zone);
      const publish_time = localTime(hourAgo, zone);
      await campaign.push([
        { post_id: 'a', publish_date, publish_time, status: 'approved' },
        // Nobody publishes for it: people are told at once.
        { post_id: 'b', publish_date, publish_time, account_target: 'nowhere' },
      ]);
      const server = campaign.start('serve', '--port', '0', '--json');
      const [line = ''] = await server.lines(1);
      const { url } = JSON.parse(line);
      const made = await campaign.run('keys', 'create', '--name', 'm', '--scopes', 'read');
      const headers = { authorization: `Bearer ${made.stdout.trim()}` };
      assert.equal((await fetch(`${url}/metrics`)).status, 401);
      const ask = async (path: string) => {
        const answer = await fetch(`${url}${path}`, { headers });
        return { status: answer.status, text: await answer.text() };
      };
      const until = async (path: string, holds: RegExp) => {
        for (;;) {
          // It would ask for ever, at full speed, when the time of the test is up.
          signal.throwIfAborted();
          const { status, text } = await ask(path);
          if (holds.test(text)) return { status, text };
          assert.equal(server.child.exitCode, null, server.said.stderr);
        }
      };
      const ready = await until('/readyz', /"ready":true/);
      assert.equal(ready.status, 200);
      const ran = await campaign.run('run-week', week, '--json');
      assert.doesNotMatch(ran.stdout + ran.stderr, /canary/);
      await until('/metrics', /attempts_last_hour\{connector="webhook",outcome="rejected"\} 1/);
      const { text } = await until('/metrics', /outbox_waiting\{channel="slack"\} [1-9]/);
      assert.doesNotMatch(text, /canary/);
      const values = valuesOf(text);
      assert.ok((values.last_import_age_seconds ?? -1) >= 0, text);
      assert.equal(values.oldest_overdue_seconds, 0);
      server.child.kill('SIGTERM');
      await server.ended;
      const lines = server.said.stderr.split('\n').filter((one) => one.startsWith('{'));
      const logged = lines.map((one) => JSON.parse(one));
      const outcome = logged.find((one) => one.event === 'outcome');
      assert.equal(outcome?.level, 'warn');
      assert.match(`${outcome?.delivery_id} ${outcome?.attempt_id}`, /^\w+ \d+$/);
      const run = logged.find((one) => one.event === 'run' && one.week_id === week);
      assert.match(run?.run_id ?? '', /^\w+$/);
      assert.ok(logged.some((one) => one.event === 'notice' && one.channel === 'slack'));
      assert.match(outcome?.message ?? '', /422/);
      assert.doesNotMatch(server.said.stderr, /canary/);
      assert.ok(!server.said.stderr.includes(secret));
    });
  });

  it('is not ready without its loop, its migrations, its key or its database, and says which', () =>
    inACampaign(async (campaign) => {
      await campaign.session(morning, async ({ house: { services } }) => {
        const readyWith = async (changed: object) => {
          const answer = await createApi({ ...services, ...changed }).request('/readyz');
          const { checks } = (await answer.json()) as { checks: Record<string, string | null> };
          const broken = Object.keys(checks).filter((name) => checks[name] !== null);
          return [answer.status, ...broken];
        };
        const beating = { pulse: { at: services.elapsed() } };
        assert.deepEqual(await readyWith({}), [503, 'scheduler']);
        assert.deepEqual(await readyWith(beating), [200]);
        const later = { ...beating, elapsed: () => services.elapsed() + 61_000 };
        assert.deepEqual(await readyWith(later), [503, 'scheduler']);
        const { url } = campaign.database;
        const [last] = await query<{ name: string }>(
          url,
          'DELETE FROM kysely_migration WHERE name = (SELECT max(name) FROM kysely_migration) RETURNING name',
        );
        assert.deepEqual(await readyWith(beating), [503, 'migrations']);
        await query(url, "INSERT INTO kysely_migration VALUES ($1, '2026-01-01')", [last?.name]);
        await query(url, "INSERT INTO secret VALUES ('canary', 'not sealed', '2026-01-01')");
        assert.deepEqual(await readyWith(beating), [503, 'secrets']);
        await query(url, 'DELETE FROM secret');
        assert.deepEqual(await readyWith(beating), [200]);
      });
    }));
});
