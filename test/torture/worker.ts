import { openHouse } from '../../src/compose.ts';
import { work } from '../../src/worker/loop.ts';
import { simulated } from '../network/connector.ts';
import { limits } from './setting.ts';

/**
 * One worker of the product, until it is told to stop, or killed: with the short limits of a trial,
 * or with its own where `PRODUCT_LIMITS` is set.
 */
const [config = '', data = ''] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const house = await openHouse({
  config,
  data,
  environment: process.env,
  clock: { kind: 'real' },
  stopping: stop.signal,
  ...(process.env.PRODUCT_LIMITS === undefined && { limits }),
  connectors: [simulated],
});
if (!house.ok) throw new Error(JSON.stringify(house.error));
process.stderr.write('ready\n');
await work(house.value.services, (error) => process.stderr.write(`error ${error.message}\n`));
await house.value.close();
