import { createHash, createHmac } from 'node:crypto';
import type { WebhookDelivery } from '../application/runs.ts';
import { isSameSecret } from '../application/same-secret.ts';
import type { Services } from '../application/services.ts';
import { failure, type Result, success } from '../domain/result.ts';
import { signed } from '../domain/standard-webhooks.ts';
import { millisecondsBetween } from '../domain/time.ts';

/** Who signs what, and by which header it is seen that somebody meant to. */
interface Scheme {
  readonly sender: string;
  readonly path: string;
  readonly header: string;
  readonly secretOf: (services: Services) => string | null;
  /** The ids by which it is known when it comes again; null: the signature does not fit. */
  readonly read: (secret: string, headers: Headers, body: string, now: string) => string[] | null;
}

/** Milliseconds either way, as Standard Webhooks advises. */
const tolerance = 5 * 60_000;

/** Standard Webhooks: a header holds several signatures while a secret is changed. */
function readStandard(secret: string, headers: Headers, body: string, now: string) {
  const id = headers.get('webhook-id') ?? '';
  const timestamp = headers.get('webhook-timestamp') ?? '';
  if (!/^[\x21-\x7e]{1,255}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return null;
  const sent = new Date(Number(timestamp) * 1000).toISOString();
  if (Math.abs(millisecondsBetween(sent, now)) > tolerance) return null;
  const wanted = signed(secret, id, sent, body)['webhook-signature'];
  const given = (headers.get('webhook-signature') ?? '').split(' ');
  return given.some((one) => isSameSecret(one, wanted)) ? [id] : null;
}

/**
 * docs.github.com, "Validating webhook deliveries": HMAC-SHA256 of the body. The id of the delivery is
 * not signed: who replays a body with another id is known by the body.
 */
function readGithub(secret: string, headers: Headers, body: string) {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  if (!isSameSecret(headers.get('x-hub-signature-256') ?? '', `sha256=${signature}`)) return null;
  const id = headers.get('x-github-delivery') ?? '';
  const byBody = `body:${createHash('sha256').update(body).digest('hex')}`;
  return /^[\w-]{1,100}$/.test(id) ? [id, byBody] : [byBody];
}

const schemes: readonly Scheme[] = [
  {
    sender: 'webhook',
    path: '/api/webhook/marketing/run-week',
    header: 'webhook-signature',
    secretOf: ({ configuration }) => configuration.webhooks.secret,
    read: readStandard,
  },
  {
    sender: 'github',
    path: '/api/webhook/git',
    header: 'x-hub-signature-256',
    secretOf: ({ configuration }) => configuration.webhooks.githubSecret,
    read: readGithub,
  },
];

/**
 * Who signed a webhook.
 *
 * @returns null where nobody signed it, or where nothing here takes signatures
 */
export async function signedDelivery(
  services: Services,
  path: string,
  request: Request,
): Promise<Result<WebhookDelivery> | null> {
  const scheme = schemes.find((one) => one.path === path && request.headers.has(one.header));
  if (!scheme) return null;
  const secret = scheme.secretOf(services);
  const body = await request.clone().text();
  const ids =
    secret === null ? null : scheme.read(secret, request.headers, body, services.realNow());
  if (ids) return success({ sender: scheme.sender, ids });
  return failure({
    code: 'signature-invalid',
    message: 'The signature of this webhook does not fit.',
    remedy:
      'Compare the secret there with `webhooks` of the configuration, and the clocks of both machines.',
  });
}
