import { slack } from '../../src/connectors/slack.ts';
import { contractSuite } from './contract.ts';
import { sceneOf } from './scene.ts';

const token = 'tok3ns3cr3t';

contractSuite(
  'slack by a webhook',
  sceneOf({
    connector: slack,
    key: 'community/slack',
    token,
    account: (number) => `B${1000 + number}`,
    settings: (url, hook) => ({ webhook: `${url}/slack-webhook/services/T1/${hook}/${token}` }),
    idempotency: 'none',
    lookUp: false,
    forbidden: 'unauthorised',
    impossible: ['duplicate'],
    waits: ['retry-after'],
  }),
);
