import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { usedUpFor } from '../../test/model/world.ts';
import { claimFor } from '../../test/support/claiming.ts';
import { type SmallPost, smallWeek } from '../../test/support/small-week.ts';
import { inWorldHouse } from '../../test/support/world-house.ts';
import { addMilliseconds } from '../domain/time.ts';
import { settle } from './settle.ts';
import { status } from './status.ts';
import { sweep } from './sweep.ts';

const due = '2026-02-16T08:10:00.000Z';

const post: SmallPost = { id: 'a', target: 'telegram', date: '2026-02-16', time: '08:10' };

const shortfall = {
  code: 'recipients-refused',
  message: 'It refused 1 of 2 recipients: gone@acme.example',
  remedy: 'Send it by hand.',
};

describe('what is out, and not for everybody', () => {
  it('is posted, and a person is told for whom not', () =>
    inWorldHouse(due, [post], async ({ services, approve, sql }) => {
      await approve('a');
      const { claims } = await claimFor(services, ['community/telegram']);
      const [claim] = claims;
      assert.ok(claim);
      const accepted = { kind: 'accepted' as const, remoteId: 'p1', remoteUrl: null, shortfall };
      await settle(services, { attempt: claim.attempt, outcome: accepted });
      const shown = await status(services, smallWeek);
      const [delivery] = (shown.ok && shown.value.posts[0]?.deliveries) || [];
      assert.equal(delivery?.state, 'posted');
      assert.deepEqual(delivery?.attempts[0]?.error, shortfall);
      const news = await sql('SELECT kind, title, text FROM news ORDER BY kind');
      assert.deepEqual(
        news.map((one) => one.kind),
        ['failure', 'success'],
      );
      assert.match(String(news[0]?.title), /posted, and not for everybody/);
      assert.match(String(news[0]?.text), /gone@acme\.example\. Send it by hand/);
    }));
});

describe('an account that has used up what its network allows', () => {
  const free = addMilliseconds(due, usedUpFor * 1000);
  const next: SmallPost = { ...post, id: 'b', time: '08:25' };

  it('waits for it with its next post, which costs no attempt', () =>
    inWorldHouse(due, [post, next], async (house) => {
      await house.approve('a', 'b');
      house.world.next.push('accept-the-last');
      await sweep(house.services, null);
      assert.equal((await house.delivery('a')).state, 'posted');
      const states = await house.services.store.transaction(({ accounts }) => accounts.list());
      assert.deepEqual(
        states.flatMap(({ freeAt }) => freeAt ?? []),
        [free],
      );
      house.clock.moveTo(addMilliseconds(free, -1));
      await sweep(house.services, null);
      assert.equal(house.world.requests.length, 1);
      const { state, attemptsLeft } = await house.delivery('b');
      assert.deepEqual([state, attemptsLeft], ['scheduled', 2]);
      house.clock.moveTo(free);
      await sweep(house.services, null);
      assert.equal((await house.delivery('b')).state, 'posted');
    }));

  it('waits for it within a thread too', () =>
    inWorldHouse(due, [{ ...post, copy: 'One\n---\nTwo' }], async (house) => {
      await house.approve('a');
      house.world.next.push('accept-the-last');
      await sweep(house.services, null);
      assert.deepEqual(
        house.world.published.map((one) => one.part),
        [0],
      );
      house.clock.moveTo(free);
      await sweep(house.services, null);
      assert.equal((await house.delivery('a')).state, 'posted');
    }));

  it('keeps the spacing where that is longer', () =>
    inWorldHouse(due, [post], async ({ services, approve }) => {
      await approve('a');
      const [claim] = (await claimFor(services, ['community/telegram'])).claims;
      assert.ok(claim);
      const outcome = {
        kind: 'accepted' as const,
        remoteId: 'p1',
        remoteUrl: null,
        freeAfterSeconds: 1,
      };
      await settle(services, { attempt: claim.attempt, outcome });
      const states = await services.store.transaction(({ accounts }) => accounts.list());
      const spaced = addMilliseconds(due, services.configuration.spacingMilliseconds);
      assert.deepEqual(
        states.flatMap(({ freeAt }) => freeAt ?? []),
        [spaced],
      );
    }));
});

describe('an answer that leaves open what the network did', () => {
  it('is kept with the attempt, without secrets, and not with what people read', () =>
    inWorldHouse(due, [post], async ({ services, approve, sql }) => {
      await approve('a');
      const [claim] = (await claimFor(services, ['community/telegram'])).claims;
      assert.ok(claim);
      services.conceal('x:1', ['s3cr3t-of-another']);
      const error = { code: 'no-clear-answer', message: 'It answered 500', remedy: 'Look.' };
      const answer = `500\n\n{"deep": "down"}\n${'long '.repeat(1000)}s3cr3t-of-another`;
      await settle(services, {
        attempt: claim.attempt,
        outcome: { kind: 'unknown', error, answer },
      });
      const [kept] = await sql('SELECT answer, error FROM attempt');
      assert.match(String(kept?.answer), /^500\n\n\{"deep": "down"\}\n(long ){1000}/);
      assert.doesNotMatch(String(kept?.answer), /s3cr3t/);
      assert.deepEqual(kept?.error, error);
      const shown = await status(services, smallWeek);
      assert.doesNotMatch(JSON.stringify(shown), /deep/);
    }));
});
