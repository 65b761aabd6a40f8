import type { Route } from '../route.ts';
import { accountRoutes } from './accounts.ts';
import { deliveryRoutes } from './deliveries.ts';
import { documentRoutes } from './documents.ts';
import { eventRoutes } from './events.ts';
import { healthRoutes } from './health.ts';
import { keyRoutes } from './keys.ts';
import { listRoutes } from './lists.ts';
import { marketingRoutes } from './marketing.ts';
import { smokeTestRoutes } from './smoke-tests.ts';

/** Every route of the API, in the order of the reference page. */
export const routes: readonly Route[] = [
  ...marketingRoutes,
  ...deliveryRoutes,
  ...listRoutes,
  ...eventRoutes,
  ...accountRoutes,
  ...smokeTestRoutes,
  ...keyRoutes,
  ...healthRoutes,
  ...documentRoutes(() => routes),
];
