import type { ChannelProblem } from '../../application/ports/channel.ts';

/** Why a channel could not be told. @param answered see {@link ChannelProblem} */
export const notTold = (name: string, why: string, answered: boolean): ChannelProblem => ({
  code: 'notification-failed',
  message: `The channel ${name} could not be told: ${why}.`,
  remedy: `Look at ${name} under \`notify\` in the configuration. It is tried again by itself, for a day.`,
  answered,
});
