import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SmallPost, smallWeek } from '../../test/support/small-week.ts';
import { inWorldHouse } from '../../test/support/world-house.ts';
import { claimDue } from './claim.ts';
import { settle } from './settle.ts';
import { status } from './status.ts';

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
      const keys = ['community/telegram'];
      const { claims } = await claimDue(services, { keys, weekId: null, limit: 8 });
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
