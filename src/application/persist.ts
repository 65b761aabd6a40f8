import { StoreUnavailable } from './ports/store.ts';
import type { Services } from './services.ts';

/** How long what is to be written is kept for a database that is away, in milliseconds. */
const patience = 10 * 60_000;
const firstPause = 50;
const longestPause = 2000;

/**
 * Asks a database that is away again until it is back, for what nobody else can do: writing what a
 * network said, which is known here alone.
 *
 * @param write may be called again after a commit whose answer was lost: it changes nothing then
 * @throws what the store throws, after a database that is away was waited for
 */
export async function persistently<T>(services: Services, write: () => Promise<T>): Promise<T> {
  const began = services.elapsed();
  for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || services.elapsed() - began > patience)
        throw error;
      await services.pause(wait);
    }
  }
}
