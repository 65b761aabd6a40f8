import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { SmallPost } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import type { Account } from './ports/account.ts';
import { publishDue } from './publisher.ts';

const due = '2026-02-16T08:10:00.000Z';
const key = 'community/telegram';
const post: SmallPost = { id: 'a', target: 'telegram', date: '2026-02-16', time: '08:10' };

/** As after a failover: the connections are cut, and whoever comes back meets a standby. */
const become = async ({ sql }: WorldHouse, readOnly: 'on' | 'off'): Promise<void> => {
  const [{ name } = {}] = await sql('SELECT current_database() AS name');
  await sql(
    `SET transaction_read_only = off; ALTER DATABASE ${name} SET default_transaction_read_only = ${readOnly}`,
  );
  await sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid()`);
};

it('what a network said is held while the database takes nothing, as a standby does', () =>
  inWorldHouse(due, [post], async (house) => {
    await house.approve('a');
    const account = house.services.accounts.get(key);
    assert.ok(account);
    const failingOver: Account = {
      ...account,
      async publish(publication, wire) {
        const outcome = await account.publish(publication, wire);
        await become(house, 'on');
        return outcome;
      },
    };
    let waits = 0;
    await publishDue(
      {
        ...house.services,
        accounts: new Map([[key, failingOver]]),
        async pause() {
          waits += 1;
          if (waits === 4) await become(house, 'off');
        },
      },
      null,
    );
    assert.ok(waits >= 4);
    assert.equal((await house.delivery('a')).state, 'posted');
    assert.equal(house.world.requests.length, 1);
  }));
