import { startServer } from '../../src/api/server.ts';
import { keepHeapSmall } from '../../src/cli/small-heap.ts';
import { openHouse } from '../../src/compose.ts';
import { work } from '../../src/worker/loop.ts';
import { simulated } from '../network/connector.ts';

/** What `serve` is, with the network of the bench. Ends when its parent lets go of it. */
keepHeapSmall();
const [config = '', data = ''] = process.argv.slice(2);
const stop = new AbortController();
const house = await openHouse({
  config,
  data,
  environment: process.env,
  clock: { kind: 'real' },
  stopping: stop.signal,
  connectors: [simulated],
});
if (!house.ok) throw new Error(house.error.message);
const server = await startServer(house.value, { host: '127.0.0.1', port: 0 });
if (!server.ok) throw new Error(server.error.message);
process.stdin.on('end', () => stop.abort()).resume();
process.stdout.write(`${server.value.url}\n`);
await work(house.value.services, (error) => process.stderr.write(`${error.message}\n`));
await server.value.close();
await house.value.close();
