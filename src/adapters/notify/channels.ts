import type { Channel } from '../../application/ports/channel.ts';
import type { Configuration, NotificationChannel } from '../../domain/configuration.ts';
import { discordChannel, slackChannel, telegramChannel } from './chats.ts';
import { emailChannel } from './email.ts';
import { heartbeatChannel } from './heartbeat.ts';
import { webhookChannel } from './webhook.ts';

/** The ways to tell people that a configuration names, and the heartbeat. @param realNow for signatures */
export const bindChannels = (
  { notify, heartbeat }: Pick<Configuration, 'notify' | 'heartbeat'>,
  realNow: () => string,
): readonly Channel[] => [
  ...notify.map((channel) => bind(channel, realNow)),
  ...(heartbeat ? [heartbeatChannel(heartbeat)] : []),
];

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
