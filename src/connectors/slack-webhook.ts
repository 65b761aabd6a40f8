import type { Publication, Wire } from '../application/ports/account.ts';
import { isLoopback } from '../domain/loopback.ts';
import type { Outcome } from '../domain/outcome.ts';
import { slackText } from '../domain/slack-text.ts';
import { guarding } from '../http/guard.ts';
import type { HttpAnswer } from '../http/message.ts';
import type { OwnTraits } from './connector.ts';
import { accountRefused, type Telling } from './http/classify.ts';
import { type Made, publishOnce } from './http/publish.ts';

/** `https://hooks.slack.com/services/T…/B…/…`: its last word is its secret. */
export const webhookShape = /\/services\/(T\w+)\/(B\w+)\/(\w+)$/;

interface Settings {
  readonly webhook: string;
  readonly allow_local: boolean;
  readonly timeout: number;
}

/** Also of the installation for authorities. */
const vendors = /^https:\/\/hooks\.slack(?:-gov)?\.com\//;

/**
 * A channel of Slack by an incoming webhook
 * (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). It lists nothing and takes nothing
 * back: what became of a lost answer, only a person can say.
 */
export function byWebhook(chosen: Settings): OwnTraits {
  const [, team = '', hook = '', secret = ''] = webhookShape.exec(chosen.webhook) ?? [];
  return {
    network: 'slack',
    account: `slack:${team}/${hook}`,
    local: isLoopback(chosen.webhook),
    timeoutMilliseconds: chosen.timeout,
    publish: (publication, wire) => publish(chosen, secret, publication, wire),
  };
}

function publish(
  { webhook, allow_local }: Settings,
  secret: string,
  publication: Publication,
  wire: Wire,
): Promise<Outcome> {
  const telling: Telling = { network: 'Slack', now: publication.startedAt, secrets: [secret] };
  const text = slackText(publication.parts[publication.part] ?? '');
  return publishOnce(
    {
      method: 'POST',
      url: webhook,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ text, mrkdwn: false }),
      ...(!vendors.test(webhook) && guarding({ base_url: webhook, allow_local })),
    },
    wire,
    {
      telling,
      ownMeaning: (answer) =>
        ofWebhook.has(answer.status) ? accountRefused(answer, telling, makeWebhook) : null,
      made: (answer) => made(publication, answer),
    },
  );
}

/** The webhook, its channel or its workspace is gone (404, 410), or may not write there (403). */
const ofWebhook: ReadonlySet<number> = new Set([403, 404, 410]);

const makeWebhook =
  'Make a webhook for the channel in the settings of the app and set `webhook` to its address; then resume the account.';

/** `ok` and no id is all that Slack says: the message is known by our own then. */
const made = ({ idempotencyKey }: Publication, { status, body }: HttpAnswer): Made | null =>
  status === 200 && body.trim() === 'ok' ? { remoteId: idempotencyKey, remoteUrl: null } : null;
