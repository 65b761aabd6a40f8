import type { Services } from './services.ts';
import { settle } from './settle.ts';

/**
 * Finds the attempts whose worker is gone: their deadline has passed in real time and no outcome
 * was written. Whether anything is public is unknown; what looks for it comes next.
 *
 * @returns how many there were
 */
export async function recoverStale(services: Services): Promise<number> {
  const stale = await services.store.transaction((transaction) =>
    transaction.attempts.lockStale(services.realNow()),
  );
  for (const attempt of stale) {
    const error = {
      code: 'worker-gone',
      message: 'The process ended before the network answered',
      remedy: 'Broadsheet looks for the post where the network allows it.',
    };
    await services.failpoint('before-recovery-commit');
    await settle(services, { attempt, outcome: { kind: 'unknown', error } });
    await services.failpoint('after-recovery-commit');
  }
  return stale.length;
}
