import { webhook } from '../../src/connectors/webhook.ts';
import { webhookSecret } from '../network/dialects/webhook.ts';
import { contractSuite } from './contract.ts';
import { sceneOf, type Vendor } from './scene.ts';

/** @param more what the receiver promises */
const vendor = (
  more: object,
  idempotency: Vendor<typeof webhook.settings>['idempotency'],
): Vendor<typeof webhook.settings> => ({
  connector: webhook,
  key: 'tool/main',
  token: webhookSecret,
  account: (number) => `tool-${idempotency}-${number}`,
  settings: (url, account) => ({
    webhook: `${url}/webhook/${account}/posts`,
    secret: webhookSecret,
    allow_local: true,
    ...more,
  }),
  idempotency,
  lookUp: false,
  forbidden: 'unauthorised',
  waits: ['retry-after', 'retry-after-date'],
});

contractSuite('webhook', sceneOf(vendor({}, 'none')));
contractSuite('webhook that knows its ids', sceneOf(vendor({ remembers: '24h' }, 'key')));
