import { facebook } from '../../src/connectors/facebook.ts';
import { contractSuite } from './contract.ts';
import { sceneOf } from './scene.ts';

const token = 'tok-3n_s3cr3t';

contractSuite(
  'facebook',
  sceneOf({
    connector: facebook,
    key: 'facebook/page',
    token,
    account: (number) => `${1000 + number}`,
    settings: (url, page) => ({ page, token, base_url: `${url}/facebook` }),
    idempotency: 'none',
    removedAgain: 'refused',
    lookUp: true,
    untitled: true,
    forbidden: 'unauthorised',
    // Its waits are in whole minutes; the connector's own test has them.
    waits: [],
  }),
);
