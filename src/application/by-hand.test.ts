import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type MailSink, mailSink } from '../../test/support/mail-sink.ts';
import { monday as post, type SmallPost } from '../../test/support/small-week.ts';
import { inWorldHouse, type WorldHouse } from '../../test/support/world-house.ts';
import { failure } from '../domain/result.ts';
import { confirmRestored } from './confirm-copy.ts';
import { hold, release, rerunFailed } from './orders.ts';
import { resolve } from './resolve.ts';
import { status } from './status.ts';
import { sweep } from './sweep.ts';

const weekId = 'week1_small';
const early = '2026-02-16T06:00:00.000Z';
const due = '2026-02-16T08:10:00.000Z';
const evening = '2026-02-16T18:10:00.000Z';

const accounts = {
  whatsapp: '{ connector: assisted, where: Acme friends, account: dana }',
  facebook:
    '{ connector: assisted, account: dana, address: "https://www.facebook.com/groups/acme" }',
};

type Assisted = WorldHouse & Pick<MailSink, 'mails'>;

/** A small week in which people post for WhatsApp and Facebook, all approved, at its first instant. */
const byHand = (posts: readonly SmallPost[], work: (house: Assisted) => Promise<void>) =>
  mailSink(async ({ url, mails }) => {
    const channel = `{ via: email, url: "${url}", from: a@acme.test, to: [b@acme.test] }`;
    await inWorldHouse(
      early,
      posts,
      async (house) => {
        await house.approve(...posts.map((one) => one.id));
        house.clock.moveTo(due);
        await work({ ...house, mails });
      },
      { accounts, more: `notify: [${channel}]` },
    );
  });

const say = async ({ services }: WorldHouse, name: string, posted: string | null) => {
  const verdict = posted === null ? { notPosted: true as const } : { posted };
  const answer = await resolve(services, { weekId, name, who: 'dana', verdict });
  assert.ok(answer.ok, answer.ok ? '' : answer.error.message);
};

const order = (...names: readonly string[]) => ({
  weekId,
  selection: { names },
  who: 'dana',
  reason: null,
});

async function shown({ services }: WorldHouse, postId: string) {
  const document = await status(services, weekId);
  assert.ok(document.ok);
  const [delivery] = document.value.posts.find((one) => one.post_id === postId)?.deliveries ?? [];
  assert.ok(delivery);
  return { ...delivery, needed: document.value.needs_person.includes(delivery.id) };
}

const subjects = ({ mails }: Assisted) => mails.map((one) => one.subject);
const handed = 'post it by hand';
const handedOut = (house: Assisted) => subjects(house).filter((one) => one.includes(handed));
const recalled = 'do not post it now';
const mailOf = (postId: string, what: string, target = 'whatsapp') =>
  `[broadsheet] ${postId} → community/${target}: ${what}`;

const states = async (house: WorldHouse, ...postIds: readonly string[]) =>
  Promise.all(postIds.map(async (id) => (await house.delivery(id)).state));

