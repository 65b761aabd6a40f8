import { claimDue } from '../../src/application/claim.ts';
import { destinationsOf } from '../../src/application/destinations.ts';
import type { Services } from '../../src/application/services.ts';

/** Claims what is due, as a worker does that goes on to send it. @param keys accounts, where not all */
export function claimFor(services: Services, keys?: readonly string[], limit = 8) {
  const accounts = [...services.accounts.values()].filter((one) => keys?.includes(one.key) ?? true);
  return claimDue(services, { destinations: destinationsOf(accounts), weekId: null, limit });
}
