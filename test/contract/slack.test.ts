import { slack } from '../../src/connectors/slack.ts';
import { contractSuite } from './contract.ts';
import { sceneOf } from './scene.ts';

const token = 'xoxb-tok-3n-s3cr3t';

contractSuite(
  'slack',
  sceneOf({
    connector: slack,
    key: 'community/slack',
    token,
    account: (number) => `C${1000 + number}`,
    settings: (url, channel) => ({ channel, token, base_url: `${url}/slack/api` }),
    idempotency: 'none',
    removedAgain: 'gone',
    lookUp: true,
    forbidden: 'unauthorised',
    impossible: ['duplicate'],
    waits: ['retry-after'],
  }),
);
