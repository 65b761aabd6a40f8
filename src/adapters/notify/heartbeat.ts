import type { Channel } from '../../application/ports/channel.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { heartbeatName } from '../../domain/configuration.ts';
import { isLoopback } from '../../domain/loopback.ts';
import { guarding } from '../../http/guard.ts';
import { ask } from './by-http.ts';

/**
 * Asks an address that rings an alarm when it is asked no more, such as https://healthchecks.io. It is
 * told nothing: that it is asked is all.
 */
export const heartbeatChannel = ({
  url,
  allowLocal,
}: NonNullable<Configuration['heartbeat']>): Channel => ({
  name: heartbeatName,
  on: [],
  local: isLoopback(url),
  send: () =>
    ask(
      { method: 'GET', url, ...guarding({ base_url: url, allow_local: allowLocal }) },
      { name: heartbeatName, secrets: [url] },
    ),
});
