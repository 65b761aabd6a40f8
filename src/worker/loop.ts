import { setTimeout as pause } from 'node:timers/promises';
import type { Services } from '../application/services.ts';
import { beat } from '../application/virtual-time.ts';

/** A due delivery waits at most so long for its worker. */
const interval = 1000;

/**
 * Runs the loop in real time until it is told to stop, and finishes what it has begun. An error
 * (a database that went away) is reported, and the next beat tries again.
 */
export async function workUntil(
  services: Services,
  signal: AbortSignal,
  report: (error: Error) => void,
): Promise<void> {
  let last = '';
  while (!signal.aborted) {
    try {
      await beat(services);
      last = '';
    } catch (error) {
      const said = error instanceof Error ? error : new Error(String(error));
      if (said.message !== last) report(said);
      last = said.message;
    }
    await pause(interval, undefined, { signal }).catch(() => {});
  }
}
