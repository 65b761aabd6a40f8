import { isLoopback } from '../domain/loopback.ts';
import type { Result } from '../domain/result.ts';
import { success } from '../domain/result.ts';
import { standing } from './identity.ts';
import type { News, StoreTransaction } from './ports/store.ts';
import type { Services } from './services.ts';

/**
 * Mails what people are to be told: one mail with all of it to each channel that wants it. What
 * can not be mailed stays among the unsent and goes with the next. A copy of the database tells
 * nothing of a delivery: the original has told it, and what a person is given twice is public twice.
 *
 * @returns how many pieces of news went out, or why they could not
 */
export function sendNews(
  services: Services,
  { onlyUrgent }: { readonly onlyUrgent: boolean },
): Promise<Result<number>> {
  return services.store.transaction(async (transaction) => {
    const news = await toTell(transaction, services, onlyUrgent);
    if (news.length === 0) return success(0);
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
    const ids = news.map((one) => one.id);
    await transaction.news.markSent(ids, services.clock.now());
    return success(news.length);
  });
}

async function toTell(
  transaction: StoreTransaction,
  services: Services,
  onlyUrgent: boolean,
): Promise<readonly News[]> {
  const news = await transaction.news.lockUnsent(onlyUrgent);
  if (news.every((one) => one.deliveryId === null)) return news;
  const { problem } = await standing(transaction, services);
  return problem ? news.filter((one) => one.deliveryId === null) : news;
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
