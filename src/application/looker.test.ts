import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { SmallPost } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import type { Sighting } from '../domain/outcome.ts';
import { addMilliseconds } from '../domain/time.ts';
import { createLooker, lookUpDue } from './looker.ts';
import type { Account } from './ports/account.ts';
import { publishDue } from './publisher.ts';
import type { Services } from './services.ts';

const due = '2026-02-16T08:10:00.000Z';
const post = (id: string, target: SmallPost['target']): SmallPost => ({
  id,
  target,
  date: '2026-02-16',
  time: '08:10',
  copy: `Words of ${id}`,
});

/** More than are looked for at once at one connector. */
const many = Array.from({ length: 17 }, (_, index) => `t${index}`);
const posts = [...many.map((id) => post(id, 'telegram')), post('d', 'facebook')];

/** A network that does not answer who looks at it, until it is let go. */
function hanging({ services }: WorldHouse) {
  const letGo = Promise.withResolvers<Sighting>();
  const key = 'community/telegram';
  const account = services.accounts.get(key);
  assert.ok(account);
  let asked = 0;
  const silent: Account = {
    ...account,
    confirm: () => {
      asked += 1;
      return letGo.promise;
    },
  };
  const accounts = new Map([...services.accounts, [key, silent] as const]);
  return { accounts, letGo, asked: () => asked };
}

it('a network that hangs keeps its own look-ups waiting, and no other', () =>
  inWorldHouse(due, posts, async (house) => {
    await house.approve(...many, 'd');
    house.world.next.push(...posts.map(() => 'lose-the-request' as const));
    for (const [minute] of posts.entries()) {
      house.clock.moveTo(addMilliseconds(due, minute * 60_000));
      await publishDue(house.services, null);
    }
    // These two are looked for later.
    await house.sql(
      "UPDATE attempt SET look_up_at = NULL FROM delivery WHERE delivery.id = delivery_id AND post_id IN ('t16', 'd')",
    );
    const { accounts, letGo, asked } = hanging(house);
    const settled = Promise.withResolvers<void>();
    const services: Services = {
      ...house.services,
      accounts,
      failpoint: async (name) => {
        if (name === 'after-evidence-commit') settled.resolve();
      },
    };
    const looker = createLooker(services, (error) => assert.fail(String(error)));
    assert.equal(await looker.start(), 16);
    await house.sql('UPDATE attempt SET look_up_at = started_at WHERE look_up_at IS NULL');
    assert.equal(await looker.start(), 1, 'of the other network alone');
    await settled.promise;
    assert.equal((await house.delivery('d')).state, 'posted');
    letGo.resolve({ kind: 'absent' });
    await looker.rest();
    assert.equal(asked(), 16);
    assert.equal(await looker.start(), 1, 'when its own are over');
    await looker.rest();
  }));

it('all that are due at an instant are looked for, however many they are', () =>
  inWorldHouse(due, [post('a', 'telegram')], async (house) => {
    await house.approve('a');
    house.world.next.push('lose-the-request');
    await publishDue(house.services, null);
    const copies = (table: string, columns: string) =>
      house.sql(
        `INSERT INTO ${table} OVERRIDING USER VALUE SELECT copy.*
           FROM ${table} AS one, generate_series(1, 99) AS n,
                jsonb_populate_record(one, jsonb_build_object(${columns})) AS copy`,
      );
    await copies('post', "'post_id', 'a' || n");
    await copies('delivery', "'id', one.id || n, 'post_id', 'a' || n");
    await copies('attempt', "'delivery_id', one.delivery_id || n");
    house.clock.moveTo(addMilliseconds(due, 10_000));
    assert.equal(await lookUpDue(house.services), 100);
    assert.equal(await lookUpDue(house.services), 0);
  }));
