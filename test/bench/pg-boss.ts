import { PgBoss } from 'pg-boss';

/** What pg-boss does with jobs that do nothing: jobs a second, and from sending to pick-up. */
const [url = '', total = '0', batchSize = '1'] = process.argv.slice(2);
const boss = new PgBoss({ connectionString: url, useListenNotify: true });
boss.on('error', (error) => process.stderr.write(`${error.message}\n`));
await boss.start();
const queue = `noop_${batchSize}`;
await boss.createQueue(queue, { retryLimit: 0 });
const jobs = Array.from({ length: Number(total) }, (_, index) => ({ data: { id: index } }));
for (let at = 0; at < jobs.length; at += 1000) await boss.insert(queue, jobs.slice(at, at + 1000));
let done = 0;
const all = Promise.withResolvers<void>();
const began = performance.now();
const options = {
  batchSize: Number(batchSize),
  pollingIntervalSeconds: 0.5,
  notifyPollingIntervalSeconds: 1,
  ...(batchSize === '1' && { burstWhenReadyExceeds: 0 }),
};
const slots = batchSize === '1' ? 32 : 4;
for (let slot = 0; slot < slots; slot += 1)
  await boss.work(queue, options, async (some) => {
    done += some.length;
    if (done >= jobs.length) all.resolve();
  });
await all.promise;
process.stdout.write(`${Math.round(jobs.length / ((performance.now() - began) / 1000))}\n`);
await boss.stop({ graceful: false });
