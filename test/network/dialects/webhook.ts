import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { type Dialect, jsonOf, type Refusal } from '../dialect.ts';
import { waitReply } from '../wait-reply.ts';

/** What receiver and sender have agreed on. */
export const webhookSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** The first folder is the account. */
const route = /^\/([\w-]+)\/posts$/;

const publication = z.strictObject({
  schema: z.literal('broadsheet/publication@1'),
  delivery_id: z.string(),
  week_id: z.string(),
  post_id: z.string(),
  part: z.int().min(1),
  parts: z.int().min(1),
  text: z.string().min(1),
  title: z.string().nullable(),
  link: z.string(),
  locale: z.string(),
  reply_to: z.string().nullable(),
  attempt: z.int().min(1),
});

const statuses: Readonly<Record<Refusal, number>> = {
  unauthorised: 401,
  forbidden: 403,
  'bad-request': 400,
  'not-found': 404,
  'key-conflict': 409,
  'error-500': 500,
  'error-503': 503,
};

/**
 * A receiver of webhooks that does as the documentation of the connector asks: it verifies each request
 * with the library of Standard Webhooks, acts once for an id and answers with an id of its own.
 */
export const webhook: Dialect = {
  read({ method, path, headers, body }) {
    const account = route.exec(path)?.[1];
    if (method !== 'POST' || account === undefined) return null;
    const { text, title, link, reply_to } = publication.safeParse(jsonOf(body)).data ?? {};
    return {
      on: 'create',
      account,
      key: headers['webhook-id']?.toString() ?? null,
      draft:
        text === undefined
          ? null
          : { text, title: title ?? null, link: link ?? null, reply_to: reply_to ?? null },
    };
  },
  token({ headers, body }) {
    const given = Object.entries(headers).map(([name, value]) => [name, `${value}`]);
    try {
      new Webhook(webhookSecret).verify(body, Object.fromEntries(given));
      return webhookSecret;
    } catch {
      return null;
    }
  },
  made: ({ id }) => ({ status: 200, body: { id, url: `https://tool.example/posts/${id}` } }),
  double: (earlier) => ({ status: 409, body: earlier ? { id: earlier.id } : { error: 'double' } }),
  refused: (why, said) => ({ status: statuses[why], body: { error: said } }),
  wait: waitReply,
};
