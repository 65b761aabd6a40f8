import { PgBoss } from 'pg-boss';
import { pace } from './pace.ts';

/** Jobs that do nothing through pg-boss: fetched and completed, so many at once. */
const [url = '', total = '0', batchSize = '1', loops = '1'] = process.argv.slice(2);
const boss = new PgBoss({ connectionString: url, max: 32 });
boss.on('error', (error) => process.stderr.write(`${error.message}\n`));
await boss.start();
const queue = `noop_${batchSize}`;
await boss.createQueue(queue, { retryLimit: 0 });
const jobs = Array.from({ length: Number(total) }, (_, index) => ({ data: { id: index } }));
for (let at = 0; at < jobs.length; at += 1000) await boss.insert(queue, jobs.slice(at, at + 1000));
const made = pace(jobs.length);
await Promise.all(Array.from({ length: Number(loops) }, loop));
process.stdout.write(made.tell());
await boss.stop({ graceful: false });

async function loop(): Promise<void> {
  for (;;) {
    const some = await boss.fetch(queue, { batchSize: Number(batchSize) });
    if (some.length === 0) return;
    await boss.complete(
      queue,
      some.map((one) => one.id),
    );
    made.count(some.length);
  }
}
