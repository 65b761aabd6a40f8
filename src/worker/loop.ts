import { setTimeout as pause } from 'node:timers/promises';
import { lookUpDue } from '../application/look-up.ts';
import { runDueSteps } from '../application/loop.ts';
import { createPublisher } from '../application/publisher.ts';
import { sendNews } from '../application/send-news.ts';
import type { Services } from '../application/services.ts';
import { tidy } from '../application/sweep.ts';

/** What is due waits at most so long, where no wake-up comes. */
const interval = 1000;

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
  const publisher = createPublisher(services, tell);
  const publish = async () => {
    await publisher.start(null);
    // A slot that is free again is filled at once.
    if (publisher.inFlight > 0) return Promise.race([publisher.next(), nap(services)]);
    return nap(services);
  };
  const turns: readonly (() => Promise<unknown>)[] = [
    publish,
    () => tidy(services).then(() => nap(services)),
    () => lookUpDue(services).then(() => nap(services)),
    () => runDueSteps(services).then(() => nap(services)),
    () => sendNews(services, { onlyUrgent: true }).then(() => nap(services)),
  ];
  await Promise.all(turns.map((turn) => repeatUntilStopped(services, turn, tell)));
  const limit = AbortSignal.timeout(drainLimit);
  while (publisher.inFlight > 0 && !limit.aborted)
    await Promise.race([publisher.next(), pause(drainLimit, undefined, { signal: limit })]).catch(
      () => {},
    );
}

const nap = (services: Services): Promise<void> =>
  pause(interval, undefined, { signal: services.stopping }).catch(() => {});

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
