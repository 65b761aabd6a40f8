import { startServer } from '../../src/api/server.ts';
import { beat, nextInstant } from '../../src/application/virtual-time.ts';
import { openHouse } from '../../src/compose.ts';
import type { Lived } from './virtual-server.ts';

/**
 * What `serve` is, on a virtual clock: the same house and the same server; its loop looks when it is
 * sent an instant, where that of `serve` looks once a second. Ends when its parent lets go of it.
 */
const [config = '', data = '', now = ''] = process.argv.slice(2);
const opened = await openHouse({
  config,
  data,
  environment: process.env,
  clock: { kind: 'virtual', now },
});
if (!opened.ok || !opened.value.virtualClock) throw new Error(JSON.stringify(opened));
const { services, virtualClock: clock } = opened.value;
const server = await startServer(opened.value, { host: '127.0.0.1', port: 0 });
if (!server.ok) throw new Error(server.error.message);

async function liveAt(instant: string): Promise<Lived> {
  clock.moveTo(instant);
  await services.store.transaction((transaction) =>
    transaction.instance.setVirtualNow(clock.now()),
  );
  const ran = await beat(services);
  return { ran, next: await nextInstant(services) };
}

process.on('message', (instant: string) => {
  void liveAt(instant).then((lived) => process.send?.(lived));
});
process.once('disconnect', async () => {
  await server.value.close();
  await opened.value.close();
});
process.send?.({ url: server.value.url });
