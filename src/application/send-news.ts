import { isLoopback } from '../domain/loopback.ts';
import type { Result } from '../domain/result.ts';
import { success } from '../domain/result.ts';
import { addMilliseconds } from '../domain/time.ts';
import { standing } from './identity.ts';
import type { News, StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';

/** Who died while sending leaves it to others after so long; the mail may then come twice. */
const mailLease = 5 * 60_000;
/** In a rehearsal the mail server is on this machine, and nobody waits. */
const rehearsedLease = 2000;

/**
 * Mails what people are to be told: one mail with all of it to each channel that wants it. What
 * can not be mailed stays among the unsent and goes with the next. A copy of the database tells
 * nothing of a delivery: the original has told it, and what a person is given twice is public twice.
 *
 * @returns how many pieces of news went out, or why they could not
 */
export async function sendNews(
  services: Services,
  { onlyUrgent }: { readonly onlyUrgent: boolean },
): Promise<Result<number>> {
  const realNow = services.realNow();
  const lease = services.clock.kind === 'virtual' ? rehearsedLease : mailLease;
  const until = addMilliseconds(realNow, lease);
  const news = await services.store.transaction(async (transaction) => {
    const unsent = await transaction.news.claimUnsent(onlyUrgent, { until, realNow });
    return toTell(transaction, services, unsent);
  });
  if (news.length === 0) return success(0);
  await services.failpoint('before-news');
  const sent = await mail(services, news);
  await services.failpoint('after-news');
  const ids = news.map((one) => one.id);
  await services.store.transaction((transaction) =>
    sent.ok ? transaction.news.markSent(ids, services.clock.now()) : transaction.news.release(ids),
  );
  return sent.ok ? success(news.length) : sent;
}

/** One mail to each channel that wants some of it. */
async function mail(services: Services, news: readonly News[]): Promise<Result<void>> {
  for (const channel of services.configuration.notify) {
    // A rehearsal tells nobody outside this machine.
    if (services.clock.kind === 'virtual' && !isLoopback(channel.url)) continue;
    const wanted = news.filter((one) => channel.on.includes(one.kind));
    if (wanted.length === 0) continue;
    const sent = await services.mailer.send({
      url: channel.url,
      from: channel.from,
      to: channel.to,
      ...letter(wanted),
      messageId: `<broadsheet.${wanted[0]?.id}.${wanted.at(-1)?.id}@broadsheet.invalid>`,
    });
    if (!sent.ok) return sent;
  }
  return success(undefined);
}

async function toTell(
  transaction: StoreTransaction,
  services: Services,
  unsent: readonly News[],
): Promise<readonly News[]> {
  if (unsent.every((one) => one.deliveryId === null)) return unsent;
  const { problem } = await standing(transaction, services);
  if (!problem) return unsent;
  const ofDeliveries = unsent.filter((one) => one.deliveryId !== null);
  await transaction.news.release(ofDeliveries.map((one) => one.id));
  return unsent.filter((one) => one.deliveryId === null);
}

function letter(news: readonly News[]): { readonly subject: string; readonly text: string } {
  const [first] = news;
  const failures = news.filter((one) => one.kind === 'failure').length;
  const subject =
    news.length === 1 && first
      ? first.title
      : failures > 0
        ? `${failures} ${failures === 1 ? 'thing needs' : 'things need'} you`
        : `${news.length} pieces of news`;
  // Not indented: what is to be posted by hand is copied from here.
  const text = news.map((one) => `${one.title}\n${one.text}\n`).join('\n');
  return { subject: `[broadsheet] ${subject}`, text };
}
