import { virtualClock } from '../../src/adapters/clock/clocks.ts';
import { pauseAccounts } from '../../src/application/pause.ts';
import type { Services } from '../../src/application/services.ts';
import { sweep } from '../../src/application/sweep.ts';
import type { House } from '../../src/compose.ts';
import { addMilliseconds } from '../../src/domain/time.ts';
import { limits, settlesWithin, timeout } from './setting.ts';

const mostJumps = 500;

/** From the intent to its deadline: what was sent is with the network by then, or never. */
const deadline = timeout + limits.deadlineMargin;

/**
 * Lives on after a crash until nothing is left to do: waits in real time for what may still be on
 * the wire, then jumps on a virtual clock from one instant at which something is due to the next.
 *
 * @param beforeProof called once, before the first instant at which absence could be proven: the
 *   network keeps its documented word and makes public what it has taken by then
 */
export async function settleEverything(
  house: House,
  beforeProof: () => Promise<void>,
): Promise<void> {
  const clock = virtualClock(house.services.clock.now());
  const services: Services = { ...house.services, clock };
  await untilNothingOnTheWire(services);
  let proven = false;
  for (let jumps = 0; jumps < mostJumps; jumps += 1) {
    await resumeAccounts(services);
    await sweep(services, null);
    const next = await nextInstant(services);
    if (next === null && !(await isPaused(services))) return;
    if (next === null) continue;
    if (!proven && (await proofComes(services, next))) {
      proven = true;
      await beforeProof();
    }
    clock.moveTo(next);
  }
  throw new Error('it does not come to rest');
}

const isPaused = (services: Services): Promise<boolean> =>
  services.store.transaction(async (transaction) =>
    (await transaction.accounts.list()).some((account) => account.pausedAt !== null),
  );

/** The token is renewed at once, each time that one is refused. */
async function resumeAccounts(services: Services): Promise<void> {
  if (!(await isPaused(services))) return;
  for (const key of services.accounts.keys())
    await pauseAccounts(services, [key], false, 'torture');
}

/** The deadline of a request is real time, whatever the clock says. */
async function untilNothingOnTheWire(services: Services): Promise<void> {
  const until = performance.now() + deadline + limits.sendWindow + 50;
  while (performance.now() < until) {
    const open = await services.store.transaction((transaction) => transaction.accounts.list());
    if (open.every((account) => account.sending === null)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function nextInstant(services: Services): Promise<string | null> {
  const now = services.clock.now();
  const keys = [...services.accounts.keys()];
  const found = await services.store.transaction(async (transaction) => [
    await transaction.deliveries.nextDue({ now, keys, weekId: null }),
    await transaction.attempts.nextLookUp(now),
  ]);
  return found.filter((one) => one !== null).sort()[0] ?? null;
}

/** By the network's own word, and not by what the product thinks of it. */
async function proofComes(services: Services, next: string): Promise<boolean> {
  const attempts = await services.store.transaction(async (transaction) => {
    const weeks = await transaction.weeks.list();
    const lists = await Promise.all(
      weeks.map((week) => transaction.deliveries.ofWeek(week.weekId)),
    );
    return transaction.attempts.ofDeliveries(lists.flat().map((one) => one.id));
  });
  return attempts.some(
    ({ state, startedAt, provableAt }) =>
      state === 'unknown' &&
      (provableAt === null || addMilliseconds(startedAt, deadline + settlesWithin) <= next),
  );
}
