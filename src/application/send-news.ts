import { addressNews } from './address-news.ts';
import { sendNotices } from './send-notices.ts';
import type { Services } from './services.ts';

/** Tells people what they are to be told, for whoever has no worker beside them that would. */
export async function sendNews(
  services: Services,
  which: { readonly onlyUrgent: boolean },
): Promise<void> {
  await addressNews(services, which);
  await sendNotices(services);
}
