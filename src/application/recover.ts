import { millisecondsBetween } from '../domain/time.ts';
import type { AttemptRecord, AttemptTable } from './ports/store.ts';
import type { Services } from './services.ts';
import { settle } from './settle.ts';

/**
 * Finds the attempts whose worker is gone: their deadline has passed in real time and no outcome
 * was written. Whether anything is public is unknown; what looks for it comes next.
 *
 * @returns how many there were
 */
export async function recoverStale(services: Services): Promise<number> {
  const stale = await services.store.transaction(async ({ attempts }) => [
    ...(await attempts.lockStale(services.realNow())),
    ...(await overstayed(services, attempts)),
  ]);
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

/**
 * A clock that is set back hides that a deadline has passed. What seems to be still to come is stale once
 * this process has seen it for as long as a request lasts, by a clock that nobody sets.
 */
async function overstayed(
  { clock, elapsed, foreseen }: Services,
  attempts: AttemptTable,
): Promise<readonly AttemptRecord[]> {
  if (clock.kind === 'virtual') return [];
  const ahead = await attempts.lockForeseen(clock.now());
  const seen = ahead.map((one) => ({ one, since: foreseen.get(one.id) ?? elapsed() }));
  foreseen.clear();
  for (const { one, since } of seen) foreseen.set(one.id, since);
  const isOver = ({ one: { startedAt, deadline }, since }: (typeof seen)[number]) =>
    elapsed() - since >= millisecondsBetween(startedAt, deadline);
  return seen.filter(isOver).map(({ one }) => one);
}
