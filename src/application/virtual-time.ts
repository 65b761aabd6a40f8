import { admit } from './identity.ts';
import { nextStep, runDueSteps, type StepRun } from './loop.ts';
import type { VirtualClock } from './ports/clock.ts';
import { mayTell } from './send-notices.ts';
import type { Services } from './services.ts';
import { sweep } from './sweep.ts';

/** What the loop does at one instant: its steps, then all that is due. */
export async function beat(services: Services): Promise<readonly StepRun[]> {
  await admit(services);
  const ran = await runDueSteps(services);
  await sweep(services, null);
  return ran;
}

/**
 * Lives up to an instant on a virtual clock: the same loop, jumping from one instant at which
 * something is due to the next instead of waiting.
 *
 * @param seen called after each instant at which the loop did its work
 */
export async function liveUntil(
  services: Services,
  clock: VirtualClock,
  instant: string,
  seen: (at: string, ran: readonly StepRun[]) => Promise<void> = async () => {},
): Promise<void> {
  for (;;) {
    await seen(clock.now(), await beat(services));
    const next = await nextInstant(services);
    const done = next === null || next > instant;
    clock.moveTo(done ? instant : next);
    await services.store.transaction((transaction) =>
      transaction.instance.setVirtualNow(clock.now()),
    );
    if (done) break;
  }
  await seen(clock.now(), await beat(services));
}

/** The next instant at which something is due; null where nothing ever will be. */
export async function nextInstant(services: Services): Promise<string | null> {
  const now = services.clock.now();
  const keys = [...services.accounts.keys()];
  const told = services.channels.filter((one) => mayTell(services, one)).map((one) => one.name);
  const stored = await services.store.transaction(async (transaction) => [
    await transaction.deliveries.nextDue({ now, keys, weekId: null }),
    await transaction.attempts.nextLookUp(now),
    await transaction.news.nextHeld(now),
    await transaction.notices.nextDue(told, now),
  ]);
  const candidates = [...stored, nextStep(services)].filter((one) => one !== null);
  return candidates.sort()[0] ?? null;
}
