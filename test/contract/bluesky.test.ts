import { bluesky } from '../../src/connectors/bluesky.ts';
import { contractSuite } from './contract.ts';
import { sceneOf } from './scene.ts';

const password = 'tok-3n_s3cr3t';

contractSuite(
  'bluesky',
  sceneOf({
    connector: bluesky,
    key: 'bluesky/main_account',
    token: password,
    account: (number) => `did:web:acme${number}.example`,
    settings: (url, did) => ({ did, password, base_url: `${url}/bluesky` }),
    idempotency: 'key',
    removedAgain: 'removed',
    lookUp: false,
    untitled: true,
    forbidden: 'unauthorised',
    impossible: ['duplicate'],
    waits: ['ratelimit-reset'],
  }),
);
