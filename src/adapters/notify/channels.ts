import type { Channel } from '../../application/ports/channel.ts';
import type { NotificationChannel } from '../../domain/configuration.ts';
import { discordChannel, slackChannel, telegramChannel } from './chats.ts';
import { emailChannel } from './email.ts';
import { webhookChannel } from './webhook.ts';

/** The ways to tell people that a configuration names. @param realNow for signatures */
export const bindChannels = (
  channels: readonly NotificationChannel[],
  realNow: () => string,
): readonly Channel[] => channels.map((channel) => bind(channel, realNow));

function bind(channel: NotificationChannel, realNow: () => string): Channel {
  switch (channel.via) {
    case 'email':
      return emailChannel(channel);
    case 'slack':
      return slackChannel(channel);
    case 'discord':
      return discordChannel(channel);
    case 'telegram':
      return telegramChannel(channel);
    case 'webhook':
      return webhookChannel(channel, realNow);
  }
}
