import { simulated } from '../network/connector.ts';
import { contractSuite } from './contract.ts';
import { waitModes } from './modes.ts';
import { sceneOf } from './scene.ts';

const token = 'tok-3n-s3cr3t/+ "quoted"';

for (const kind of ['key', 'lookup', 'neither'] as const)
  contractSuite(
    `simulated, ${kind}`,
    sceneOf({
      connector: simulated,
      key: 'community/simulated',
      token,
      account: (number) => `${kind}-${number}`,
      settings: (url, account) => ({ url, account, class: kind, token }),
      idempotency: kind === 'key' ? 'key' : 'none',
      removedAgain: 'gone',
      lookUp: kind === 'lookup',
      waits: waitModes,
    }),
  );
