import { openHouse } from '../../src/compose.ts';
import { simulated } from '../network/connector.ts';
import { keepWord } from './network.ts';
import { limits } from './setting.ts';
import { settleEverything } from './settle.ts';

/** Settles what a dead worker left, in a process of its own, so that it can be broken off too. */
const [config = '', data = '', control = '', accounts = ''] = process.argv.slice(2);
const house = await openHouse({
  config,
  data,
  environment: process.env,
  clock: { kind: 'real' },
  limits,
  connectors: [simulated],
});
if (!house.ok) throw new Error(JSON.stringify(house.error));
await settleEverything(house.value, () => keepWord(control, accounts));
await house.value.close();
