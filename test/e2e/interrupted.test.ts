import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { installation } from '../support/broadsheet.ts';
import { query, testDatabase } from '../support/postgres.ts';
import { rawServer } from '../support/raw-server.ts';
import { testRepository } from '../support/repository.ts';
import { approvedWeek } from '../support/small-house.ts';
import { commitSmallWeek, smallConfiguration, smallWeek } from '../support/small-week.ts';

const at = (time: string) => `2026-02-16T${time}+02:00`;
const accepted = '{"ok":true,"result":{"message_id":7,"date":0,"chat":{"id":-1,"type":"channel"}}}';

describe('Ctrl-C while a post is on the wire', () => {
  it('lets it finish, records it, and starts nothing more', async () => {
    const repository = await testRepository();
    const database = await testDatabase();
    const house = await installation(database.url);
    let held: Socket | undefined;
    await using network = await rawServer({
      data: (socket, received) => {
        if (received.includes('Words of first')) held = socket;
      },
    });
    try {
      await commitSmallWeek(repository, [
        { id: 'first', target: 'telegram', date: '2026-02-16', time: '08:10' },
        { id: 'second', target: 'telegram', date: '2026-02-16', time: '08:10' },
      ]);
      await house.configure(
        smallConfiguration(repository).replace(
          /community\/telegram: .*/,
          `community/telegram: { connector: telegram, chat: "@acme", token: "1:a-token", base_url: "http://127.0.0.1:${network.port}" }`,
        ),
      );
      await approvedWeek(house, at('07:00'));
      const run = house.start('run-week', smallWeek, '--now', at('08:30'));
      await network.arrived(/Words of first/);
      run.child.kill('SIGINT');
      await run.says(/Stopping: /);
      held?.end(`HTTP/1.1 200 OK\r\ncontent-length: ${accepted.length}\r\n\r\n${accepted}`);
      assert.deepEqual(await run.ended, { code: 2, signal: null }, run.said.stderr);
      const { json } = await house.run('status', '--json');
      assert.deepEqual(json().counts, { posted: 1, scheduled: 1 });
      assert.doesNotMatch(network.received, /Words of second/);
      const runs = await query(database.url, 'SELECT status, error FROM automation_runs');
      assert.deepEqual(runs.map((one) => [one.status, one.error?.code]).at(-1), [
        'failed',
        'run-interrupted',
      ]);
    } finally {
      await house.close();
      await database.close();
      await repository.close();
    }
  });
});
