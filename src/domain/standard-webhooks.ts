import { createHmac } from 'node:crypto';
import { millisecondsBetween } from './time.ts';

/** `whsec_` and 24 to 64 bytes in base64, as the specification wants them. */
export const webhookSecret = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

/** Of such a secret, the key alone: it is one, too. */
export const keyOf = (secret: string): string => secret.slice('whsec_'.length);

/**
 * The headers of a request by Standard Webhooks 1.0.0
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 *
 * @param secret `whsec_` and the key in base64
 * @param id the same for a repeat, so that it can be recognised
 * @param now ISO 8601, of this request: receivers refuse old ones
 */
export function signed(
  secret: string,
  id: string,
  now: string,
  body: string,
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = `${Math.floor(millisecondsBetween('1970-01-01T00:00:00.000Z', now) / 1000)}`;
  const signature = createHmac('sha256', Buffer.from(keyOf(secret), 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
