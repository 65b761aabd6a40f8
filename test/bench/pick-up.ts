import { setTimeout as pause } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import { quantiles } from './quantiles.ts';

/** How long pg-boss takes from the sending of a job to its pick-up, at a light load. */
const [url = '', total = '0', every = '50'] = process.argv.slice(2);
const boss = new PgBoss({ connectionString: url, useListenNotify: true });
boss.on('error', (error) => process.stderr.write(`${error.message}\n`));
await boss.start();
await boss.createQueue('pick-up', { retryLimit: 0, notify: true });
const taken: number[] = [];
const options = {
  pollingIntervalSeconds: 0.5,
  notifyPollingIntervalSeconds: 1,
};
await boss.work<{ at: number }>('pick-up', options, async (jobs) => {
  for (const job of jobs) taken.push(performance.now() - job.data.at);
});
for (let sent = 0; sent < Number(total); sent += 1) {
  await boss.send('pick-up', { at: performance.now() });
  await pause(Number(every));
}
while (taken.length < Number(total)) await pause(50);
process.stdout.write(quantiles(taken));
await boss.stop({ graceful: false });
