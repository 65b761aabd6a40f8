import { z } from 'zod';
import { type Dialect, jsonOf, type Refusal } from '../dialect.ts';

/** The secret is the last word of the address. */
const route = /^\/services\/T\w+\/(B\w+)\/(\w+)$/;

const message = z.strictObject({ text: z.string().min(1), mrkdwn: z.boolean().optional() });

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
const failures: Readonly<Record<Refusal, readonly [status: number, error: string]>> = {
  unauthorised: [403, 'invalid_token'],
  forbidden: [403, 'action_prohibited'],
  'bad-request': [400, 'invalid_payload'],
  'not-found': [404, 'no_service'],
  'key-conflict': [400, 'invalid_payload'],
  'error-500': [500, 'rollup_error'],
  'error-503': [503, 'service_unavailable'],
};

/** Slack's incoming webhooks: they say `ok`, take doubles, know no keys and list nothing. */
export const slackWebhook: Dialect = {
  read({ method, path, body }) {
    const account = route.exec(path)?.[1];
    if (method !== 'POST' || account === undefined) return null;
    const text = message.safeParse(jsonOf(body)).data?.text;
    const draft = text === undefined ? null : { text, title: null, link: null, reply_to: null };
    return { on: 'create', account, key: null, draft };
  },
  token: ({ path }) => route.exec(path)?.[2] ?? null,
  made: () => ({ status: 200, body: 'ok' }),
  refused(why, said) {
    const [status, error] = failures[why];
    return { status, body: `${error}: ${said}` };
  },
  wait: (seconds) => ({
    status: 429,
    headers: { 'retry-after': `${seconds}` },
    body: 'rate_limited',
  }),
};
