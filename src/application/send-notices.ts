import { afterFailure } from '../domain/outbox.ts';
import { addMilliseconds } from '../domain/time.ts';
import { standing } from './identity.ts';
import { letterOf } from './letter.ts';
import type { Channel, ChannelProblem } from './ports/channel.ts';
import type { Notice, NoticeFilter, StoreTransaction } from './ports/store.ts';
import { redacted } from './redacted.ts';
import type { Services } from './services.ts';

/** A channel takes a minute at most. Who died while sending leaves the notice to others after so long. */
const lease = 2 * 60_000;
/** In a rehearsal the receiver is on this machine, and nobody waits. */
const rehearsedLease = 2000;

/** A rehearsal tells nobody outside this machine. */
export const mayTell = ({ clock }: Services, channel: Channel): boolean =>
  clock.kind === 'real' || channel.local;

/** Sends what is due to every channel, all of them at once: one that hangs delays no other. */
export async function sendNotices(services: Services): Promise<number> {
  const sent = await Promise.all(
    services.channels.map((channel) => sendThrough(services, channel)),
  );
  return sent.reduce((sum, one) => sum + one, 0);
}

/**
 * Sends what is due to one channel, each at least once and under an id that it keeps. What can not
 * be sent is tried again later; where nobody answers, so is all else that waits for the channel.
 *
 * @returns how many notices were sent
 */
export async function sendThrough(services: Services, channel: Channel): Promise<number> {
  if (!mayTell(services, channel)) return 0;
  for (let sent = 0; ; sent += 1) {
    const notice = services.stopping.aborted ? null : await claim(services, channel.name);
    if (!notice) return sent;
    await services.failpoint('before-news');
    const answer = await channel.send(letterOf(services, notice));
    await services.failpoint('after-news');
    const at = services.clock.now();
    if (!answer.ok) {
      await keepFailure(services, notice, answer.error);
      return sent;
    }
    await services.store.transaction(({ notices }) => notices.markSent(notice.id, at));
    services.log.write('debug', 'notice', { notice_id: notice.id, channel: channel.name });
  }
}

function claim(services: Services, channel: string): Promise<Notice | null> {
  const realNow = services.realNow();
  const duration = services.clock.kind === 'virtual' ? rehearsedLease : lease;
  const filter: NoticeFilter = {
    channel,
    now: services.clock.now(),
    realNow,
    until: addMilliseconds(realNow, duration),
    withoutDeliveries: false,
  };
  return services.store.transaction(async (transaction) => {
    const notice = await transaction.notices.claim(filter);
    if (!notice || !(await isNotOurs(transaction, services, notice))) return notice;
    await transaction.notices.release(notice.id);
    return transaction.notices.claim({ ...filter, withoutDeliveries: true });
  });
}

/** A copy of the database tells nothing of a delivery: the original does. */
async function isNotOurs(
  transaction: StoreTransaction,
  services: Services,
  { news }: Notice,
): Promise<boolean> {
  if (news.every((one) => one.deliveryId === null)) return false;
  return (await standing(transaction, services)).problem !== null;
}

async function keepFailure(
  services: Services,
  notice: Notice,
  { answered, ...problem }: ChannelProblem,
): Promise<void> {
  const at = services.clock.now();
  const next = afterFailure(notice, at);
  const error = redacted(services, problem);
  services.log.write('warn', 'notice', {
    notice_id: notice.id,
    channel: notice.channel,
    tries: next.tries,
    next_try: next.dueAt ?? 'given up',
    code: error.code,
    message: error.message,
  });
  await services.store.transaction(async ({ notices }) => {
    await notices.markFailed(notice.id, { ...next, error, at });
    // What has been tried less often is tried first then, so that none stands in the way of others.
    if (!answered && next.dueAt !== null) await notices.postpone(notice.channel, next.dueAt);
  });
}