describe('a delivery that a person posts by hand', () => {
  it('is given to a person when it is due: no attempt, no request, and a mail at once', () =>
    byHand([post('a', 'whatsapp', 'First line\nSecond line')], async (house) => {
      assert.deepEqual((await sweep(house.services, null)).tried, [(await house.delivery('a')).id]);
      const { id, state, wanted } = await house.delivery('a');
      assert.equal(state, 'awaiting');
      assert.deepEqual(await house.attempts('a'), []);
      assert.deepEqual(house.world.requests, []);
      assert.deepEqual(subjects(house), [mailOf('a', handed)]);
      const text = house.mails[0]?.text ?? '';
      assert.ok(text.endsWith(`\n\nFirst line\nSecond line\n\n${wanted.content.link}`), text);
      assert.ok(text.includes(`\`broadsheet resolve ${id} --posted URL --week ${weekId}\``));
      assert.match(
        text,
        /by hand to Acme friends, filled in at https:\/\/wa\.me\/\?text=First%20line%0A/,
      );

      await sweep(house.services, null);
      assert.equal(house.mails.length, 1, 'told once');
    }));

  it('needs a person until then, and status has all that the person needs', () =>
    byHand([post('a', 'whatsapp')], async (house) => {
      await sweep(house.services, null);
      const { state, needed, remedy, by_hand, posted_at } = await shown(house, 'a');
      assert.deepEqual([state, needed, posted_at], ['awaiting', true, null]);
      assert.match(remedy ?? '', /broadsheet resolve \w+ --posted URL/);
      const link = (await house.delivery('a')).wanted.content.link;
      assert.deepEqual(by_hand?.parts, [`Words of a\n\n${link}`]);
      assert.equal(new URL(by_hand?.form ?? '').searchParams.get('text'), by_hand?.parts[0]);
    }));

  it('is posted by the word of a person, and never counts as that before', () =>
    byHand([post('a', 'whatsapp')], async (house) => {
      await sweep(house.services, null);
      house.clock.moveTo(evening);
      await say(house, 'a', 'https://chat.example/1');
      const { state, needed, remote_url, posted_at, by_hand } = await shown(house, 'a');
      assert.deepEqual([state, needed, by_hand], ['posted', false, null]);
      assert.deepEqual([remote_url, posted_at], ['https://chat.example/1', evening]);
    }));

  it('has failed when a person gives it back, and is given out again by an order alone', () =>
    byHand([post('a', 'whatsapp')], async (house) => {
      await sweep(house.services, null);
      await say(house, 'a', null);
      await sweep(house.services, null);
      const { state, reason } = await shown(house, 'a');
      assert.deepEqual([state, reason], ['failed', 'dana says that it was not posted']);
      assert.equal(house.mails.length, 1);
      house.clock.moveTo(evening);
      assert.ok((await rerunFailed(house.services, order('a'))).ok);
      await sweep(house.services, null);
      assert.deepEqual(subjects(house), [mailOf('a', handed), mailOf('a', handed)]);
    }));

  it('waits its turn: communities of one account are spaced', () =>
    byHand([post('a', 'whatsapp'), post('b', 'facebook')], async (house) => {
      await sweep(house.services, null);
      assert.deepEqual(await states(house, 'a', 'b'), ['awaiting', 'scheduled']);
      house.clock.moveTo('2026-02-16T08:10:59.000Z');
      await sweep(house.services, null);
      assert.deepEqual(await states(house, 'b'), ['scheduled']);
      house.clock.moveTo('2026-02-16T08:11:00.000Z');
      await sweep(house.services, null);
      assert.deepEqual(subjects(house), [mailOf('a', handed), mailOf('b', handed, 'facebook')]);
      assert.match(house.mails[1]?.text ?? '', /facebook \(https:\/\/www.facebook.com\/groups/);
    }));

  it('is never given up as late', () =>
    byHand([post('a', 'whatsapp')], async (house) => {
      await sweep(house.services, null);
      house.clock.moveTo('2026-02-20T08:10:00.000Z');
      await sweep(house.services, null);
      assert.deepEqual(await states(house, 'a'), ['awaiting']);
    }));

  it('is not given out while it is held, its account paused or its approval void', () =>
    byHand(
      ['a', 'b'].map((id) => post(id, 'whatsapp')),
      async (house) => {
        await hold(house.services, order('a'));
        await house.sql("UPDATE delivery SET approved_hash = 'other' WHERE post_id = 'b'");
        await sweep(house.services, null);
        assert.deepEqual(await states(house, 'a', 'b'), ['scheduled', 'pending']);
        assert.deepEqual(subjects(house), ['[broadsheet] b → community/whatsapp: pending']);
      },
    ));

  it('is called back by a hold, and given out again when it is let go', () =>
    byHand([post('a', 'whatsapp')], async (house) => {
      await sweep(house.services, null);
      assert.ok((await hold(house.services, order('a'))).ok);
      await sweep(house.services, null);
      assert.match((await shown(house, 'a')).remedy ?? '', /^Do not post it now/);
      house.clock.moveTo(evening);
      assert.ok((await release(house.services, order('a'))).ok);
      await sweep(house.services, null);
      const expected = [handed, recalled, handed].map((what) => mailOf('a', what));
      assert.deepEqual(subjects(house), expected);
      assert.deepEqual(await states(house, 'a'), ['awaiting']);
    }));

  it('is told no more once it is settled, where the mail was late', () =>
    byHand([post('a', 'whatsapp')], async (house) => {
      const { services } = house;
      const unreachable = failure({ code: 'x', message: 'x', remedy: 'x', answered: true });
      await sweep(
        {
          ...services,
          channels: services.channels.map((one) => ({ ...one, send: async () => unreachable })),
        },
        null,
      );
      await say(house, 'a', 'https://chat.example/1');
      await sweep(services, null);
      assert.deepEqual(subjects(house), []);
    }));

  it('shows a thread part by part', () =>
    byHand([post('a', 'whatsapp', 'One\n---\nTwo')], async (house) => {
      await sweep(house.services, null);
      assert.match(house.mails[0]?.text ?? '', /2 posts, .*\n\n\(1\)\n\nOne\n\n\(2\)\n\nTwo\n/s);
    }));
});

describe('a copy of a database with something to post by hand', () => {
  it('tells nobody of it, and gives nothing out', () =>
    byHand([post('a', 'whatsapp'), post('b', 'facebook')], async (house) => {
      const { services } = house;
      const unreachable = failure({ code: 'x', message: 'x', remedy: 'x', answered: true });
      await sweep(
        {
          ...services,
          channels: services.channels.map((one) => ({ ...one, send: async () => unreachable })),
        },
        null,
      );
      await house.sql("UPDATE identity SET database_id = '1'");
      house.clock.moveTo(evening);
      await sweep(services, null);
      assert.match(subjects(house).join(), /^\[broadsheet\] Nothing is published: [^,]*$/);
      assert.deepEqual(await states(house, 'a', 'b'), ['awaiting', 'scheduled']);
    }));

  it('asks where it is, once it is confirmed, and gives it out only where it is not', () =>
    byHand([post('a', 'whatsapp'), post('b', 'facebook')], async (house) => {
      const { services } = house;
      await sweep(services, null);
      house.clock.moveTo(evening);
      assert.ok((await confirmRestored(services, 'dana')).ok);
      assert.deepEqual(await states(house, 'a', 'b'), ['unconfirmed', 'unconfirmed']);
      await house.rest();
      assert.deepEqual(handedOut(house), [mailOf('a', handed)], 'nothing is given out twice');
      assert.match((await shown(house, 'a')).remedy ?? '', /^Look at community\/whatsapp/);

      await say(house, 'a', 'https://chat.example/1');
      await say(house, 'b', null);
      await house.rest();
      assert.deepEqual(await states(house, 'a', 'b'), ['posted', 'awaiting']);
      assert.deepEqual(handedOut(house).slice(1), [mailOf('b', handed, 'facebook')]);
    }));
});
