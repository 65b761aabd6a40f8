import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { type House, openHouse } from '../../src/compose.ts';
import { work } from '../../src/worker/loop.ts';
import { simulated } from '../network/connector.ts';
import type { Job } from './crew.ts';
import { keepWord } from './network.ts';
import { settleEverything } from './settle.ts';

/**
 * A process that runs the product, one job after the other. It takes a job as a line of JSON, says
 * `ready` when it is at work, ends it when it reads `rest`, and says `rested`.
 */
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** What was opened last: the next job in the same setting needs no other. */
let opened: { readonly setting: string; readonly house: House } | null = null;
let stop = new AbortController();
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'rest') stop.abort();
  else
    void perform(JSON.parse(line)).then(() => {
      tell('rested');
      // Who replaces a killed process starts with what this one has compiled.
      flushCompileCache();
    }, fail);
}

async function perform(job: Job): Promise<void> {
  stop = new AbortController();
  const house = await open(job);
  tell('ready');
  if (job.role === 'worker') {
    const services = { ...house.services, stopping: stop.signal };
    await work(services, (error) => tell(`error ${error.message}`));
  } else await settleEverything(house, () => keepWord(job.control, job.prefix));
}

async function open({ config, data, environment, limits }: Job): Promise<House> {
  const setting = JSON.stringify([config, data, environment, limits]);
  if (opened?.setting === setting) return opened.house;
  await opened?.house.close();
  opened = null;
  const house = await openHouse({
    config,
    data,
    environment,
    clock: { kind: 'real' },
    ...(limits && { limits }),
    connectors: [simulated],
  });
  if (!house.ok) throw new Error(JSON.stringify(house.error));
  opened = { setting, house: house.value };
  return house.value;
}

/** What breaks a job ends its process, as it would end the product's. */
function fail(error: unknown): void {
  tell(`error ${error instanceof Error ? error.stack : String(error)}`);
  process.exit(1);
}
