import { failure, type Result, success } from '../domain/result.ts';
import type { Account } from './ports/account.ts';
import type { Store } from './ports/store.ts';

/** What a command asks of the clock. */
export type ClockWish =
  /** As of an instant: `--now`. */
  | { readonly kind: 'virtual'; readonly now: string }
  /** Lives in real time: `serve`, `worker`, `run-week` without `--now`. */
  | { readonly kind: 'real' }
  /** Only looks or gives an order: whichever time the database lives in. */
  | { readonly kind: 'either' };

/**
 * A database is real or virtual for life: a rehearsal's posts must never be taken for real ones.
 *
 * @returns the instant at which a virtual clock starts, or null for the real one
 */
export async function chooseClock(
  store: Store,
  wish: ClockWish,
  accounts: readonly Account[],
): Promise<Result<string | null>> {
  if (wish.kind === 'virtual') {
    const real = accounts.filter((account) => !account.local);
    if (real.length > 0)
      return failure({
        code: 'virtual-time-refused',
        message: `--now is a rehearsal, and ${real.map((account) => account.key).join(', ')} would publish for real.`,
        remedy: 'Make every account a sandbox, or a server on this machine, or leave out --now.',
      });
  }
  return store.transaction(async (transaction) => {
    const instance =
      wish.kind === 'either'
        ? await transaction.instance.read()
        : await transaction.instance.claimClockKind(wish.kind);
    const { clockKind, virtualNow } = instance;
    if (wish.kind === 'virtual' && clockKind === 'real')
      return failure({
        code: 'database-lives-in-real-time',
        message: '--now is refused: this database has lived in real time.',
        remedy: 'Rehearse in another data directory (--data), or leave out --now.',
      });
    if (wish.kind === 'real' && clockKind === 'virtual')
      return failure({
        code: 'database-lives-in-virtual-time',
        message: 'This database has lived in virtual time, as a rehearsal.',
        remedy: 'Use a new data directory (--data) for real work, or --now to go on rehearsing.',
      });
    if (clockKind !== 'virtual') return success(null);
    const asked = wish.kind === 'virtual' ? wish.now : null;
    const start = asked !== null && asked > (virtualNow ?? '') ? asked : (virtualNow ?? asked);
    if (start !== null && start !== virtualNow) await transaction.instance.setVirtualNow(start);
    return success(start);
  });
}
