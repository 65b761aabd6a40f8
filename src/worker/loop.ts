import { setTimeout as pause } from 'node:timers/promises';
import { addressNews } from '../application/address-news.ts';
import { admit } from '../application/identity.ts';
import { createLooker } from '../application/looker.ts';
import { nextStep, runDueSteps } from '../application/loop.ts';
import { createPublisher, type Publisher } from '../application/publisher.ts';
import { sendThrough } from '../application/send-notices.ts';
import type { Services } from '../application/services.ts';
import { tidy } from '../application/sweep.ts';
import { tendTokens } from '../application/tokens.ts';
import { millisecondsBetween } from '../domain/time.ts';
import { createAlarm } from './alarm.ts';

/** What is due waits at most so long, where no wake-up comes. */
const interval = 1000;
/** A clock that is set is noticed within so long, and so is a step whose process died. */
const stepInterval = 5000;
const tokenInterval = 30_000;

/** While so many requests are on the wire, slots that are freed within a moment are filled at once. */
const manyInFlight = 64;
const freedWait = 8;
/** When slots are freed all the time, the next due instant is not worth a question. */
const busyWait = 50;

/** What is on the wire when we are told to stop gets so long to end and be recorded. */
const drainLimit = 30_000;

/**
 * Works in real time until {@link Services.stopping} says to stop, then finishes what is on the
 * wire and claims nothing new. Each part of the work has a turn of its own, so that a git server, a
 * mail server or a network that hangs delays nothing else. An error (a database that went away) is
 * reported once, and the next turn tries again.
 */
export async function work(services: Services, report: (error: Error) => void): Promise<void> {
  const tell = reporter(report);
  const alarm = createAlarm();
  // One claim for several slots costs what it costs for one.
  const freed = () =>
    publisher.inFlight < manyInFlight ? alarm.ring() : alarm.ringWithin(freedWait);
  const publisher: Publisher = createPublisher(services, { failed: tell, freed });
  const looker = createLooker(services, tell);
  const unlisten = services.store.listen(() => alarm.ring());
  const keys = [...services.accounts.keys()];
  const publish = async () => {
    // What becomes due while the rest is claimed is neither among it nor still to come.
    const since = services.clock.now();
    await publisher.start(null);
    const isBusy = publisher.inFlight >= manyInFlight;
    const wait = isBusy ? busyWait : await untilNextDue(services, keys, since);
    await alarm.wait(wait, services.stopping);
  };
  // The others have to wait until this process has met the database; a copy they find idle.
  await admit(services).catch(tell);
  const turns: readonly (() => Promise<unknown>)[] = [
    publish,
    () => tidy(services).then(() => nap(services)),
    () => looker.start().then(() => nap(services)),
    () => addressNews(services, { onlyUrgent: true }).then(() => nap(services)),
    // Each channel by itself: one that hangs keeps no other waiting.
    ...services.channels.map(
      (channel) => () => sendThrough(services, channel).then(() => nap(services)),
    ),
    () => runDueSteps(services).then(() => nap(services, untilNextStep(services))),
    () => tendTokens(services).then(() => nap(services, tokenInterval)),
  ];
  await Promise.all(turns.map((turn) => repeatUntilStopped(services, turn, tell)));
  await unlisten();
  await drain([whenIdle(publisher), looker.rest()]);
}

/** Waits for what is on the wire, but not for ever. */
async function drain(parts: readonly Promise<void>[]): Promise<void> {
  const end = new AbortController();
  const limit = pause(drainLimit, undefined, { signal: end.signal }).catch(() => {});
  await Promise.race([Promise.all(parts), limit]);
  end.abort();
}

async function whenIdle(publisher: Publisher): Promise<void> {
  while (publisher.inFlight > 0) await publisher.next();
}

/**
 * Milliseconds until the next delivery may leave; the usual pause where that is further off.
 *
 * @param since instant from which on none has been looked for
 */
async function untilNextDue(
  services: Services,
  keys: readonly string[],
  since: string,
): Promise<number> {
  const next = await services.store.reading((tables) =>
    tables.deliveries.nextDue({ now: since, keys, weekId: null }),
  );
  if (next === null) return interval;
  return Math.min(interval, Math.max(0, millisecondsBetween(services.clock.now(), next)));
}

/** Milliseconds until the next step of the loop; what another process has left may come before. */
function untilNextStep(services: Services): number {
  const next = nextStep(services);
  const left = next === null ? stepInterval : millisecondsBetween(services.clock.now(), next);
  return Math.min(stepInterval, Math.max(0, left));
}

const nap = (services: Services, milliseconds = interval): Promise<void> =>
  pause(milliseconds, undefined, { signal: services.stopping }).catch(() => {});

async function repeatUntilStopped(
  services: Services,
  turn: () => Promise<unknown>,
  tell: (error: unknown) => void,
): Promise<void> {
  while (!services.stopping.aborted) {
    try {
      await turn();
    } catch (error) {
      tell(error);
      await nap(services);
    }
  }
}

/** The same trouble is told once, until another one comes. */
function reporter(report: (error: Error) => void): (error: unknown) => void {
  let last = '';
  return (error) => {
    const said = error instanceof Error ? error : new Error(String(error));
    if (said.message !== last) report(said);
    last = said.message;
  };
}
