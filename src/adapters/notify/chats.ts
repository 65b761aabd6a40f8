import type { Channel, Letter } from '../../application/ports/channel.ts';
import type { DiscordChannel, SlackChannel, TelegramChannel } from '../../domain/configuration.ts';
import { isLoopback } from '../../domain/loopback.ts';
import { slackText } from '../../domain/slack-text.ts';
import { ask, posting } from './by-http.ts';
import { fitting } from './fitting.ts';

/** https://docs.slack.dev/reference/methods/chat.postMessage#truncating */
const slackLimit = 40_000;
/** https://docs.discord.com/developers/resources/webhook#execute-webhook */
const discordLimit = 2000;
/** https://core.telegram.org/bots/api#sendmessage, in UTF-16 units as they are counted here. */
const telegramLimit = 4096;

const words = ({ subject, text }: Letter): string => `${subject}\n\n${text}`;

/**
 * A channel of Slack, by an incoming webhook
 * (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). Without `mrkdwn` no sign
 * of a copy has a meaning of its own.
 */
export const slackChannel = ({ name, on, webhook }: SlackChannel): Channel => ({
  name,
  on,
  local: isLoopback(webhook),
  send(letter) {
    const text = fitting(slackText(words(letter)), slackLimit);
    return ask(posting(webhook, { text, mrkdwn: false }), { name, secrets: secretsOf(webhook) });
  },
});

/**
 * A channel of Discord, by a webhook
 * (https://docs.discord.com/developers/resources/webhook#execute-webhook). Nothing in a copy rings.
 */
export const discordChannel = ({ name, on, webhook }: DiscordChannel): Channel => ({
  name,
  on,
  local: isLoopback(webhook),
  send(letter) {
    const content = fitting(words(letter), discordLimit);
    const document = { content, allowed_mentions: { parse: [] } };
    return ask(posting(`${webhook}?wait=true`, document), { name, secrets: secretsOf(webhook) });
  },
});

/** A chat of Telegram, by a bot (https://core.telegram.org/bots/api#sendmessage). */
export const telegramChannel = ({ name, on, chat, token, baseUrl }: TelegramChannel): Channel => ({
  name,
  on,
  local: isLoopback(baseUrl),
  send(letter) {
    const text = fitting(words(letter), telegramLimit);
    const document = { chat_id: chat, text, link_preview_options: { is_disabled: true } };
    return ask(posting(`${baseUrl}/bot${token}/sendMessage`, document), { name, secrets: [token] });
  },
});

/** The address, and its last word, which is what lets somebody write there. */
const secretsOf = (webhook: string): readonly string[] => [
  webhook,
  webhook.slice(webhook.lastIndexOf('/') + 1),
];
