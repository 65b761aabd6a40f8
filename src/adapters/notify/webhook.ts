import type { Channel, Letter } from '../../application/ports/channel.ts';
import type { News } from '../../application/ports/news.ts';
import type { WebhookChannel } from '../../domain/configuration.ts';
import { isLoopback } from '../../domain/loopback.ts';
import { keyOf, signed } from '../../domain/standard-webhooks.ts';
import { guarding } from '../../http/guard.ts';
import { ask, posting } from './by-http.ts';

/** Says that it knows the id of the request: it has taken it before. */
const known = 409;

/**
 * Any other tool that takes a request, signed by Standard Webhooks. A repeat has the same `webhook-id`.
 *
 * @param now real time, as receivers see it
 */
export const webhookChannel = (
  { name, on, webhook, secret, allowLocal }: WebhookChannel,
  now: () => string,
): Channel => ({
  name,
  on,
  local: isLoopback(webhook),
  send(letter) {
    const request = posting(webhook, documentOf(letter));
    const headers = signed(secret, letter.id, now(), `${request.body}`);
    const guard = guarding({ base_url: webhook, allow_local: allowLocal });
    return ask(
      { ...request, headers: { ...request.headers, ...headers }, ...guard },
      { name, secrets: [webhook, secret, keyOf(secret)], taken: [known] },
    );
  },
});

/** A further field is no new version; another meaning of one is. */
const documentOf = ({ id, at, subject, text, news }: Letter) => ({
  schema: 'broadsheet/news@1',
  id,
  at,
  subject,
  text,
  news: news.map(pieceOf),
});

const pieceOf = ({ kind, topic, deliveryId, createdAt, title, text }: News) => ({
  kind,
  topic,
  delivery_id: deliveryId,
  at: createdAt,
  title,
  text,
});
