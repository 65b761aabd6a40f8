import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sweep } from '../../src/application/sweep.ts';
import { plantMany, weekId } from '../torture/plant.ts';
import { fill } from './history.ts';
import { quantiles } from './quantiles.ts';
import type { BenchStage } from './stage.ts';

const finished = 1_000_000;
/** A busy week of one team. */
const deliveriesOfWeek = 60;
const alone = 200;
const perSecond = 200;
const seconds = 15;
/** While status is asked, so many posts of other weeks go out. */
const published = 1000;

/**
 * The answer to `GET /api/marketing/status` of a week beside a million deliveries of others: one
 * request after the other, and 200 a second, at their own times, of a process that publishes.
 */
export async function measureStatus(stage: BenchStage, tell: (line: string) => void) {
  const database = 'status';
  const accounts = Array.from({ length: deliveriesOfWeek }, (_, index) => `s${index + 1}`);
  const { house, serve } = await stage.house(database, accounts);
  await plantMany(house.services, accounts, 1);
  await sweep(house.services, null);
  await fill(stage, database, finished);
  const server = await serve();
  try {
    const { token } = JSON.parse(await readFile(join(server.data, 'server.json'), 'utf8'));
    const ask = async () => {
      const url = `${server.url}/api/marketing/status?week_id=${weekId}`;
      const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      return (await answer.arrayBuffer()).byteLength;
    };
    const bytes = await ask();
    const times: number[] = [];
    for (let count = 0; count < alone; count += 1) times.push(await timed(ask));
    tell(
      `status, ${deliveriesOfWeek} of ${finished} deliveries, ${bytes} bytes: ${quantiles(times)}`,
    );
    await makeDue(stage, database);
    const loaded = await atTheirTimes(ask);
    const [row] = await stage.ask<{ count: number }>(
      `SELECT count(*)::int AS count FROM attempt WHERE finished_at > now() - interval '${seconds} s'`,
      database,
    );
    tell(
      `status, ${perSecond} a second, beside ${Math.round((row?.count ?? 0) / seconds)} posts a second: ${quantiles(loaded)}`,
    );
  } finally {
    await server.close();
  }
}

async function timed(work: () => Promise<unknown>, since = performance.now()): Promise<number> {
  await work();
  return performance.now() - since;
}

/** Each request counts from when it was to begin: one that is held up holds up no other. */
async function atTheirTimes(ask: () => Promise<unknown>): Promise<readonly number[]> {
  const began = performance.now();
  const asked: Promise<number>[] = [];
  for (let count = 0; count < perSecond * seconds; count += 1) {
    const due = began + (count * 1000) / perSecond;
    const left = due - performance.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
    asked.push(timed(ask, due));
  }
  return Promise.all(asked);
}

/** Posts of other weeks, as if they had never been tried, spread over the time of the load. */
async function makeDue({ ask }: BenchStage, database: string): Promise<void> {
  const some = `SELECT 'd' || n FROM generate_series(1, ${published}) AS n`;
  await ask(`DELETE FROM attempt WHERE delivery_id IN (${some})`, database);
  await ask(
    `UPDATE delivery SET state = 'scheduled', posted_at = NULL, remote_id = NULL, remote_url = NULL,
        due_at = now() + substring(id FROM 2)::int * interval '${(seconds * 1000) / published} milliseconds'
      WHERE id IN (${some})`,
    database,
  );
}
