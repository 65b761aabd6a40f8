import { addMilliseconds } from '../domain/time.ts';
import type { Wire } from './ports/account.ts';
import type { AttemptRecord } from './ports/store.ts';
import type { Services } from './services.ts';

/**
 * What a connector sends through. A worker that slept through its claim (a stopped process, a
 * machine that was suspended) must not send: somebody else may have settled the attempt. So the
 * age of the claim is asked for just before the write, on the monotonic clock, which nobody sets,
 * and on the wall clock, which also counts while the machine sleeps. The window that is left, a
 * pause between this check and the write, can't be closed from here.
 *
 * @param claimedAt by {@link Services.elapsed}, read before the claim was committed
 */
export function openWire(
  services: Services,
  attempt: Pick<AttemptRecord, 'deadline'>,
  claimedAt: number,
  timeoutMilliseconds: number,
): Wire {
  const { sendWindow } = services.limits;
  const latest = sendBy(services, attempt, timeoutMilliseconds);
  return {
    signal: AbortSignal.timeout(timeoutMilliseconds),
    watched: services.watched,
    async maySend() {
      await services.failpoint('before-deadline-check');
      const late = services.elapsed() - claimedAt >= sendWindow || services.realNow() >= latest;
      if (late || services.stopping.aborted) return false;
      await services.failpoint('after-deadline-check');
      return true;
    },
    now: services.realNow,
    reached: (point) => services.failpoint(point),
  };
}

/** Until when, in real time, the request of an attempt may have left. */
export function sendBy(
  { limits: { sendWindow, deadlineMargin } }: Pick<Services, 'limits'>,
  { deadline }: Pick<AttemptRecord, 'deadline'>,
  timeoutMilliseconds: number,
): string {
  return addMilliseconds(deadline, sendWindow - deadlineMargin - timeoutMilliseconds);
}
